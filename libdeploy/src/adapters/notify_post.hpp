// SPDX-License-Identifier: MIT
#pragma once
#include "support/http.hpp"
#include <deploy/clock.hpp>
#include <deploy/result.hpp>
#include <string>

namespace deploy {

/// Sends JSON to a service of the internet: at most three tries within 20 s; where it is busy (429,
/// its Retry-After honoured) or broken (5xx), or cannot be connected to, it is tried again.
/// Certificates are verified. An Error names the service by `who`, never by its address, which may
/// be a secret.
class NotifyPost {
public:
    NotifyPost(std::string who, Clock& clock) : who_{std::move(who)}, clock_{clock} {}

    Result<HttpReply> send(HttpRequest request);

private:
    std::string who_;
    Clock& clock_;
    HttpSession session_{};
};

/// A POST of this JSON text.
[[nodiscard]] HttpRequest json_post(std::string url, std::string body);

} // namespace deploy
