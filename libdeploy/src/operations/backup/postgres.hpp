// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/backup.hpp>
#include <deploy/container_exec.hpp>
#include <deploy/host.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// A name as SQL takes it, whatever is in it.
[[nodiscard]] std::string quote_name(std::string_view name);

/// PostgreSQL in its container, by its own programs there: they are of the server's own version.
class Postgres {
public:
    /// `precondition` where the container is not there or does not run.
    static Result<Postgres> find(const Config& config, Ports ports, std::stop_token stop);

    /// What a query of one column gives, a row a line.
    Result<std::vector<std::string>> query(const std::string& database, const std::string& sql);
    /// Dumps the whole database as SQL.
    Result<> dump(const std::string& database, const ByteSink& sink);
    /// Runs SQL from a stream; the first error ends it.
    Result<> load(const std::string& database, const ByteSource& source);

    Result<bool> exists(const std::string& database);
    /// Bytes on the disk; 0 where it is not there.
    Result<std::int64_t> size(const std::string& database);
    /// An empty database of the same owner, encoding, collation and connection limit as `like`.
    Result<> create_like(const std::string& database, const std::string& like);
    /// Drops it with its connections; not there is success.
    Result<> drop(const std::string& database);
    /// `to` must not be there. As with `swap`, never cut off and never guessed.
    Result<> rename(const std::string& from, const std::string& to);
    /// Ends every connection to `live`, and renames `live` to `aside`, which must not be there, and
    /// `fresh` to `live` in one transaction; tried again while clients come back in between. A stop
    /// is heeded before each try only. `unknown_outcome` where the answer was lost and the server
    /// cannot be asked.
    Result<> swap(const std::string& live, const std::string& fresh, const std::string& aside);
    /// The rows of each table, counted now.
    Result<TableRows> count(const std::string& database, const TableRows& tables);

private:
    Postgres(const Config& config, Ports ports, std::stop_token stop)
        : config_{config}, ports_{ports}, stop_{std::move(stop)} {}
    [[nodiscard]] ContainerCommand command(std::vector<std::string> arguments) const;
    [[nodiscard]] ContainerCommand psql(const std::string& database,
                                        std::vector<std::string> more) const;
    Result<> run(const ContainerCommand& command, std::string_view what);
    /// Runs these to their end; where the answer is lost, the database `proof` tells that they did.
    Result<> put_live(const std::vector<std::string>& statements, std::string_view what,
                      const std::string& proof);

    const Config& config_;
    Ports ports_;
    std::stop_token stop_;
    std::string user_;
    std::vector<std::string> environment_;
};

} // namespace deploy
