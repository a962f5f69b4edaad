// SPDX-License-Identifier: MIT
#include "operations/backup/postgres.hpp"

#include <charconv>
#include <deploy/environment.hpp>

namespace deploy {
namespace {

/// The state that PostgreSQL gives where other users are connected.
constexpr std::string_view object_in_use = "55006";

std::string quote_text(std::string_view text) {
    std::string out = "'";
    for (const char letter : text)
        out += letter == '\'' ? std::string{"''"} : std::string{letter};
    return out + "'";
}

std::string value_of(const Container& container, std::string_view key) {
    for (const auto& entry : container.env)
        if (entry.starts_with(std::string{key} + "="))
            return entry.substr(key.size() + 1);
    return {};
}

/// The last lines of what a program said.
std::string last_words(std::string_view errors) {
    constexpr int lines = 4;
    while (!errors.empty() && errors.back() == '\n')
        errors.remove_suffix(1);
    auto begin = errors.size();
    for (int i = 0; i < lines && begin != std::string_view::npos && begin > 0; ++i)
        begin = errors.rfind('\n', begin - 1);
    return std::string{errors.substr(begin == std::string_view::npos ? 0 : begin)};
}

Error failed(std::string_view what, const CommandEnd& end) {
    return {Errc::refused, std::string{what} + ": exit code " + std::to_string(end.exit_code) +
                               ": " + last_words(end.errors)};
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

} // namespace

std::string quote_name(std::string_view name) {
    std::string out = "\"";
    for (const char letter : name)
        out += letter == '"' ? std::string{"\"\""} : std::string{letter};
    return out + "\"";
}

Result<Postgres> Postgres::find(const Config& config, Ports ports, std::stop_token stop) {
    const auto& name = config.database.container;
    if (!config.database.exists())
        return Error{Errc::precondition, "the service has no database here",
                     "set database.container in the configuration"};
    const auto container = ports.engine.inspect(name);
    if (!container)
        return container.error();
    if (!*container || !(*container)->steady())
        return Error{Errc::precondition,
                     "the database's container " + name +
                         (*container ? " does not run (it is " + (*container)->status + ")"
                                     : " is not there"),
                     *container ? "docker start " + name
                                : "set database.container in the configuration"};
    Postgres out{config, ports, std::move(stop)};
    out.user_ = config.database.user;
    if (out.user_.empty())
        out.user_ = value_of(**container, "POSTGRES_USER");
    if (out.user_.empty())
        out.user_ = "postgres";
    if (const auto password = value_of(**container, "POSTGRES_PASSWORD"); !password.empty())
        out.environment_.push_back("PGPASSWORD=" + password);
    return out;
}

ContainerCommand Postgres::command(std::vector<std::string> arguments) const {
    return {.container = config_.database.container,
            .arguments = std::move(arguments),
            .environment = environment_,
            .timeout = config_.backup.timeout,
            .stop = stop_};
}

ContainerCommand Postgres::psql(const std::string& database, std::vector<std::string> more) const {
    std::vector<std::string> arguments{
        "psql", "-X",  "-q", "-A",    "-t", "--no-password", "-v", "ON_ERROR_STOP=1",
        "-U",   user_, "-d", database};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return command(std::move(arguments));
}

Result<> Postgres::run(const ContainerCommand& command, std::string_view what) {
    const auto end = ports_.exec.run(command);
    if (!end)
        return end.error().within(what);
    return end->exit_code == 0 ? Result<>{} : failed(what, *end);
}

Result<std::vector<std::string>> Postgres::query(const std::string& database,
                                                 const std::string& sql) {
    const auto what = "ask the database " + database;
    const auto out = output_of(ports_.exec, psql(database, {"-c", sql}));
    if (!out)
        return out.error().within(what);
    if (out->exit_code != 0)
        return failed(what, {out->exit_code, out->errors});
    return lines_of(out->output);
}

Result<> Postgres::dump(const std::string& database, const ByteSink& sink) {
    auto dump = command({"pg_dump", "--no-password", "-U", user_, "-d", database});
    dump.output = sink;
    return run(dump, "dump the database " + database);
}

Result<> Postgres::load(const std::string& database, const ByteSource& source) {
    auto load = psql(database, {});
    load.input = source;
    return run(load, "load into the database " + database);
}

Result<bool> Postgres::exists(const std::string& database) {
    const auto rows =
        query("postgres", "SELECT 1 FROM pg_database WHERE datname = " + quote_text(database));
    if (!rows)
        return rows.error();
    return !rows->empty();
}

Result<std::int64_t> Postgres::size(const std::string& database) {
    const auto rows = query("postgres", "SELECT pg_database_size(oid) FROM pg_database "
                                        "WHERE datname = " +
                                            quote_text(database));
    if (!rows)
        return rows.error();
    std::int64_t bytes = 0;
    if (!rows->empty())
        std::from_chars(rows->front().data(), rows->front().data() + rows->front().size(), bytes);
    return bytes;
}

Result<> Postgres::create_like(const std::string& database, const std::string& like) {
    const auto rows = query(
        "postgres",
        // What a version of PostgreSQL does not have is null in the row as JSON.
        "SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L "
        "LC_CTYPE %L CONNECTION LIMIT %s', " +
            quote_text(database) +
            ", pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, "
            "datconnlimit) || coalesce(CASE to_jsonb(d)->>'datlocprovider' WHEN 'i' THEN "
            "format(' LOCALE_PROVIDER icu ICU_LOCALE %L', "
            "coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale')) "
            "WHEN 'c' THEN ' LOCALE_PROVIDER libc' END, '') "
            "FROM pg_database d WHERE datname = " +
            quote_text(like));
    if (!rows)
        return rows.error();
    const auto sql = rows->empty() ? "CREATE DATABASE " + quote_name(database) : rows->front();
    return run(psql("postgres", {"-c", sql}), "make the database " + database);
}

Result<> Postgres::drop(const std::string& database) {
    return run(psql("postgres",
                    {"-c", "DROP DATABASE IF EXISTS " + quote_name(database) + " WITH (FORCE)"}),
               "drop the database " + database);
}

// Cut off, psql would go on by itself, and nobody would know how it ended.
Result<> Postgres::put_live(const std::vector<std::string>& statements, std::string_view what,
                            const std::string& proof) {
    Postgres firm{*this};
    firm.stop_ = {};
    const auto done = firm.run(firm.psql("postgres", statements), what);
    if (done)
        return done;
    // The answer may have been lost, and the change not.
    const auto there = firm.exists(proof);
    if (!there)
        return Error{Errc::unknown_outcome,
                     "whether the restored database is live is not known: " + done.error().message +
                         "; " + there.error().message,
                     "psql -l, in the database's container: with " + proof +
                         " it is live; without, run the restore again"};
    return *there ? Result<>{} : done;
}

Result<> Postgres::rename(const std::string& from, const std::string& to) {
    return put_live({"-c", "ALTER DATABASE " + quote_name(from) + " RENAME TO " + quote_name(to)},
                    "rename the database " + from, to);
}

Result<> Postgres::swap(const std::string& live, const std::string& fresh,
                        const std::string& aside) {
    constexpr int tries = 10;
    const auto end_connections =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (" +
        quote_text(live) + ", " + quote_text(fresh) + ")";
    const auto rename = "ALTER DATABASE " + quote_name(live) + " RENAME TO " + quote_name(aside) +
                        "; ALTER DATABASE " + quote_name(fresh) + " RENAME TO " + quote_name(live);
    Result<> swapped = Error{Errc::cancelled, "stopped before the swap; nothing was restored"};
    for (int i = 0; i < tries && !stop_.stop_requested(); ++i) {
        // psql sends each -c by itself; several statements in one are one transaction.
        swapped = put_live({"-v", "VERBOSITY=verbose", "-c", end_connections, "-c", rename},
                           "swap the databases " + live + " and " + fresh, aside);
        if (swapped || swapped.error().is(Errc::unknown_outcome) ||
            swapped.error().message.find(object_in_use) == std::string::npos)
            return swapped;
    }
    return swapped;
}

Result<TableRows> Postgres::count(const std::string& database, const TableRows& tables) {
    TableRows out;
    for (const auto& [table, expected] : tables) {
        // The name is as the dump has it, quoted already, and what was loaded was that dump.
        const auto rows = query(database, "SELECT count(*) FROM " + table);
        if (!rows)
            return rows.error();
        const auto& text = rows->empty() ? std::string{} : rows->front();
        std::from_chars(text.data(), text.data() + text.size(), out[table]);
    }
    return out;
}

} // namespace deploy
