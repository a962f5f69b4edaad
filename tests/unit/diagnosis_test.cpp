// SPDX-License-Identifier: MIT
#include "core/diagnosis.hpp"

#include <doctest/doctest.h>

using namespace deploy;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

Container with(std::vector<std::string> env) {
    Container container;
    container.env = std::move(env);
    return container;
}

} // namespace

TEST_CASE("the guide's three causes of a dead container are recognised") {
    CHECK(has(diagnose("x\nOpenSSL::Cipher::CipherError: AEAD authentication tag verification "
                       "failed\n\tat boot"),
              "RAILS_MASTER_KEY does not open config/credentials.yml.enc"));
    CHECK(has(diagnose("ATTR_ENCRYPTED_KEY environment variable must be set (RuntimeError)"),
              "ATTR_ENCRYPTED_KEY is missing"));
    CHECK(has(diagnose("PG::ConnectionBad: could not connect to server: Connection refused"),
              "POSTGRES_PASSWORD"));
}

TEST_CASE("further causes are told apart") {
    CHECK(has(diagnose("ActiveSupport::MessageEncryptor::InvalidMessage"), "config/master.key"));
    CHECK(has(diagnose("FATAL:  password authentication failed for user"), "POSTGRES_PASSWORD"));
    CHECK(has(diagnose("WRONGPASS invalid username-password pair"), "REDIS_PASSWORD"));
    CHECK(has(diagnose("ActiveRecord::PendingMigrationError"), "release.command"));
    CHECK(has(diagnose("Address already in use - bind(2)"), "port"));
    CHECK(has(diagnose("exec /app: exec format error"), "build.platform"));
}

TEST_CASE("an unknown log has no diagnosis") {
    CHECK(diagnose("Puma starting in single mode...\nkilled").empty());
    CHECK(diagnose("").empty());
}

TEST_CASE("an end is told as memory, loop or exit code") {
    Container container;
    container.exit_code = 3;
    CHECK(describe_end(container) == "it exited with code 3");

    container.restarts = 4;
    CHECK(describe_end(container) == "it ends again and again (4 restarts, last exit code 3)");

    container.exit_code = 137;
    container.out_of_memory = true;
    CHECK(describe_end(container) == "it was killed for memory (exit code 137)");
}

TEST_CASE("a kill that the engine does not know the cause of is most likely one for memory") {
    Container container{.exit_code = 137};

    CHECK(describe_end(container) == "it exited with code 137: killed, most likely for memory");
    container.restarts = 1;
    CHECK(describe_end(container) == "it ends again and again (1 restart, last exit code 137: "
                                     "killed, most likely for memory)");
}

TEST_CASE("a container between two starts ends again and again") {
    Container container;
    container.restarting = true;
    container.exit_code = 1;

    CHECK(has(describe_end(container), "again and again"));
}

TEST_CASE("a container that runs again has no exit code to tell") {
    Container container;
    container.running = true;
    container.restarts = 1;
    CHECK(describe_end(container) == "it ends again and again (1 restart)");

    container.restarts = 0;
    CHECK(describe_end(container) == "it was started anew");
}

TEST_CASE("values of keys that name secrets are not shown") {
    const auto log = safe_log(
        "password is sesame-opens, token abcdef, key plainword\n",
        with({"POSTGRES_PASSWORD=sesame-opens", "API_TOKEN=abcdef", "SECRET_KEY_BASE=plainword"}),
        10);

    CHECK(log == "password is ***, token ***, key ***");
}

TEST_CASE("a long hexadecimal value is not shown, whatever its key") {
    const auto log = safe_log("salt 9f86d081884c7d659a2feaa0c55ad015 used\n",
                              with({"SALT=9f86d081884c7d659a2feaa0c55ad015"}), 10);

    CHECK(log == "salt *** used");
    CHECK(safe_log("salt 9f86d08188 used", with({"SALT=9f86d08188"}), 10) == "salt *** used");
}

TEST_CASE("a value in mixed case or with signs is not shown, whatever its key") {
    CHECK(safe_log("dsn aB3+xYz9==", with({"DSN=aB3+xYz9=="}), 10) == "dsn ***");
}

TEST_CASE("ordinary words and numbers of the environment stay readable") {
    const auto log = safe_log("production on psyfit-db:5432 in /rails/storage, 1 worker\n",
                              with({"RAILS_ENV=production", "DB_HOST=psyfit-db:5432",
                                    "STORE=/rails/storage", "WORKERS=1"}),
                              10);

    CHECK(log == "production on psyfit-db:5432 in /rails/storage, 1 worker");
}

TEST_CASE("only the last lines are shown") {
    CHECK(safe_log("one\ntwo\nthree\n", {}, 2) == "two\nthree");
    CHECK(safe_log("one\ntwo\nthree", {}, 1) == "three");
    CHECK(safe_log("one\ntwo\nthree\n", {}, 3) == "one\ntwo\nthree");
    CHECK(safe_log("one\ntwo\n\n\n", {}, 1) == "two");
    CHECK(safe_log("one\n", {}, 15) == "one");
    CHECK(safe_log("\none\n", {}, 1) == "one");
    CHECK(safe_log("\n\n", {}, 5).empty());
    CHECK(safe_log("", {}, 5).empty());
}

TEST_CASE("a log cannot drive the terminal") {
    CHECK(safe_log("\x1b[31mred\x07\n", {}, 5) == "\\x1b[31mred\\x07");
}
