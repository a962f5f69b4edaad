// SPDX-License-Identifier: MIT
#include "e2e/database.hpp"

#include "e2e/fixture.hpp"
#include "e2e/world_names.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <stdexcept>

namespace deploy::test {

namespace {
constexpr auto image = "psyfit-deploy/test-postgres:15";
}

bool no_database() {
    static const std::string why = [] {
        const auto found = run({"docker", "image", "inspect", image});
        return found.exit_code == 0 ? std::string{} : "no image " + std::string{image};
    }();
    if (!why.empty())
        std::printf("[skipped] %s; cmake/bootstrap.sh says why\n", why.c_str());
    return !why.empty();
}

DatabaseServer::DatabaseServer() : id_{new_world_id()}, name_{"psyfit-test-" + id_ + "-db"} {
    docker({"run", "-d", "--name", name_, "--label", "psyfit.test=" + id_, "-e",
            "POSTGRES_USER=psyfit", "-e", std::string{"POSTGRES_PASSWORD="} + password, "-e",
            "POSTGRES_DB=psyfit_production", image});
}

DatabaseServer::~DatabaseServer() { run({"docker", "rm", "-f", "-v", name_}); }

void DatabaseServer::await() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (run({"docker", "exec", name_, "pg_isready", "-q", "-U", "psyfit"}).exit_code != 0)
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"PostgreSQL does not start: " + docker({"logs", name_})};
}

Database::Database() {
    static DatabaseServer server;
    name_ = server.name();
    docker({"start", name_});
    server.await();
    const auto all = sql("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> "
                         "'postgres'",
                         "postgres");
    std::istringstream names{all};
    for (std::string name; std::getline(names, name);)
        static_cast<void>(sql("DROP DATABASE " + name + " WITH (FORCE)", "postgres"));
    static_cast<void>(sql("CREATE DATABASE psyfit_production", "postgres"));
    config = {{"database", {{"container", name_}}},
              {"backup", {{"directory", backups().string()}}},
              {"state_directory", (root() / "state").string()}};
}

Words Database::files() const {
    Words out;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator{backups(), missing})
        if (entry.path().extension() != ".lock")
            out.push_back(entry.path().filename().string());
    std::ranges::sort(out);
    return out;
}

std::string Database::sql(const std::string& text, const std::string& database) const {
    return output_of({"docker", "exec", name_, "psql", "-U", "psyfit", "-X", "-q", "-A", "-t", "-v",
                      "ON_ERROR_STOP=1", "-c", text, database});
}

std::string Database::databases() const {
    return sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database "
               "WHERE NOT datistemplate AND datname <> 'postgres'",
               "postgres");
}

std::string Database::fingerprint() const {
    return sql("SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM users t");
}

void Database::await_quiet() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (sql("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND "
               "pid <> pg_backend_pid()",
               "postgres") != "0")
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"a program of the database does not end"};
}

void Database::fill(int mebibytes) const {
    static_cast<void>(
        sql("CREATE TABLE IF NOT EXISTS users (id serial PRIMARY KEY, name text UNIQUE, body text);"
            "INSERT INTO users (name, body) SELECT gen_random_uuid()::text, "
            "(SELECT string_agg(md5(random()::text || i || j), ' ') FROM generate_series(1, 30) j) "
            "FROM generate_series(1, " +
            std::to_string(mebibytes * 1000) + ") i"));
}

Words Database::command(const Words& words) {
    const auto file = root() / "psyfit-deploy.json";
    write_file(file, boost::json::serialize(config));
    Words out{DEPLOY_TEST_CLI, "--config", file.string()};
    out.insert(out.end(), words.begin(), words.end());
    return out;
}

Finished Database::run_cli(const Words& words, const ProgramOptions& options) {
    return run(command(words), options);
}

Program Database::start_cli(const Words& words, const ProgramOptions& options) {
    return Program{command(words), options};
}

} // namespace deploy::test
