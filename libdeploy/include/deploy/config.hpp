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
        std::string tls = "acme"; ///< Or `none`; for a proxy without a web server in front.
        std::string url{};        ///< Empty: found from the container's published port.
        std::string state_file{}; ///< In its container; empty: looked for where it can be.
        std::chrono::seconds deploy_timeout{30};
        std::chrono::seconds drain_timeout{30};
    } proxy;

    struct Watch {
        std::chrono::seconds window{10};
        int failures = 3; ///< Failed requests in a row that turn back.
    } watch;

    struct Notify {
        std::vector<std::string> events{"succeeded", "failed", "cancelled", "recovered"};
        std::string environment = "production";
        std::string url{};                           ///< Where the service is seen.
        std::filesystem::path slack_webhook_file{};  ///< Empty: Slack is not told.
        std::string webhook_url{};                   ///< Empty: no webhook is called.
        std::filesystem::path webhook_secret_file{}; ///< Empty: its calls are not signed.
        std::string sentry_url = "https://sentry.io";
        std::string sentry_organization{}; ///< Empty: Sentry is not told.
        std::vector<std::string> sentry_projects{};
        std::filesystem::path sentry_token_file{};
    } notify;

    struct Docker {
        std::filesystem::path socket = "/var/run/docker.sock";
    } docker;

    struct Database {
        std::string container = "psyfit-db"; ///< Empty: the service has none on this host.
        std::string name = "psyfit_production";
        std::string user{}; ///< Empty: POSTGRES_USER of the container, else `postgres`.
        std::string image = "postgres:16";
        std::string volume = "psyfit_postgres";
        std::uint16_t port = 5433; ///< On 127.0.0.1 of the host.

        [[nodiscard]] bool exists() const { return !container.empty(); }
    } database;

    struct Redis {
        std::string container = "psyfit-redis"; ///< Empty: the service has none on this host.
        std::string image = "redis:7";
        std::string volume = "psyfit_redis";
        std::uint16_t port = 6380; ///< On 127.0.0.1 of the host.

        [[nodiscard]] bool exists() const { return !container.empty(); }
    } redis;

    struct Backup {
        std::filesystem::path directory = "/var/backups/psyfit";
        std::string compression = "gzip"; ///< Or `zstd`.
        int keep_days = 30;
        int keep_last = 3; ///< So many good ones stay, however old.
        std::chrono::seconds timeout{7200};
    } backup;

    struct Storage {
        std::string url{}; ///< `https://s3.example.com`; empty: no copies are made.
        std::string region = "us-east-1";
        std::string bucket{};
        std::string prefix{};                     ///< In front of each object's name.
        std::filesystem::path credentials_file{}; ///< AWS form: access key id and secret.
        int part_size = 64;                       ///< MiB; longer files are sent in parts.
    } storage;

    struct Workers {
        std::vector<std::string> runner{"bin/rails", "runner"};
        std::chrono::seconds timeout{120};
    } workers;

    struct Cleanup {
        int containers = 1;                       ///< Stopped ones that stay, for rollback.
        int images = 2;                           ///< Of the service that stay.
        std::chrono::seconds build_cache{604800}; ///< Unused so long: removed.
    } cleanup;

    struct Monitor {
        std::string url{}; ///< Empty: https, the first host and the health page.
        std::string page = "/home";
        std::string keyword{};     ///< What the page must contain; empty: not looked at.
        int disk_percent = 90;     ///< Fuller is an alarm.
        int certificate_days = 14; ///< Fewer left is an alarm.
        int backup_hours = 26;     ///< An older newest backup is an alarm.
        int failures = 3;          ///< In a row, before an alarm.
        std::chrono::seconds repeat{21600};
        std::filesystem::path slack_webhook_file{}; ///< Empty: that of `notify`.
    } monitor;

    struct Mail {
        std::string server = "smtp.sendgrid.net";
        std::uint16_t port = 587;
        std::string security = "starttls"; ///< Or `tls`, or `none`.
        std::string user = "apikey";       ///< Empty: no login.
        std::filesystem::path password_file{};
        std::string from{};
        std::vector<std::string> to{}; ///< Empty: no mail is sent.
    } mail;

    struct Schedule {
        std::string timezone = "Asia/Tokyo";
        std::string monitor = "*/5 * * * *";
        std::string backup = "0 2 * * *";
        std::string drill = "30 4 1 * *";
        std::string workers_on = "0 8 * * *";
        std::string workers_off = "0 20 * * *";
        std::string cleanup = "0 3 * * 0";
        std::filesystem::path logs = "/var/log";
    } schedule;

    struct Nginx {
        std::filesystem::path site = "/etc/nginx/sites-available/psyfit";
        std::filesystem::path certificates = "/etc/letsencrypt/live"; ///< One folder a host.
    } nginx;

    struct Setup {
        std::string proxy_image = "basecamp/kamal-proxy:v0.9.2";
        std::uint16_t proxy_port = 8080; ///< On 127.0.0.1, behind Nginx.
        /// The release command of the first version, where there is no other. Empty: none.
        std::vector<std::string> migrate{"bin/rails", "db:migrate"};
        std::vector<std::string> seed{"bin/rails", "db:seed"};    ///< Empty: none.
        std::filesystem::path secrets = "/etc/psyfit/psyfit.env"; ///< Generated, mode 0600.
    } setup;

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
/// Holds a name that comes from elsewhere to the configuration's rule for `service`.
Result<> check_service_name(std::string_view name);
/// The configuration as JSON, every key with its value in force; holds no secret but what `set`
/// has, whose values are replaced by `***`.
[[nodiscard]] std::string to_json(const Config& config);
/// The JSON Schema of the configuration, from the same table as the parser.
[[nodiscard]] std::string config_schema();

} // namespace deploy
