// SPDX-License-Identifier: MIT
#pragma once
#include "sample_behaviour.hpp"
#include "sample_ledger.hpp"
#include <atomic>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>

namespace sample {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

/// The pages of the service. Thread-safe.
class Pages {
public:
    explicit Pages(const Behaviour& behaviour) : behaviour_{behaviour}, ledger_{behaviour.ledger} {}

    [[nodiscard]] Response answer(const Request& request);

private:
    Response page(const Request& request, std::string_view path, std::string_view query);
    Response health(const Request& request);
    Response up(const Request& request);
    Response echo(const Request& request, std::string_view query);
    [[nodiscard]] bool sick(const Request& request) const;

    const Behaviour& behaviour_;
    std::atomic<std::uint64_t> requests_{0};
    std::atomic<bool> sickened_{false};
    Ledger ledger_;
};

} // namespace sample
