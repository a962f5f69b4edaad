// SPDX-License-Identifier: MIT
#include "support/curl_transfer.hpp"

#include <new>
#include <stdexcept>

namespace deploy {
namespace {

void initialise_curl_once() {
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK)
        throw std::runtime_error{"libcurl cannot be initialised"};
}

} // namespace

CurlTransfer::CurlTransfer() {
    initialise_curl_once();
    multi_.reset(curl_multi_init());
    easy_.reset(curl_easy_init());
    if (!multi_ || !easy_)
        throw std::bad_alloc{};
}

std::optional<CURLcode> CurlTransfer::perform(const std::stop_token& stop) {
    const std::stop_callback wake{stop, [this] { curl_multi_wakeup(multi_.get()); }};
    curl_multi_add_handle(multi_.get(), easy_.get());
    std::optional<CURLcode> ended;
    int running = 1;
    while (!ended && !stop.stop_requested()) {
        if (curl_multi_perform(multi_.get(), &running) != CURLM_OK)
            ended = CURLE_FAILED_INIT;
        int left = 0;
        if (const auto* message = curl_multi_info_read(multi_.get(), &left); message != nullptr)
            ended = message->data.result;
        else if (!ended)
            curl_multi_poll(multi_.get(), nullptr, 0, 1000, nullptr);
    }
    curl_multi_remove_handle(multi_.get(), easy_.get());
    return ended;
}

} // namespace deploy
