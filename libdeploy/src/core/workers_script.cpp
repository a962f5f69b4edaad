// SPDX-License-Identifier: MIT
#include "core/workers_script.hpp"

#include "support/json_fields.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

namespace deploy {
namespace {

constexpr std::string_view marker = "--- psyfit-deploy answer ---";

std::string_view word(WorkersAction action) {
    switch (action) {
    case WorkersAction::look: return "look";
    case WorkersAction::pause: return "pause";
    case WorkersAction::resume: return "resume";
    }
    return "look";
}

/// The line after the last marker; empty where there is none.
std::string_view answer_in(std::string_view printed) {
    const std::string line = std::string{marker} + '\n';
    const auto at = printed.rfind(line);
    if (at == std::string_view::npos || (at > 0 && printed[at - 1] != '\n'))
        return {};
    const auto rest = printed.substr(at + line.size());
    return rest.substr(0, rest.find('\n'));
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ", ") + name;
    return out;
}

WorkerQueue queue_from(const boost::json::object& from) {
    WorkerQueue out{.name = fields::text(from, "name")};
    out.waiting =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, fields::integer(from, "size")));
    out.was_paused = fields::boolean(from, "was_paused");
    if (const auto* paused = from.if_contains("paused"); paused != nullptr && paused->is_bool())
        out.paused = paused->get_bool();
    out.error = fields::text(from, "error");
    return out;
}

/// Why the answer has no queues.
Error refusal(const boost::json::object& answer) {
    if (fields::boolean(answer, "missing"))
        return {Errc::precondition,
                "the application has no Solid Queue: SolidQueue::Queue is not defined in it",
                "add the gem solid_queue to the application, or leave its workers alone"};
    if (const auto unknown = fields::texts(answer, "unknown"); !unknown.empty()) {
        const auto known = fields::texts(answer, "known");
        return {Errc::not_found,
                "no job bears the queue name " + joined(unknown) + "; " +
                    (known.empty() ? "there is no queue yet" : "known are " + joined(known)),
                "psyfit-deploy workers status"};
    }
    return {Errc::precondition,
            "the application cannot ask Solid Queue: " + fields::text(answer, "error"),
            "docker exec the container with `bin/rails db:migrate:status`: are its tables there?"};
}

} // namespace

// `all` knows the queues that jobs bear the name of. A paused one whose jobs are all gone is known
// by its pause alone: without it, nobody would resume it.
std::string workers_script() {
    return R"(require "json"; request = JSON.parse(ENV.fetch(")" + std::string{workers_variable} +
           R"(")); )"
           R"(answer = begin; if !defined?(SolidQueue::Queue) then { missing: true } else )"
           R"(known = SolidQueue::Queue.all.map(&:name); )"
           R"(known |= SolidQueue::Pause.pluck(:queue_name) if defined?(SolidQueue::Pause); )"
           R"(asked = request.fetch("queues"); unknown = asked - known; )"
           R"(if unknown.any? then { unknown: unknown, known: known.sort } else )"
           R"({ queues: (asked.empty? ? known.sort : asked).map { |name| )"
           R"(queue = SolidQueue::Queue.find_by_name(name); entry = { name: name }; )"
           R"(begin; entry[:was_paused] = queue.paused?; entry[:size] = queue.size; )"
           R"(case request.fetch("action") when "pause" then queue.pause )"
           R"(when "resume" then queue.resume end; )"
           R"(rescue StandardError => failure; )"
           R"(entry[:error] = "#{failure.class}: #{failure.message}"; end; )"
           R"(begin; entry[:paused] = queue.paused?; rescue StandardError => failure; )"
           R"(entry[:error] ||= "#{failure.class}: #{failure.message}"; end; entry } } end end; )"
           R"(rescue StandardError => failure; )"
           R"({ error: "#{failure.class}: #{failure.message}" }; end; )"
           R"($stdout.puts("", ")" +
           std::string{marker} + R"(", JSON.generate(answer)); $stdout.flush)";
}

std::string workers_question(const WorkersRequest& request) {
    return boost::json::serialize(boost::json::object{
        {"action", word(request.action)}, {"queues", boost::json::value_from(request.queues)}});
}

Result<std::vector<WorkerQueue>> read_workers_answer(std::string_view printed) {
    boost::system::error_code malformed;
    const auto text = answer_in(printed);
    const auto value = boost::json::parse(text, malformed);
    if (malformed || !value.is_object())
        return Error{Errc::corrupt, "the application's runner gave no answer"};
    const auto& answer = value.get_object();
    const auto* const queues = answer.if_contains("queues");
    if (queues == nullptr || !queues->is_array())
        return refusal(answer);
    std::vector<WorkerQueue> out;
    for (const auto& queue : queues->get_array()) {
        if (!queue.is_object())
            return Error{Errc::corrupt, "the application's runner gave a damaged answer"};
        out.push_back(queue_from(queue.get_object()));
    }
    return out;
}

bool Workers::as_wanted(WorkersAction action) const {
    return std::ranges::all_of(
        queues, [action](const WorkerQueue& queue) { return queue.as_wanted(action); });
}

boost::json::object to_json(const Workers& workers) {
    boost::json::array queues;
    for (const auto& queue : workers.queues) {
        boost::json::object entry{{"name", queue.name},
                                  {"waiting", queue.waiting},
                                  {"was_paused", queue.was_paused},
                                  {"paused", nullptr}};
        if (queue.paused)
            entry["paused"] = *queue.paused;
        if (!queue.error.empty())
            entry["error"] = queue.error;
        queues.push_back(std::move(entry));
    }
    return {{"container", workers.container}, {"queues", std::move(queues)}};
}

} // namespace deploy
