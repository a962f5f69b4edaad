// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace deploy::test {

/// How a client and the service talk on one connection, for as long as both want to.
struct Conversation {
    enum class End { not_connected, cut, left };
    using Heard = std::function<void(const std::string& message)>;
    /// One connection, from its beginning to its end; tells each message of the service.
    std::function<End(const std::stop_token& stop, const Heard& heard)> hold;
};

/// Sends messages over a WebSocket, which the service says back after its version. The proxy cuts
/// every WebSocket at a switch. Against port 80 of this address.
[[nodiscard]] Conversation socket_chat(std::string address, std::string host);

/// Reads server-sent events, each with the version of the service. The proxy keeps a stream for
/// the drain time, then cuts it. Against port 80 of this address.
[[nodiscard]] Conversation event_stream(std::string address, std::string host);

/// A client that talks all the time, and connects anew at once when it is cut off. What counts is
/// that the first try to come back works.
class ReturningClient {
public:
    struct Report {
        std::uint64_t messages = 0;                ///< Heard.
        std::uint64_t cuts = 0;                    ///< Connections that ended under it.
        std::uint64_t failed_tries = 0;            ///< To connect.
        std::chrono::milliseconds longest_away{0}; ///< From a cut to the next message.
        std::string last_heard{};                  ///< Begins with the version that said it.
    };

    explicit ReturningClient(Conversation conversation);
    ~ReturningClient();
    ReturningClient(const ReturningClient&) = delete;
    ReturningClient& operator=(const ReturningClient&) = delete;

    Report stop();

private:
    void talk(const std::stop_token& stop);
    void heard(const std::string& message);

    Conversation conversation_;
    Report report_;
    std::chrono::steady_clock::time_point cut_at_{};
    std::jthread client_;
};

} // namespace deploy::test
