// SPDX-License-Identifier: MIT
#pragma once
#include "sample_behaviour.hpp"
#include <atomic>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <mutex>
#include <string>

namespace sample {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

/// The pages of the service. Thread-safe.
class Pages {
public:
    explicit Pages(const Behaviour& behaviour) : behaviour_{behaviour} {}

    [[nodiscard]] Response answer(const Request& request);

private:
    Response page(const Request& request, std::string_view path, std::string_view query);
    Response health(const Request& request);
    Response up(const Request& request);
    Response echo(const Request& request);
    [[nodiscard]] bool sick(const Request& request) const;

    const Behaviour& behaviour_;
    std::atomic<std::uint64_t> requests_{0};
    std::atomic<bool> sickened_{false};
    std::mutex mutex_;
    std::string ledger_; // One id a line, in the order of arrival.
};

} // namespace sample
