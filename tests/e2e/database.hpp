// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"

#include <boost/json/object.hpp>
#include <filesystem>
#include <string>

namespace deploy::test {

/// True, with one line that says why, where there is no engine or no PostgreSQL for it.
bool no_database();

/// A real PostgreSQL in a container of its own, which goes with this.
class DatabaseServer {
public:
    static constexpr const char* password = "p4ssw0rd-of-the-database";
    DatabaseServer();
    ~DatabaseServer();
    DatabaseServer(const DatabaseServer&) = delete;
    DatabaseServer& operator=(const DatabaseServer&) = delete;
    /// Returns when it answers.
    void await() const;
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    std::string id_;
    std::string name_;
};

/// An empty `psyfit_production`, the only one on the test program's server, and a configuration for
/// it. One at a time.
class Database {
public:
    Database();

    [[nodiscard]] std::string container() const { return name_; }
    [[nodiscard]] std::filesystem::path root() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path backups() const { return folder_.path() / "backups"; }
    /// Names in the directory, in order; hidden ones too, the lock left out.
    [[nodiscard]] Words files() const;

    /// Runs SQL and gives what it prints, without alignment.
    [[nodiscard]] std::string sql(const std::string& text,
                                  const std::string& database = "psyfit_production") const;
    /// The databases there are, the server's own left out.
    [[nodiscard]] std::string databases() const;
    /// A number that changes with every table's content.
    [[nodiscard]] std::string fingerprint() const;
    /// Returns when no other program is connected: one whose caller was killed goes on to its end.
    void await_quiet() const;
    /// Tables of about so many MiB of SQL.
    void fill(int mebibytes) const;

    boost::json::object config; ///< Written before each run.
    Finished run_cli(const Words& words, const ProgramOptions& options = {});
    Program start_cli(const Words& words, const ProgramOptions& options = {});

private:
    [[nodiscard]] Words command(const Words& words);

    std::string name_; ///< Of the container.
    TemporaryFolder folder_;
};

} // namespace deploy::test
