// SPDX-License-Identifier: MIT
#include "helpers/result_text.hpp"
#include "service_on_host.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <deploy/secrets.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

namespace fs = std::filesystem;

/// A server whose database and Redis take the passwords of the file.
struct Checked : ServiceOnHost {
    TemporaryFolder etc;
    std::string postgres, redis;

    Checked() {
        config.setup.secrets = etc.path() / "psyfit.env";
        REQUIRE(generate_secrets(config.setup.secrets, Changes::made));
        const auto values = parse_environment_file(read_file(config.setup.secrets), "file").value();
        postgres = *values.find("POSTGRES_PASSWORD");
        redis = *values.find("REDIS_PASSWORD");
        host.add("psyfit-db", "psyfit-local:old", true);
        host.add("psyfit-redis", "psyfit-local:old", true);
        host.programs = [this](const ContainerCommand& command) { return answer(command); };
    }

    Result<CommandEnd> answer(const ContainerCommand& command) const {
        const auto& given = command.environment.at(0);
        if (command.arguments[0] == "psql")
            return given == "PGPASSWORD=" + postgres
                       ? CommandEnd{}
                       : CommandEnd{.exit_code = 2,
                                    .errors = "FATAL:  password authentication failed for user\n"};
        const bool right = given == "REDISCLI_AUTH=" + redis;
        static_cast<void>(command.output(right ? "PONG\n" : "NOAUTH Authentication required.\n"));
        return CommandEnd{.errors = right ? "" : "AUTH failed: WRONGPASS invalid\n"};
    }

    SecretsReport check(const std::optional<fs::path>& file = {}) {
        auto report = check_secrets(config, process.ports(), file);
        REQUIRE(report);
        return *report;
    }

    /// The service as the file has it, but for one value.
    void serve_with(std::string_view key, std::string_view value) {
        auto values = parse_environment_file(read_file(config.setup.secrets), "file").value();
        values.set(key, value);
        serve().env = values.entries();
    }
};

const SecretFinding& about(const SecretsReport& report, std::string_view subject) {
    const auto found = std::ranges::find(report.findings, subject, &SecretFinding::subject);
    REQUIRE(found != report.findings.end());
    return *found;
}

} // namespace

TEST_CASE("before the first deployment the file is looked at, and everything is right") {
    Checked on;

    const auto report = on.check();

    CHECK(report.sound());
    CHECK(report.source == on.config.setup.secrets.string());
    CHECK(report.findings.size() == 8);
    for (const auto& finding : report.findings)
        CHECK(finding.state == SecretState::right);
}

TEST_CASE("what serves is looked at, and a password that the server does not take is told") {
    for (const auto* key : {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}) {
        Checked on;
        on.serve_with(key, "another-password-than-theirs");

        const auto report = on.check();

        CHECK_FALSE(report.sound());
        CHECK(report.source == "container psyfit-web-old");
        const bool database = key == std::string{"POSTGRES_PASSWORD"};
        const auto at = std::string{key} + (database ? " at psyfit-db" : " at psyfit-redis");
        CHECK(about(report, at).state == SecretState::wrong);
        CHECK(about(report, key).state == SecretState::right);
        CHECK(boost::json::serialize(to_json(report)).find("another-password") ==
              std::string::npos);
    }
}

TEST_CASE("a file is checked in place of what serves where it is named") {
    Checked on;
    on.serve_with("SECRET_KEY_BASE", "short");

    CHECK_FALSE(on.check().sound());
    CHECK(on.check(on.config.setup.secrets).sound());
}

TEST_CASE("a key that is missing and one of another length are told with their way out") {
    Checked on;
    on.serve_with("SECRET_KEY_BASE", "short");
    auto& env = on.host.find("psyfit-web-old")->env;
    std::erase_if(env, [](const std::string& each) { return each.starts_with("BLIND_INDEX_KEY"); });

    const auto report = on.check();

    CHECK(about(report, "SECRET_KEY_BASE").detail == "it is shorter than 64 bytes");
    CHECK(about(report, "BLIND_INDEX_KEY").detail == "it is not set");
    CHECK(about(report, "BLIND_INDEX_KEY").fix == "psyfit-deploy secrets generate");
}

TEST_CASE("a Redis without a password and a server that does not run are told apart") {
    Checked on;
    on.host.programs = [](const ContainerCommand& command) -> Result<CommandEnd> {
        if (command.arguments[0] == "psql")
            return Error{Errc::precondition, "no such program"};
        static_cast<void>(command.output("PONG\n"));
        return CommandEnd{.errors = "Warning: AUTH failed: ERR AUTH <password> called without any "
                                    "password configured for the default user."};
    };
    auto report = on.check();
    CHECK(about(report, "REDIS_PASSWORD at psyfit-redis").state == SecretState::wrong);
    CHECK(about(report, "POSTGRES_PASSWORD at psyfit-db").state == SecretState::not_checked);

    FakeHost::end(*on.host.find("psyfit-redis"), 0);
    report = on.check();
    CHECK(about(report, "REDIS_PASSWORD at psyfit-redis").detail == "psyfit-redis does not run");
    CHECK_MESSAGE(report.sound(), "nobody could be asked");
}

TEST_CASE("an open file and a master key that does not fit are told") {
    Checked on;
    fs::permissions(on.config.setup.secrets, fs::perms::others_read, fs::perm_options::add);
    const auto& file = on.config.setup.secrets;
    CHECK(about(on.check(file), file.string()).state == SecretState::wrong);
    fs::permissions(file, fs::perms::others_read, fs::perm_options::remove);

    on.config.environment.master_key_variable = "RAILS_MASTER_KEY";
    on.config.source.checkout = on.etc.path();
    const auto key = on.etc.path() / "config/master.key";
    write_file(key, std::string(32, '1'));
    fs::permissions(key, fs::perms::owner_all | fs::perms::group_read);
    on.serve_with("RAILS_MASTER_KEY", std::string(32, '2'));

    const auto report = on.check();

    CHECK(about(report, "RAILS_MASTER_KEY").state == SecretState::wrong);
    CHECK(about(report, key.string()).fix == "chmod 600 '" + key.string() + "'");
}

TEST_CASE("without file and service there is nothing to check") {
    Checked on;
    fs::remove(on.config.setup.secrets);

    const auto report = check_secrets(on.config, on.process.ports(), {});

    REQUIRE_FALSE(report);
    CHECK(report.error().is(Errc::not_found));
    CHECK(report.error().fix == "psyfit-deploy secrets generate");
}
