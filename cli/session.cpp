// SPDX-License-Identifier: MIT
#include "session.hpp"

#include "console/error_text.hpp"
#include "console/own_command.hpp"

#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <ostream>
#include <spdlog/spdlog.h>

namespace deploy::cli {
namespace {
constexpr auto system_file = "/etc/psyfit-deploy.json";
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
    if (options.environment_file)
        config->environment.file = std::filesystem::absolute(*options.environment_file);
    spdlog::debug("service {}, state in {}", config->service, config->state_directory.string());
    return config;
}

Error Session::callable(Error error) const {
    error.fix = calling(error.fix, own_command(options.config));
    return error;
}

ExitCode fail(const Session& session, const Error& error, std::string_view serves,
              const SafeText& safe) {
    const auto code = exit_code(error);
    const auto told = session.callable(error);
    if (session.options.json)
        print_json(session, error_document(told, code, serves), safe);
    else
        print_error(session.err, safe(told), safe(serves), session.err_terminal);
    return code;
}

void print_json(const Session& session, boost::json::value document, const SafeText& safe) {
    session.out << boost::json::serialize(safe.json(std::move(document))) << std::endl;
}

} // namespace deploy::cli
