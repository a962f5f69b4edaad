// SPDX-License-Identifier: MIT
#pragma once
#include "service_on_host.hpp"

#include <algorithm>
#include <deploy/deployer.hpp>
#include <doctest/doctest.h>

namespace deploy::test {

using Calls = std::vector<std::string>;

/// Steps that only note that they were called, and do what the test wants of one of them.
class Rehearsal {
public:
    FakeHost host;
    KeptNotes observer;
    std::stop_source stop;
    std::map<std::string, std::function<Result<>(Deployment&, std::stop_token)>> acts;

    Rehearsal() {
        for (std::size_t i = 0; i < steps_.size(); ++i)
            steps_[i] = std::make_unique<NotedStep>(*this, static_cast<State>(i));
    }

    void fail(const std::string& call) {
        acts[call] = [call](Deployment&, std::stop_token) -> Result<> {
            return Error{Errc::unhealthy, call + " failed"};
        };
    }
    /// The appends from the `count`th on, from 1, fail.
    void break_journal_at(std::size_t count) { broken_from_ = count; }

    Result<Outcome> run(State entry = State::pulling) {
        Release release{.id = "1", .service = "web", .candidate = "web-new"};
        release.incumbent = Incumbent{.id = "i", .name = "web-old"};
        return deployer().run({.release = release}, entry, stop.get_token());
    }
    Result<Outcome> resume(State last, State reached) {
        return deployer().resume({.state = last, .release = {.id = "1"}, .reached = reached},
                                 stop.get_token());
    }

    /// The calls of steps so far, without those of the journal.
    [[nodiscard]] Calls step_calls() const {
        Calls out;
        std::ranges::copy_if(host.faults.trace(), std::back_inserter(out), [](const auto& call) {
            return call.starts_with("run ") || call.starts_with("undo ");
        });
        return out;
    }
    [[nodiscard]] std::vector<State> journal() const {
        std::vector<State> out;
        for (const auto& record : host.records)
            out.push_back(record.state);
        return out;
    }

private:
    class NotedStep final : public Step {
    public:
        NotedStep(Rehearsal& owner, State state) : owner_{owner}, state_{state} {}
        Result<> run(Deployment& deployment, std::stop_token stop) override {
            return owner_.act("run ", state_, deployment, stop);
        }
        Result<> undo(Deployment& deployment) override {
            return owner_.act("undo ", state_, deployment, {});
        }

    private:
        Rehearsal& owner_;
        State state_;
    };

    /// Fails as a full disk does: for good.
    class BreakingJournal final : public Journal {
    public:
        explicit BreakingJournal(Rehearsal& owner) : owner_{owner}, whole_{owner.host} {}
        Result<> append(const Record& record) override {
            if (++appends_ >= owner_.broken_from_)
                return Error{Errc::io, "no space left", "df"};
            return whole_.append(record);
        }
        Result<std::vector<Record>> read() override { return whole_.read(); }

    private:
        Rehearsal& owner_;
        FakeJournal whole_;
        std::size_t appends_ = 0;
    };

    Deployer deployer() { return {steps_, journal_, clock_, observer}; }

    Result<> act(const std::string& verb, State state, Deployment& deployment,
                 const std::stop_token& token) {
        const auto call = verb + std::string{to_string(state)};
        const bool running = verb == "run ";
        if (running && broken_from_ > 1000)
            CHECK_MESSAGE(host.records.back().state == state, "the record comes before the act");
        return host.faults.act(call, [&]() -> Result<> {
            host.elapsed += std::chrono::milliseconds{10};
            const auto found = acts.find(call);
            return found == acts.end() ? Result<>{} : found->second(deployment, token);
        });
    }

    Steps steps_;
    std::size_t broken_from_ = 1'000'000;
    BreakingJournal journal_{*this};
    FakeClock clock_{host};
};

} // namespace deploy::test
