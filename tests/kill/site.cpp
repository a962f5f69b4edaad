// SPDX-License-Identifier: MIT
#include "kill/site.hpp"
#include "adapters/file_journal.hpp"
#include "adapters/system_clock.hpp"
#include <ranges>
#include <utility>

namespace deploy::test {
Site::Site(std::string what) : relay_{world_.root() / "engine.sock"}, figures_{std::move(what)} {
    world_.config["docker"] = {{"socket", relay_.socket().string()}};
    world_.config["watch"] = {{"window", "0s"}};
    secret_ = "canary" + output_of({"openssl", "rand", "-hex", "16"});
    const auto first = world_.start_by_hand({"--env", "KEPT_TOKEN=" + secret_});
    image_ = world_.service() + ":again";
    docker({"tag", docker({"inspect", "--format", "{{.Image}}", first}), image_});
    neighbour_.emplace(world_, image_);
    REQUIRE_MESSAGE(run(words(Job::deploy)).exit_code == 0, last_run_.err);
    relay_.watch([this](const EngineCall& call) { routed_watch_.note(call); });
    load_.emplace(LoadOptions{
        .port = world_.port(), .host = world_.host(), .rate = 150, .limit = std::chrono::hours{3}});
}

void Site::conclude() {
    const auto report = load_->stop();
    CHECK(report.sent() > 0);
    CHECK_MESSAGE(report.lost() == 0, report.text());
    figures_.load(report);
    figures_.publish();
}

Words Site::words(Job job) const {
    return job == Job::rollback ? Words{"rollback"} : Words{"deploy", "--image", image_};
}

Site::View Site::look() const {
    View view{.containers = world_.containers(), .routed = {}};
    std::erase_if(view.containers,
                  [this](const Seen& seen) { return neighbour_ && seen.id == neighbour_->id(); });
    const auto target = world_.target();
    const auto host = target.substr(0, target.find(':'));
    for (const auto& seen : view.containers)
        if (!host.empty() && seen.id.starts_with(host))
            view.routed = seen;
    return view;
}

bool Site::run_with(const Words& words, const Blow& blow) {
    relay_.arm(blow.plan);
    auto program = world_.start_cli(words, {.environment = blow.environment});
    relay_.aim(program.pid());
    const auto code = program.wait(std::chrono::minutes{3});
    const auto call = relay_.struck();
    relay_.disarm();
    REQUIRE_MESSAGE(code, "the program ends");
    last_run_ = {*code, program.out(), program.err()};
    CHECK_MESSAGE((last_run_.out + last_run_.err).find(secret_) == std::string::npos,
                  "the secret is not printed");
    struck_call_ = call ? call->kind() : std::string{};
    const bool by_file =
        blow.plan.at == 0 &&
        (*code == 128 + SIGKILL || last_run_.err.find("[a file has failed]") != std::string::npos);
    return call || by_file;
}

Finished Site::run(const Words& words) {
    run_with(words, {});
    return last_run_;
}

bool Site::strike(const Words& words, const Blow& blow) {
    before_ = now_ ? *std::exchange(now_, {}) : look();
    forget_old_containers();
    sequence_before_ = records().back().sequence;
    const bool struck = run_with(words, blow);
    if (struck)
        figures_.fault();
    return struck;
}

bool Site::strike_recovery(const Blow& blow) {
    const bool struck = run_with({"recover"}, blow);
    if (struck)
        figures_.fault();
    return struck;
}

/// Of those that were live long ago; one to roll back to stays.
void Site::forget_old_containers() {
    constexpr std::size_t most = 8;
    if (before_.containers.size() < most)
        return;
    const auto records = this->records();
    const auto last = std::ranges::find(records | std::views::reverse, State::live, &Record::state);
    Words command{"rm"};
    for (const auto& seen : before_.containers)
        if (seen.status != "running" && seen.id != last->release.incumbent->id)
            command.push_back(seen.id);
    docker(command);
    before_ = look();
}

std::vector<Record> Site::records() const {
    SystemClock clock;
    auto records = FileJournal{state(), world_.service(), clock}.read();
    REQUIRE_MESSAGE(records.has_value(), "the journal can be read");
    return *records;
}

/// Those since `strike`. The journal may have been compacted since.
std::vector<Record> Site::new_records() const {
    auto all = records();
    std::erase_if(all, [&](const Record& record) { return record.sequence <= sequence_before_; });
    return all;
}

std::optional<Record> Site::end() const {
    const auto all = new_records();
    return all.empty() ? std::nullopt : std::optional{all.back()};
}

} // namespace deploy::test
