// SPDX-License-Identifier: MIT
#include "e2e/returning_client.hpp"
#include <algorithm>

namespace deploy::test {
namespace {

using namespace std::chrono_literals;
using steady_clock = std::chrono::steady_clock;
constexpr auto pause = 20ms;

} // namespace

ReturningClient::ReturningClient(Conversation conversation)
    : conversation_{std::move(conversation)},
      client_{[this](const std::stop_token& stop) { talk(stop); }} {}

ReturningClient::~ReturningClient() { stop(); }

void ReturningClient::talk(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto end =
            conversation_.hold(stop, [this](const std::string& message) { heard(message); });
        if (end == Conversation::End::not_connected) {
            ++report_.failed_tries;
            std::this_thread::sleep_for(pause);
        } else if (end == Conversation::End::cut) {
            ++report_.cuts;
            cut_at_ = steady_clock::now();
        }
    }
}

void ReturningClient::heard(const std::string& message) {
    ++report_.messages;
    report_.last_heard = message;
    if (cut_at_ == steady_clock::time_point{})
        return;
    report_.longest_away =
        std::max(report_.longest_away,
                 std::chrono::ceil<std::chrono::milliseconds>(steady_clock::now() - cut_at_));
    cut_at_ = {};
}

ReturningClient::Report ReturningClient::stop() {
    if (client_.joinable()) {
        client_.request_stop();
        client_.join();
    }
    return report_;
}

} // namespace deploy::test
