// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <map>
#include <string>

namespace deploy::test {

struct HttpAnswer {
    int status = 0;                               ///< 0: no answer.
    std::map<std::string, std::string> headers{}; ///< Names in lower case.
    std::string body{};
};

struct HttpCall {
    std::uint16_t port = 0; ///< On 127.0.0.1.
    std::string host{};
    std::string path{};
    std::string method = "GET";
    std::string body{};
};

/// Makes one HTTP request on a connection of its own.
HttpAnswer http(const HttpCall& call);

} // namespace deploy::test
