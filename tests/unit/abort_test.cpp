// SPDX-License-Identifier: MIT
#include "service_on_host.hpp"

#include "helpers/result_text.hpp"

#include <deploy/abort.hpp>
#include <deploy/lock.hpp>
#include <doctest/doctest.h>
#include <fstream>
#include <future>
#include <thread>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

/// Sleeps really, so that two threads meet, and tells of its first sleep.
struct RealClock final : Clock {
    std::promise<void> slept;
    std::once_flag once;

    std::chrono::steady_clock::time_point now() override {
        return std::chrono::steady_clock::now();
    }
    std::chrono::system_clock::time_point wall() override {
        return std::chrono::system_clock::now();
    }
    void sleep_for(std::chrono::milliseconds duration, std::stop_token) override {
        std::call_once(once, [this] { slept.set_value(); });
        std::this_thread::sleep_for(duration);
    }
};

/// A journal that two threads share.
class SharedJournal final : public Journal {
public:
    explicit SharedJournal(FakeHost& host) : host_{host}, journal_{host} {}
    Result<> append(const Record& record) override {
        const std::lock_guard guard{mutex_};
        return journal_.append(record);
    }
    Result<std::vector<Record>> read() override {
        const std::lock_guard guard{mutex_};
        return host_.records; // past the host's faults, which are the deployment's alone
    }

private:
    FakeHost& host_;
    std::mutex mutex_;
    FakeJournal journal_;
};

/// A deployment that waits in a state until it is told to go on.
struct Held {
    ServiceOnHost on;
    RealClock clock;
    RealClock aborting_clock;
    SharedJournal journal{on.host};
    std::promise<void> reached;
    std::atomic<bool> go_on = false;

    Held() { on.serve(); }

    Ports ports(Clock& time) {
        auto ports = on.process.ports();
        return {ports.source, ports.builder, ports.engine, ports.proxy,        ports.prober,
                time,         journal,       ports.exec,   ports.certificates, ports.machine};
    }

    /// Runs a deployment in a thread of its own, up to its first call of `call`.
    std::future<Result<Outcome>> deploy_until(const std::string& call) {
        on.host.faults.check = [this, call, told = false]() mutable {
            if (told || on.host.faults.trace().back() != call)
                return;
            told = true;
            reached.set_value();
            while (!go_on)
                std::this_thread::sleep_for(1ms);
        };
        auto running = std::async(std::launch::async, [this] {
            return ::deploy::deploy(on.config, ports(clock), {}, on.observer, {});
        });
        reached.get_future().wait();
        return running;
    }

    Result<Record> abort(const std::optional<std::string>& id = {},
                         std::chrono::seconds patience = 20s) {
        return ::deploy::abort(on.config, ports(aborting_clock), id, patience, {});
    }
    /// Until the request is left, and seen by the run.
    void wait_until_asked() {
        aborting_clock.slept.get_future().wait();
        while (exists(abort_file(on.config)))
            std::this_thread::sleep_for(1ms);
    }
    [[nodiscard]] std::string id() { return journal.read().value().back().release.id; }
};

} // namespace

TEST_CASE("a deployment that is aborted before the switch turns back") {
    Held held;
    auto running = held.deploy_until("engine.start");
    auto aborted = std::async(std::launch::async, [&] { return held.abort(); });
    held.wait_until_asked();
    held.go_on = true;

    const auto end = aborted.get();

    REQUIRE(end);
    CHECK(end->state == State::reverted);
    const auto outcome = running.get();
    REQUIRE(outcome);
    CHECK(outcome->error->is(Errc::cancelled));
    CHECK(held.on.host.routed()->name == "psyfit-web-old");
    CHECK_FALSE(exists(abort_file(held.on.config)));
}

TEST_CASE("an abort that comes once the predecessor retires is told that it came too late") {
    Held held;
    auto running = held.deploy_until("engine.stop");
    auto aborted = std::async(std::launch::async, [&] { return held.abort(held.id()); });
    held.wait_until_asked();
    held.go_on = true;

    const auto end = aborted.get();

    REQUIRE(end);
    CHECK(end->state == State::live);
    CHECK(running.get().value().state == State::live);
}

TEST_CASE("an abort of another deployment than the one that runs is refused") {
    Held held;
    auto running = held.deploy_until("engine.start");

    const auto refused = held.abort("20200101-000000-0000");

    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(Errc::precondition));
    CHECK(refused.error().fix == "psyfit-deploy abort " + held.id());
    held.go_on = true;
    CHECK(running.get().value().state == State::live);
}

TEST_CASE("an abort that is not waited for long enough tells where the deployment is") {
    Held held;
    auto running = held.deploy_until("engine.start");

    const auto impatient = held.abort({}, 0s);

    REQUIRE_FALSE(impatient);
    CHECK(impatient.error().is(Errc::timed_out));
    CHECK(impatient.error().message.find("still is starting") != std::string::npos);
    held.go_on = true;
    CHECK(running.get());
}

TEST_CASE("where nothing runs there is nothing to abort") {
    Held held;

    const auto nothing = held.abort();

    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().is(Errc::precondition));
    CHECK_FALSE(exists(abort_file(held.on.config)));
}

TEST_CASE("an interrupted deployment is not aborted but recovered") {
    Held held;
    held.on.host.faults.fault = Fault::crash_after;
    held.on.host.faults.at = 30;
    try {
        static_cast<void>(held.on.deploy());
    } catch (const Crash&) {
    }
    REQUIRE_FALSE(is_terminal(held.on.host.records.back().state));
    held.on.host.faults.fault = Fault::none;

    const auto refused = held.abort();

    REQUIRE_FALSE(refused);
    CHECK(refused.error().fix == "psyfit-deploy recover");
}

TEST_CASE("a request that came too late for its deployment does not cancel the next one") {
    Held held;
    std::ofstream{abort_file(held.on.config)} << "20200101-000000-0000\n";
    auto running = held.deploy_until("engine.start");
    while (exists(abort_file(held.on.config)))
        std::this_thread::sleep_for(1ms);
    held.go_on = true;

    CHECK(running.get().value().state == State::live);
}
