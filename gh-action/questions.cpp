// SPDX-License-Identifier: MIT
#include "questions.hpp"

#include "markdown.hpp"
#include "run_words.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace deploy::action {
namespace json = boost::json;
namespace {

using Words = std::vector<std::string>;

struct Reply {
    Result<int> code;
    std::string out{}, err{};
};

Reply call(Remote& remote, const Inputs& inputs, Words words, const std::stop_token& stop,
           const std::string& input = {}) {
    const auto common = common_options(inputs);
    words.insert(words.end(), common.begin(), common.end());
    Reply reply{.code = 0};
    const auto add_to = [](std::string& text) {
        return [&text](std::string_view line) { text.append(line).append("\n"); };
    };
    reply.code = remote.call({.words = std::move(words),
                              .input = input,
                              .line = add_to(reply.out),
                              .error_line = add_to(reply.err),
                              .timeout = inputs.timeout,
                              .stop = stop});
    return reply;
}

ExitCode known(int code) {
    const auto* const found = std::ranges::find(all_exit_codes, static_cast<ExitCode>(code));
    return found == all_exit_codes.end() ? ExitCode::internal : *found;
}

std::string text_at(const json::value& from, std::string_view path) {
    boost::system::error_code missing;
    const auto* const found = from.find_pointer(path, missing);
    return found != nullptr && found->is_string() ? std::string{found->get_string()}
                                                  : std::string{};
}

json::value parsed(const std::string& text) {
    boost::system::error_code unreadable;
    auto value = json::parse(text, unreadable);
    return unreadable ? json::value{} : value;
}

/// A plan is asked for with all that the deployment would be.
Reply call_plan(Remote& remote, const Inputs& inputs, Words words, const std::stop_token& stop) {
    return call(remote, inputs, with_source(std::move(words), inputs), stop, inputs.set);
}

} // namespace

std::map<std::string, std::string> outputs_of(const Answer& answer, const Inputs& inputs) {
    return {{"result", answer.code == ExitCode::done ? "ok" : "failed"},
            {"version", answer.version},
            {"container", answer.container},
            {"url", inputs.url}};
}

Result<Answer> ask_server(Remote& remote, const Inputs& inputs, const std::stop_token& stop) {
    const bool plan = inputs.command == Command::plan;
    const auto shown =
        plan ? call_plan(remote, inputs, {"plan"}, stop) : call(remote, inputs, {"status"}, stop);
    if (!shown.code)
        return shown.code.error();
    Answer out{.title = plan ? "What a deployment would do now" : "What serves now",
               .text = shown.out + shown.err,
               .summary = {},
               .complaint = shown.err.empty() ? "the service does not serve" : shown.err,
               .code = known(*shown.code)};
    const auto title = "## " + out.title + "\n\n";
    out.summary = title + block(out.text, longest_summary - title.size());
    if (!plan) {
        const auto facts = parsed(call(remote, inputs, {"status", "--json"}, stop).out);
        out.version = text_at(facts, "/revision");
        out.container = text_at(facts, "/container/name");
    }
    return out;
}

bool last_failed(Remote& remote, const Inputs& inputs, const std::stop_token& stop) {
    const auto facts = parsed(call(remote, inputs, {"status", "--json"}, stop).out);
    const auto state = text_at(facts, "/last/state");
    return !state.empty() && state != "live";
}

std::vector<Commit> commits_to_go_live(Remote& remote, const Inputs& inputs,
                                       const std::stop_token& stop) {
    const auto facts = parsed(call_plan(remote, inputs, {"plan", "--json"}, stop).out);
    boost::system::error_code missing;
    const auto* const list = facts.find_pointer("/commits", missing);
    std::vector<Commit> out;
    if (list == nullptr || !list->is_array())
        return out;
    for (const auto& commit : list->get_array())
        out.push_back({.id = text_at(commit, "/id"),
                       .subject = text_at(commit, "/subject"),
                       .author = text_at(commit, "/author")});
    return out;
}

} // namespace deploy::action
