// SPDX-License-Identifier: MIT
#pragma once
#include "support/handle.hpp"

#include <curl/curl.h>
#include <optional>
#include <stop_token>

namespace deploy {

/// A transfer of libcurl that can be stopped at once; libcurl itself is initialised by the first.
class CurlTransfer {
public:
    CurlTransfer();

    /// To set options on, and to ask afterwards.
    [[nodiscard]] CURL* easy() const { return easy_.get(); }
    /// Runs to its end; nothing when it was stopped.
    std::optional<CURLcode> perform(const std::stop_token& stop);

private:
    Handle<CURLM, curl_multi_cleanup> multi_;
    Handle<CURL, curl_easy_cleanup> easy_;
};

} // namespace deploy
