// SPDX-License-Identifier: MIT
#include "kill/site.hpp"
#include <set>

// What must hold, whatever happened to the program.

namespace deploy::test {

void Site::expect_serving(const View& now) {
    REQUIRE_MESSAGE(now.routed, "the service has a route to a container");
    CHECK(now.routed->status == "running");
    CHECK(world_.get("/api/v1/health").status == 200);
}

void Site::expect_truthful() {
    const auto last = end();
    const auto state = last ? std::string{to_string(last->state)} : std::string{};
    INFO("exit code ", last_run_.exit_code, ", journal '", state, "'\n", last_run_.out,
         last_run_.err);
    const bool undone = state.empty() || state == "reverted";
    const auto now = look();
    expect_serving(now);
    switch (last_run_.exit_code) {
    case 0: CHECK(state == "live"); break;
    case 3:
        if (last_run_.err.find("the journal cannot be written") != std::string::npos) {
            CHECK_MESSAGE(now.routed->id == before_.routed->id, "what served before serves");
            break;
        }
        [[fallthrough]];
    case 4:
    case 5:
    case 6:
        CHECK(undone);
        CHECK_MESSAGE(now.routed->id == before_.routed->id, "what served before serves");
        break;
    case 7: CHECK(state == "stuck"); break;
    case 9: CHECK(state != "live"); break;
    default: CHECK_MESSAGE(false, "a code that tells nothing");
    }
    if (state == "live")
        CHECK(now.routed->id == last->release.candidate_id);
}

void Site::expect_recovered(Allowed allowed) {
    const auto began = std::chrono::steady_clock::now();
    const auto ended = run({"recover"});
    const auto took = std::chrono::steady_clock::now() - began;
    INFO("recover: ", ended.out, ended.err);
    CHECK_MESSAGE(ended.exit_code == 0, "recover says that all is well");
    figures_.recovered(std::chrono::duration_cast<std::chrono::milliseconds>(took));
    allowed.new_journal = true;
    expect_tidy(allowed);
    expect_recovery_is_over();
}

void Site::expect_next_deployment_lives(const Words& words) {
    const auto ended = run(words);
    INFO("the next deployment: ", ended.out, ended.err);
    CHECK(ended.exit_code == 0);
    figures_.recovered();
    const auto last = end();
    REQUIRE(last);
    CHECK(last->state == State::live);
    expect_tidy();
    expect_recovery_is_over();
}

void Site::expect_tidy(Allowed allowed) {
    const auto now = look();
    expect_serving(now);
    expect_containers(now);
    expect_routed(now, end());
    expect_state_folder(allowed);
    expect_secret_kept();
    neighbour_->expect_untouched();
    now_ = now;
    for (const auto& violation : routed_watch_.take())
        CHECK_MESSAGE(false, violation);
}

void Site::expect_containers(const View& now) {
    std::set<std::string> known;
    for (const auto& seen : before_.containers)
        known.insert(seen.id);
    // Where a deployment came after the one that was struck, both may have been live.
    for (const auto& record : new_records())
        if (record.state == State::live)
            known.insert(record.release.candidate_id);
    for (const auto& seen : now.containers) {
        INFO(seen.name, " is ", seen.status);
        CHECK_MESSAGE(known.contains(seen.id), "no container is left of what did not go live");
        CHECK_MESSAGE((seen.id == now.routed->id || seen.status == "exited"),
                      "nothing runs but what is routed");
    }
    CHECK_MESSAGE(now.containers.size() == known.size(), "every container from before is kept");
}

/// What the journal says is live is what serves.
void Site::expect_routed(const View& now, const std::optional<Record>& last) {
    if (last)
        CHECK_MESSAGE((last->state == State::live || last->state == State::reverted),
                      "it is over: ", to_string(last->state));
    if (last && last->state == State::live)
        CHECK(now.routed->id == last->release.candidate_id);
    else
        CHECK_MESSAGE(now.routed->id == before_.routed->id, "what served before serves");
}

void Site::expect_state_folder(Allowed allowed) {
    std::set<std::string> usual{".journal", ".lock"};
    if (allowed.new_journal)
        usual.insert(".new");
    for (const auto& entry : std::filesystem::directory_iterator{state()}) {
        const bool run_logs = entry.path().filename() == "runs";
        CHECK_MESSAGE((run_logs || usual.contains(entry.path().extension().string())),
                      "nothing is left in the state folder: ", entry.path().string());
    }
}

void Site::expect_secret_kept() const {
    const auto kept = [this](const std::string& text) {
        return text.find(secret_) == std::string::npos;
    };
    for (const auto& entry : std::filesystem::recursive_directory_iterator{state()})
        if (entry.is_regular_file())
            CHECK_MESSAGE(kept(read_file(entry.path())), "no secret in ", entry.path().string());
    CHECK_MESSAGE(world_.get("/env").body.find(secret_) != std::string::npos,
                  "what serves still has the secret");
}

void Site::expect_recovery_is_over() {
    const auto journal = state() / (world_.service() + ".journal");
    const auto bytes = read_file(journal);

    relay_.disarm();
    auto again = world_.run_cli({"recover"});

    CHECK_MESSAGE(again.exit_code == 0, again.err);
    CHECK(again.out == "nothing to recover\n");
    const bool same = read_file(journal) == bytes; // not shown: it is long
    CHECK_MESSAGE(same, "the second recovery writes nothing");
    for (const auto& call : relay_.calls())
        CHECK_MESSAGE(!call.changes(), "the second recovery changes nothing: ", call.kind());
}

} // namespace deploy::test
