// SPDX-License-Identifier: MIT
// What the proxy says: its log, in which the last line of a request tells who answered it, and the
// words of a command that failed. The input: a request's id, then the text.
#include "adapters/kamal_proxy_command.hpp"
#include "adapters/kamal_proxy_log.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

namespace deploy::fuzz {

namespace {

/// A request's line as the proxy logs it.
std::string logged(std::string_view id, std::string_view target) {
    return boost::json::serialize(boost::json::value{
        {"msg", "Request"}, {"request_id", id}, {"target", target}, {"status", 200}});
}

void check_failure(std::string_view output) {
    for (const int code : {1, 126, 137}) {
        const auto error = command_failure(output, code, "edge");
        CHECK_FALSE(error.is(Errc::internal));
        CHECK((!error.message.empty() && error.message.size() < 700));
    }
}

} // namespace

void proxy_log(std::string_view bytes) {
    Input input{bytes};
    const auto id = input.line();
    const auto log = input.rest();

    const auto any = passage_in_log(log, id);
    if (any) {
        CHECK_FALSE(any->target.empty());
        CHECK(log.find(any->target.substr(0, 1)) != std::string_view::npos);
    }
    check_failure(log);

    const std::string own = "psyfit-deploy-1-0";
    const auto longer = std::string{log} + "\n" + logged(own, "abc:3000") + "\n" +
                        logged(own + "0", "other:1") + "\n";
    const auto found = passage_in_log(longer, own);
    REQUIRE(found);
    CHECK(found->target == "abc:3000");
    CHECK(found->status == 200);
}

} // namespace deploy::fuzz
