// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/result.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// Everything that adapts the program to a service. The defaults are PsyFit's, so that no
/// configuration at all is right on its server. docs/configuration.md tells each key.
struct Config {
    std::string service = "psyfit-web"; ///< The proxy's name of it, and the prefix of containers.
    std::filesystem::path state_directory = "/var/lib/psyfit-deploy";

    struct Source {
        std::filesystem::path checkout = "/var/www/psyfit";
        std::string remote = "origin";
        std::string branch = "main";
        std::chrono::seconds timeout{60};    ///< For the whole of a fetch.
        std::filesystem::path ssh_key{};     ///< Empty: the agent, then the usual files.
        std::filesystem::path known_hosts{}; ///< Empty: ~/.ssh/known_hosts.
        std::filesystem::path token_file{};  ///< For https; else the variable GIT_TOKEN.
    } source;

    struct Build {
        std::string image = "psyfit-local";
        std::string dockerfile = "Dockerfile";
        std::string platform = "linux/amd64";
        std::string target{};
        std::map<std::string, std::string> arguments{};
        std::chrono::seconds timeout{1800};
    } build;

    struct Environment {
        std::vector<std::string> filter{"HOSTNAME", "PATH", "HOME",
                                        "GEM_HOME", "LANG", "LD_PRELOAD"};
        std::vector<std::string> filter_prefixes{"KAMAL_", "RUBY_DOWNLOAD", "BUNDLE_"};
        std::vector<std::string> protect{"SECRET_KEY_BASE", "ATTR_ENCRYPTED_KEY",
                                         "BLIND_INDEX_KEY", "POSTGRES_PASSWORD",
                                         "REDIS_PASSWORD",  "SMTP_PASSWORD"};
        std::map<std::string, std::string> set{};
        std::vector<std::string> unset{};
        std::filesystem::path file{};                           ///< For a first deployment.
        std::string master_key_variable = "RAILS_MASTER_KEY";   ///< Empty: no key to sync.
        std::filesystem::path master_key = "config/master.key"; ///< Relative to the checkout.
        std::string credentials = "config/credentials.yml.enc"; ///< In the commit.
    } environment;

    struct Release {
        std::vector<std::string> command{}; ///< Migrations; empty: none.
        std::chrono::seconds timeout{600};
    } release;

    struct Container {
        std::uint16_t port = 3000;
        std::string network = "kamal"; ///< Shared with the proxy; others are carried over.
        std::vector<std::string> volumes{
            "psyfit_storage:/rails/storage"}; ///< First deployment only.
        std::chrono::seconds stop_timeout{30};
    } container;

    struct Health {
        std::string path = "/api/v1/health";
        std::vector<std::string> pages{"/home"}; ///< Further pages that must answer 2xx or 3xx.
        std::string body_pointer = "/data/health_status"; ///< JSON pointer into the answer.
        std::string body_value = "healthy";               ///< Empty: the body is not looked at.
        std::string version_header{};                     ///< Where the app tells its revision, or
        std::string version_pointer{};           ///< a JSON pointer; both empty: not asked.
        std::chrono::milliseconds timeout{5000}; ///< One request.
        std::chrono::seconds deadline{120};      ///< From start to healthy.
        int passes = 3;                          ///< In a row.
    } health;

    struct Proxy {
        std::string container = "kamal-proxy";
        std::vector<std::string> hosts{"psytech.jp"}; ///< First deployment only.
        std::string health_path = "/up";              ///< First deployment only.
        std::string url{};        ///< Empty: found from the container's published port.
        std::string state_file{}; ///< In its container; empty: looked for where it can be.
        std::chrono::seconds deploy_timeout{30};
        std::chrono::seconds drain_timeout{30};
    } proxy;

    struct Watch {
        std::chrono::seconds window{10};
        int failures = 3; ///< Failed requests in a row that turn back.
    } watch;

    struct Docker {
        std::filesystem::path socket = "/var/run/docker.sock";
    } docker;

    /// Master key file, made absolute by the checkout.
    [[nodiscard]] std::filesystem::path master_key_path() const {
        return environment.master_key.is_absolute() ? environment.master_key
                                                    : source.checkout / environment.master_key;
    }
};

/// Reads a configuration: JSON with comments and trailing commas. An unknown or duplicate key or a
/// wrong type is `invalid_input` with `file:line:column` and, for a key, the nearest known one.
Result<Config> parse_config(std::string_view text, std::string_view file_name);
/// Reads the file; a missing file is `not_found`.
Result<Config> load_config(const std::filesystem::path& file);
/// The configuration as JSON, every key with its value in force; holds no secret but what `set`
/// has, whose values are replaced by `***`.
[[nodiscard]] std::string to_json(const Config& config);
/// The JSON Schema of the configuration, from the same table as the parser.
[[nodiscard]] std::string config_schema();

} // namespace deploy
