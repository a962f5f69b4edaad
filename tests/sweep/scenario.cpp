// SPDX-License-Identifier: MIT
#include "sweep/scenario.hpp"

#include <algorithm>
#include <deploy/exit_code.hpp>
#include <doctest/doctest.h>
#include <ranges>
#include <utility>

namespace deploy::test {

Scenario::Scenario(Job job, Candidate candidate, const std::filesystem::path& state) : job_{job} {
    config_.state_directory = state;
    config_.environment.master_key_variable.clear();
    config_.release.command = {"migrate"};
    config_.health.deadline = std::chrono::seconds{1};
    config_.watch.window = std::chrono::seconds{1};
    host.candidate = candidate;
    host.add_image("psyfit-local:old", std::string(40, '0'));
    if (job != Job::first)
        serve_incumbent();
    if (job == Job::rollback)
        leave_former();
    host.add("stranger", "psyfit-local:old", true);
    host.faults.check = [this] { check_traffic(); };
}

void Scenario::serve_incumbent() {
    auto& incumbent = host.add("psyfit-web-old", "psyfit-local:old", true);
    incumbent_ = incumbent.id;
    host.route = Route{.service = "psyfit-web",
                       .target = *incumbent.address_on("kamal") + ":3000",
                       .hosts = {"psytech.jp"}};
}

/// A container that was live before the incumbent, as the journal tells.
void Scenario::leave_former() {
    const auto& former = host.add("psyfit-web-former", "psyfit-local:old", false);
    Record live{.state = State::live, .release = {.id = "1", .service = "psyfit-web"}};
    live.release.candidate_id = incumbent_;
    live.release.incumbent = Incumbent{.id = former.id, .name = former.name};
    live.release.route = host.route->to(incumbent_.substr(0, 12) + ":3000");
    live.at = "1";
    host.records.push_back(live);
    seed_records_ = 1;
}

void Scenario::run() {
    try {
        attempt();
    } catch (const Crash&) {
        crashed = true;
        recover_until_done();
    }
}

void Scenario::attempt() {
    Observer quiet;
    FakePorts process{host};
    host.faults.stop = std::stop_source{};
    outcome = start(process.ports(), quiet);
}

Result<Outcome> Scenario::start(Ports ports, Observer& observer) {
    const auto stop = host.faults.stop.get_token();
    if (job_ == Job::rollback)
        return roll_back(config_, ports, std::nullopt, {}, observer, stop);
    return ::deploy::deploy(config_, ports, {.intent = {.first = job_ == Job::first}}, observer,
                            stop);
}

void Scenario::recover() {
    Observer quiet;
    FakePorts process{host};
    recovery = ::deploy::recover(config_, process.ports(), {}, quiet, {});
}

void Scenario::recover_until_done() {
    for (int attempts = 0; attempts < 3; ++attempts)
        try {
            recover();
            return;
        } catch (const Crash&) {
        }
    REQUIRE_MESSAGE(false, "recovery crashes for ever");
}

std::optional<State> Scenario::end() const {
    if (host.records.size() <= seed_records_)
        return std::nullopt;
    return host.records.back().state;
}

std::string Scenario::rightful() const {
    const auto newest =
        std::ranges::find(host.records | std::views::reverse, State::live, &Record::state);
    return newest == std::ranges::rend(host.records) ? incumbent_ : newest->release.candidate_id;
}

void Scenario::forget_route() {
    forgotten_ = forgotten_ || host.route.has_value();
    host.route.reset();
}

/// Whether the journal tells what a proxy that forgot everything is to route to.
bool Scenario::knows_live() const {
    return std::ranges::find(host.records, State::live, &Record::state) != host.records.end();
}

/// The service's own, without what runs its release command.
std::ptrdiff_t Scenario::running_versions() const {
    return std::ranges::count_if(host.containers | std::views::values, [](const Container& one) {
        return one.running && one.name.starts_with("psyfit-web-") &&
               !one.name.ends_with("-release");
    });
}

void Scenario::check_traffic() {
    CHECK_MESSAGE(running_versions() <= 2, "no third version runs beside two");
    if (!host.route && (incumbent_.empty() || forgotten_))
        return; // before a first deployment, or until the proxy is told again
    forgotten_ = false;
    REQUIRE(host.route);
    auto* const target = host.routed();
    REQUIRE_MESSAGE(target != nullptr, "traffic reaches a container that exists");
    const bool ill = host.candidate != Candidate::healthy && host.is_candidate(*target);
    CHECK_MESSAGE((target->running || ill), "traffic reaches a running container");
}

void Scenario::check_told() const {
    if (!outcome || !*outcome)
        return;
    const auto& told = **outcome;
    CHECK(told.state == end());
    CHECK((exit_code(told) == ExitCode::done) == (told.state == State::live));
}

void Scenario::check_ended(Leftovers allowed) {
    host.arrive_late();
    if (host.late_route) // what an earlier process asked of the proxy comes in the end
        host.route = std::exchange(host.late_route, std::nullopt);
    check_traffic();
    CHECK_MESSAGE(host.find("stranger")->running, "strangers are left alone");
    check_disk();
    if (forgotten_) {
        CHECK_MESSAGE(!knows_live(), "a route that the journal knows is given back");
        return;
    }
    const auto state = end();
    if (!state || state == State::reverted)
        check_nothing_changed();
    else if (state == State::live)
        check_live(allowed);
    else
        CHECK_MESSAGE(state == State::stuck, "a deployment ends in a terminal state");
}

void Scenario::check_nothing_changed() {
    const auto serving = rightful();
    const auto lived = [this](const std::string& id) {
        return std::ranges::any_of(host.records, [&](const Record& record) {
            return record.state == State::live && record.release.candidate_id == id;
        });
    };
    for (const auto& [id, container] : host.containers)
        CHECK_MESSAGE((lived(id) || !container.labels.contains(std::string{label::role})),
                      "nothing of the candidate is left behind");
    if (serving.empty()) {
        CHECK_FALSE(host.route);
        return;
    }
    CHECK_MESSAGE(host.routed()->id == serving, "what served before serves");
    if (job_ == Job::rollback && serving == incumbent_)
        CHECK_FALSE(host.find("psyfit-web-former")->running);
}

void Scenario::check_live(Leftovers allowed) {
    const auto& release = host.records.back().release;
    CHECK(host.routed()->id == release.candidate_id);
    CHECK(host.routed()->running);
    if (!allowed.release_container)
        CHECK_FALSE(host.find(release.candidate + "-release"));
    if (!release.incumbent)
        return;
    auto* const incumbent = host.find(release.incumbent->id);
    REQUIRE_MESSAGE(incumbent != nullptr, "the incumbent is kept for a rollback");
    CHECK_MESSAGE(!incumbent->running, "the incumbent is stopped");
}

void Scenario::check_disk() const {
    for (const auto& entry : std::filesystem::directory_iterator{config_.state_directory})
        CHECK_MESSAGE(entry.path().extension() == ".lock", "no build's export is left behind");
}

void Scenario::check_recovery_is_over() {
    const auto before = host.mutations;
    const auto records = host.records.size();
    host.faults.fault = Fault::none;
    host.faults.schedule = {};
    recover_until_done();
    CHECK(host.mutations == before);
    CHECK(host.records.size() == records);
}

} // namespace deploy::test
