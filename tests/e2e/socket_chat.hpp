// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace deploy::test {

/// A client that talks over a WebSocket all the time and connects anew at once when it is cut off.
/// The proxy cuts every WebSocket at a switch; what counts is that the first try to come back
/// works.
class SocketChat {
public:
    struct Report {
        std::uint64_t messages = 0;                ///< Sent and said back.
        std::uint64_t cuts = 0;                    ///< Connections that ended under it.
        std::uint64_t failed_tries = 0;            ///< To connect.
        std::chrono::milliseconds longest_away{0}; ///< From a cut to the next message said back.
        std::string last_said{}; ///< The last message, with the version that said it back.
    };

    /// Against port 80 of this address.
    SocketChat(std::string address, std::string host);
    ~SocketChat();
    SocketChat(const SocketChat&) = delete;
    SocketChat& operator=(const SocketChat&) = delete;

    Report stop();

private:
    void chat(const std::stop_token& stop);
    void talk(const std::stop_token& stop);
    void said(const std::string& answer);

    std::string address_;
    std::string host_;
    Report report_;
    std::chrono::steady_clock::time_point cut_at_{};
    std::jthread client_;
};

} // namespace deploy::test
