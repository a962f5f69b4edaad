// SPDX-License-Identifier: MIT
#include "e2e/long_calls.hpp"
#include <chrono>
#include <curl/curl.h>
#include <memory>

namespace deploy::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t upload_size = std::size_t{5} << 20U;
constexpr curl_off_t upload_speed = curl_off_t{2} << 20; // bytes a second
constexpr auto interval = 500ms;

std::size_t count_bytes(char* /*data*/, std::size_t size, std::size_t number, void* counter) {
    *static_cast<std::size_t*>(counter) += size * number;
    return size * number;
}

struct Handle {
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{nullptr,
                                                                        curl_slist_free_all};
    std::size_t received = 0;
};

void aim(Handle& handle, const std::string& address, const std::string& host,
         const std::string& path) {
    auto* curl = handle.curl.get();
    handle.headers.reset(curl_slist_append(nullptr, ("Host: " + host).c_str()));
    curl_easy_setopt(curl, CURLOPT_URL, ("http://" + address + path).c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, handle.headers.get());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 15L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &handle.received);
}

/// Why the call failed; empty when it went well.
std::string perform(Handle& handle, std::size_t expected) {
    if (const auto code = curl_easy_perform(handle.curl.get()); code != CURLE_OK)
        return curl_easy_strerror(code);
    long status = 0;
    curl_easy_getinfo(handle.curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return "status " + std::to_string(status);
    return handle.received == expected ? "" : std::to_string(handle.received) + " bytes answered";
}

} // namespace

LongCalls::LongCalls(std::string address, std::string host, std::string id)
    : address_{std::move(address)},
      host_{std::move(host)},
      id_{std::move(id)},
      planner_{[this](const std::stop_token& stop) { plan(stop); }} {}

LongCalls::~LongCalls() { stop(); }

void LongCalls::plan(std::stop_token stop) { // NOLINT(performance-unnecessary-value-param)
    auto due = std::chrono::steady_clock::now();
    for (int number = 0; !stop.stop_requested(); ++number) {
        const auto id = id_ + "-upload-" + std::to_string(number);
        calls_.emplace_back([this, id] { upload(id); });
        calls_.emplace_back([this] { ask_slow_page(); });
        std::this_thread::sleep_until(due += interval);
    }
}

void LongCalls::note(Counts& counts, const std::string& failure, const std::string& id) {
    const std::scoped_lock lock{mutex_};
    ++counts.sent;
    if (failure.empty() && !id.empty())
        counts.ids.push_back(id);
    if (failure.empty())
        return;
    ++counts.lost;
    if (counts.first_failure.empty())
        counts.first_failure = failure;
}

void LongCalls::upload(const std::string& id) {
    const std::string body(upload_size, 'x');
    Handle handle;
    aim(handle, address_, host_, "/echo?id=" + id);
    auto* curl = handle.curl.get();
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_MAX_SEND_SPEED_LARGE, upload_speed);
    note(uploads_, perform(handle, body.size()), id);
}

void LongCalls::ask_slow_page() {
    Handle handle;
    aim(handle, address_, host_, "/slow?ms=2000");
    constexpr std::string_view answer = "slow\n";
    note(slow_, perform(handle, answer.size()), {});
}

LongCalls::Report LongCalls::stop() {
    if (planner_.joinable()) {
        planner_.request_stop();
        planner_.join();
    }
    calls_.clear(); // joins each
    return {uploads_, slow_};
}

} // namespace deploy::test
