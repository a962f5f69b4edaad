// SPDX-License-Identifier: MIT
#include "helpers/result_text.hpp"
#include "serve.hpp"

#include <doctest/doctest.h>
#include <vector>

using namespace deploy;
using namespace deploy::cli;

namespace {

Options serve(const std::string& config = "/etc/web.json") {
    Options out;
    out.command = Command::serve;
    out.config = config;
    return out;
}

} // namespace

TEST_CASE("the owner of a restricted key calls psyfit-deploy with the key's configuration") {
    for (const auto* line :
         {"psyfit-deploy deploy --ref 'v1 x' --json", "/usr/bin/psyfit-deploy deploy --ref 'v1 x'",
          "psyfit-deploy --config /etc/web.json deploy --ref 'v1 x'"}) {
        CAPTURE(line);
        const auto options = served_options(serve(), line);
        REQUIRE(options.has_value());
        CHECK(options->command == Command::deploy);
        CHECK(options->intent.reference == "v1 x");
        CHECK(options->config == "/etc/web.json");
        CHECK(options->served);
    }
}

TEST_CASE("the owner of a restricted key reaches nothing else") {
    for (const auto* line :
         {"", "sh", "bash -c id", "psyfit-deploy status; id", "psyfit-deploy status && id",
          "psyfit-deploy status | sh", "psyfit-deploy $(id)", "psyfit-deploy status\nid",
          "psyfit-deploy status --config /root/other.json", "psyfit-deploy serve",
          "psyfit-deploy status --host root@elsewhere",
          "psyfit-deploy deploy --env-file /etc/shadow", "psyfit-deploy setup --dry-run",
          "psyfit-deploy secrets generate --out /etc/cron.d/x",
          "psyfit-deploy secrets check --file /etc/shadow", "psyfit-deployx status",
          "psyfit-deploy certificate x --ca /etc/shadow", "psyfit-deploy no-such-command",
          "/bin/sh/psyfit-deploy -c id"}) {
        CAPTURE(line);
        const auto options = served_options(serve(), line);
        REQUIRE_FALSE(options.has_value());
        CHECK(options.error().is(Errc::invalid_input));
    }
}

TEST_CASE("a refusal has the form that the owner of the key asked for") {
    const std::vector<std::string> line{"serve", "--config", "/etc/web.json"};

    CHECK(form_of_refusal(line, "psyfit-deploy deploy --config x --detach --json").json);
    CHECK_FALSE(form_of_refusal(line, "psyfit-deploy deploy --config x").json);
    CHECK_FALSE(form_of_refusal(line, "psyfit-deploy status --no-color").colour);
    CHECK_FALSE(form_of_refusal(line, "'").json);
    CHECK(form_of_refusal(std::vector<std::string>{"--json", "statsu"}, "").json);
}

TEST_CASE("the service of the key's line is the one that its owner reaches") {
    auto line = serve();
    line.service = "psyfit-api";

    const auto plain = served_options(line, "psyfit-deploy deploy");
    const auto same = served_options(line, "psyfit-deploy deploy --service psyfit-api");
    const auto other = served_options(line, "psyfit-deploy deploy --service psyfit-web");

    REQUIRE(plain.has_value());
    CHECK(plain->service == "psyfit-api");
    REQUIRE(same.has_value());
    CHECK(same->service == "psyfit-api");
    REQUIRE_FALSE(other.has_value());
    CHECK(other.error().is(Errc::invalid_input));
}

TEST_CASE("without a configuration in the key's line the server's own is used, and no other") {
    Options bare;
    bare.command = Command::serve;

    const auto own = served_options(bare, "psyfit-deploy status");
    const auto other = served_options(bare, "psyfit-deploy status --config x.json");

    REQUIRE(own.has_value());
    CHECK_FALSE(own->config);
    CHECK_FALSE(other.has_value());
}
