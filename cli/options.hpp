// SPDX-License-Identifier: MIT
#pragma once
#include "options/certificate.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deploy/deployment.hpp>
#include <deploy/migrations.hpp>
#include <deploy/result.hpp>
#include <deploy/schedule.hpp>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace deploy::cli {

/// What the program is asked to do.
enum class Command : std::uint8_t {
    help,
    version,
    deploy,
    rollback,
    plan,
    status,
    history,
    logs,
    recover,
    abort,
    attach,
    serve,
    certificate,
    monitor,
    cleanup,
    doctor,
    graph,
    backup,
    backup_verify,
    backup_drill,
    restore,
    config_check,
    config_show,
    config_schema,
    workers_status,
    workers_pause,
    workers_resume,
    schedule_show,
    schedule_install,
    schedule_remove,
    db_rollback,
    secrets_generate,
    secrets_check,
    setup,
};

/// What `backup` and `restore` are asked for.
struct BackupWords {
    std::optional<std::string> file{}; ///< Name or path.
    bool latest = false;
    bool list = false;
    bool all = false;
};

/// The command line, understood.
struct Options {
    Command command = Command::deploy;
    bool named = false; ///< The command was given; without, it is deploy.
    std::optional<std::filesystem::path> config{};
    bool json = false;
    bool verbose = false;
    bool quiet = false;
    bool colour = true; ///< `--no-color` clears it; the environment has its own say.
    Intent intent{};
    std::optional<std::chrono::seconds> watch{};
    std::optional<std::filesystem::path> environment_file{};
    std::optional<std::filesystem::path> set_environment_file{}; ///< `-`: standard input.
    std::optional<std::filesystem::path> secrets{}; ///< Another file than the server's.
    bool open_proxy = false;                        ///< Of `setup`: without a web server in front.
    std::vector<std::string> skipped_parts{};
    std::vector<std::string> unset_environment{};
    std::optional<std::string> service{};
    std::optional<std::chrono::seconds> wait{};
    std::optional<std::string> container{}; ///< Of `rollback` and `logs`.
    std::optional<std::string> id{};        ///< Of `abort` and `attach`.
    std::uint64_t from = 1;                 ///< Of `attach`: number of the first event.
    bool detach = false;                    ///< The run lives on without this process.
    bool served = false;                    ///< For the owner of a restricted ssh key.
    std::optional<std::string> host{};      ///< The server where it happens; nothing: here.
    std::chrono::seconds patience{600};     ///< How long a server may be silent.
    std::size_t limit = 10;                 ///< Of `history`; lines of `logs`.
    bool strict = false;                    ///< Of `doctor`: a warning counts as a failure.
    bool fix = false;                       ///< Of `doctor`: mend what recovery can.
    bool dry_run = false;                   ///< Tell what would be done, and do nothing.
    CertificateOptions certificate{};
    bool yes = false; ///< Do it without asking.
    std::optional<ScheduleForm> schedule_form{};
    std::vector<std::string> queues{}; ///< Of `workers`: only these.
    BackupWords backup{};
    MigrationTarget migration{}; ///< Of `db rollback`.
    bool no_backup = false;
    bool test_alarm = false;              ///< Of `monitor`: only send a message of test.
    std::vector<std::string> arguments{}; ///< As they were given.
    std::string text{};                   ///< Of `help` and `version`: what to print.
};

/// Understands the arguments, without the program's name. Without a command it is `deploy`.
/// Anything else than the command line in `--help` is `invalid_input`, and the message has the
/// nearest known word.
Result<Options> parse_options(std::span<const std::string> arguments);

} // namespace deploy::cli
