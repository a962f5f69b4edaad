// SPDX-License-Identifier: MIT
#include "session.hpp"

#include "console/error_text.hpp"
#include "console/own_command.hpp"

#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <deploy/environment.hpp>
#include <deploy/run_end.hpp>
#include <deploy/text_file.hpp>
#include <iostream>
#include <spdlog/spdlog.h>
#include <sstream>

namespace deploy::cli {
namespace {
constexpr auto system_file = "/etc/psyfit-deploy.json";

/// What the command line sets and unsets, after what the configuration does.
Result<> change_environment(const Options& options, Config& config) {
    auto& rules = config.environment;
    if (options.set_environment_file) {
        const auto text = read_given(*options.set_environment_file);
        if (!text)
            return text.error();
        const auto set = parse_environment_file(*text, options.set_environment_file->string());
        if (!set)
            return set.error().as(Errc::invalid_input);
        for (const auto& [key, value] : *set)
            rules.set[key] = value;
    }
    rules.unset.insert(rules.unset.end(), options.unset_environment.begin(),
                       options.unset_environment.end());
    return {};
}
} // namespace

Result<std::string> read_given(const std::filesystem::path& file) {
    if (file == "-") {
        std::ostringstream text;
        text << std::cin.rdbuf();
        return text.str();
    }
    auto text = read_text_file(file);
    if (!text)
        return Error{Errc::invalid_input, text.error().message,
                     "give a file of KEY=value lines, or - for standard input"};
    return text;
}

std::filesystem::path config_file(const Options& options) {
    if (options.config)
        return *options.config;
    if (const char* named = std::getenv("PSYFIT_DEPLOY_CONFIG"); // NOLINT(concurrency-mt-unsafe)
        named != nullptr && *named != '\0')
        return named;
    std::error_code unreadable;
    return std::filesystem::exists(system_file, unreadable) ? system_file : "";
}

Result<Config> load_configuration(const Options& options) {
    const auto file = config_file(options);
    spdlog::debug("configuration: {}", file.empty() ? "built-in defaults" : file.string());
    auto config = file.empty() ? Result<Config>{Config{}} : load_config(file);
    if (!config)
        return config.error().as(Errc::invalid_input);
    if (options.watch)
        config->watch.window = *options.watch;
    if (options.service) {
        if (auto right = check_service_name(*options.service); !right)
            return right.error();
        config->service = *options.service;
    }
    if (auto changed = change_environment(options, *config); !changed)
        return changed.error();
    if (options.environment_file)
        config->environment.file = std::filesystem::absolute(*options.environment_file);
    spdlog::debug("service {}, state in {}", config->service, config->state_directory.string());
    return config;
}

std::string Session::own_command() const {
    // The owner of a restricted key has no say in the configuration and the service.
    if (options.served)
        return cli::own_command({});
    return cli::own_command(
        {.host = options.host, .config = options.config, .service = options.service});
}

Error Session::callable(Error error) const {
    error.fix = calling(error.fix, own_command());
    return error;
}

ExitCode fail(const Session& session, const Error& error, std::string_view serves,
              const SafeText& safe) {
    const auto code = exit_code(error);
    const auto told = session.callable(error);
    if (session.options.json)
        print_json(session, to_json(run_end(told, std::string{serves})), safe);
    else
        print_error(session.err, safe(told), safe(serves), session.err_terminal);
    return code;
}

void print_json(const Session& session, boost::json::value document, const SafeText& safe) {
    auto told = calling_in(safe.json(std::move(document)), session.own_command());
    session.out << boost::json::serialize(told) << std::endl;
}

} // namespace deploy::cli
