// SPDX-License-Identifier: MIT
#pragma once
#include "kill/message_tracker.hpp"
#include "kill/relay.hpp"

namespace deploy::test {

/// One client of the relay and its own connection to the engine, in a thread of its own.
class RelayConnection {
public:
    using Socket = boost::asio::local::stream_protocol::socket;

    RelayConnection(EngineRelay& relay, Socket client, Socket engine);
    /// Ends it.
    ~RelayConnection();
    RelayConnection(const RelayConnection&) = delete;
    RelayConnection& operator=(const RelayConnection&) = delete;

    [[nodiscard]] bool over() const { return over_; }

private:
    /// A request and its answer.
    struct Exchange {
        RequestTracker request{};
        ResponseTracker response{};
        std::string head{};   ///< Of the request, until it is whole; all of one that is held.
        std::string held{};   ///< The answer, where nothing of it may be passed on yet.
        bool noted = false;   ///< The head is whole, and what goes wrong was decided.
        bool swallow = false; ///< Nothing of the request reaches the engine.
        EngineRelay::Verdict verdict{};
        [[nodiscard]] Fault fault() const { return verdict.plan.fault; }
    };

    void run();
    void from_client();
    void from_engine();
    void take_request();
    void note();
    void request_ended();
    void take_answer(std::string_view bytes);
    void answer_ended();
    void answer_by_itself(std::string_view status);
    void pass_altered();
    void next();
    void kill() { relay_.kill_victim_of(now_.verdict.number); }
    [[nodiscard]] bool is_tunnel() const;
    void write(Socket& to, std::string_view bytes);
    void close() { open_ = false; }

    EngineRelay& relay_;
    Socket client_;
    Socket engine_;
    Exchange now_;
    std::string pending_; // from the client, of the next request
    bool client_ended_ = false;
    bool open_ = true;
    std::atomic<bool> over_ = false;
    std::jthread thread_;
};

} // namespace deploy::test
