// SPDX-License-Identifier: MIT
#pragma once
#include "kill/engine_call.hpp"
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <condition_variable>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace deploy::test {

class RelayConnection;

/// A unix socket that stands for the Docker Engine's: it passes every byte on, in both directions,
/// and lets one request or its answer go wrong as planned. A connection has one request under way
/// at a time, as every client of the engine does it. From any thread.
class EngineRelay {
public:
    explicit EngineRelay(std::filesystem::path socket,
                         std::filesystem::path engine = "/var/run/docker.sock");
    /// Ends all connections.
    ~EngineRelay();
    EngineRelay(const EngineRelay&) = delete;
    EngineRelay& operator=(const EngineRelay&) = delete;

    [[nodiscard]] const std::filesystem::path& socket() const { return socket_; }

    /// From now on this plan; the requests seen so far are forgotten.
    void arm(Plan plan);
    void disarm() { arm({}); }
    /// Whom a fault that kills kills. It waits until it is told.
    void aim(pid_t victim);
    /// Waits until a request is held back; false when none is in a minute.
    bool await_held();
    /// The engine gets what is held back.
    void let_go();
    /// Called with each request before the engine has any of it.
    void watch(std::function<void(const EngineCall&)> watcher);

    /// The requests since the plan, in their order.
    [[nodiscard]] std::vector<EngineCall> calls() const;
    /// The first request that went wrong.
    [[nodiscard]] std::optional<EngineCall> struck() const;

private:
    friend class RelayConnection;
    /// What is to go wrong with a request, by which plan.
    struct Verdict {
        Plan plan{}; ///< Without a fault where nothing is.
        int number = 0;
    };
    Verdict note(const EngineCall& call);
    /// Does nothing where the plan is not in force any more.
    void kill_victim_of(int plan);
    /// Waits until it is let go; false when the relay ends.
    bool hold();
    /// Waits; false when the relay ends.
    bool sleep(std::chrono::milliseconds duration);
    void accept();

    std::filesystem::path socket_;
    std::filesystem::path engine_;
    boost::asio::io_context io_;
    boost::asio::local::stream_protocol::acceptor acceptor_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Plan plan_;
    int plan_number_ = 0;
    int counted_ = 0;
    pid_t victim_ = 0;
    bool over_ = false;
    bool held_ = false; // somewhere a request is held back
    std::vector<EngineCall> calls_;
    std::optional<EngineCall> struck_;
    std::function<void(const EngineCall&)> watcher_;

    std::list<std::unique_ptr<RelayConnection>> connections_; // of the accepting thread
    std::jthread thread_;
};

} // namespace deploy::test
