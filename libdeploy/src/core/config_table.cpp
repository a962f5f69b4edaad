// SPDX-License-Identifier: MIT
#include "core/config_table.hpp"

#include <algorithm>

namespace deploy {
namespace {

template <auto Member>
Field top(Config& config) {
    return &(config.*Member);
}

template <auto Section, auto Member>
Field in(Config& config) {
    return &(config.*Section.*Member);
}

using C = Config;

const ConfigKey table[] = {
    {"service", rule::service_name, top<&C::service>,
     "The service's name at the proxy, and the prefix of its containers' names."},
    {"state_directory", rule::absolute_path, top<&C::state_directory>,
     "Where the journal and the exported commits are kept."},

    {"source.checkout", rule::absolute_path, in<&C::source, &C::Source::checkout>,
     "The git checkout on this server."},
    {"source.remote", rule::word, in<&C::source, &C::Source::remote>,
     "The name of its remote repository."},
    {"source.branch", rule::word, in<&C::source, &C::Source::branch>,
     "The branch that goes live; it is only ever fast-forwarded."},
    {"source.timeout", rule::timeout, in<&C::source, &C::Source::timeout>,
     "How long a whole fetch may take."},
    {"source.ssh_key", rule::absolute_path.optional(), in<&C::source, &C::Source::ssh_key>,
     "The private key for an ssh remote; empty: the agent, then the usual files."},
    {"source.known_hosts", rule::absolute_path.optional(), in<&C::source, &C::Source::known_hosts>,
     "The host keys to trust; empty: `~/.ssh/known_hosts`."},
    {"source.token_file", rule::absolute_path.optional(), in<&C::source, &C::Source::token_file>,
     "A file with the token for an https remote; empty: the variable `GIT_TOKEN`."},

    {"build.image", rule::image_name, in<&C::build, &C::Build::image>,
     "The name of the image; the commit and `latest` become its tags."},
    {"build.dockerfile", rule::relative_path, in<&C::build, &C::Build::dockerfile>,
     "The Dockerfile, relative to the root of the commit."},
    {"build.platform", rule::word, in<&C::build, &C::Build::platform>,
     "The platform to build for."},
    {"build.target", rule::word.optional(), in<&C::build, &C::Build::target>,
     "The build stage to stop at; empty: the last."},
    {"build.arguments", rule::variable_name, in<&C::build, &C::Build::arguments>,
     "Build arguments by name. They stay readable in the image: never put a secret here."},
    {"build.timeout", rule::timeout, in<&C::build, &C::Build::timeout>,
     "How long a build may take."},

    {"environment.filter", rule::environment_key, in<&C::environment, &C::Environment::filter>,
     "Keys of the incumbent's environment that are not carried over."},
    {"environment.filter_prefixes", rule::environment_key,
     in<&C::environment, &C::Environment::filter_prefixes>,
     "Keys that begin with one of these are not carried over."},
    {"environment.protect", rule::environment_key, in<&C::environment, &C::Environment::protect>,
     "Keys that may not change or vanish unless `--allow-env-change KEY` names them."},
    {"environment.set", rule::environment_key, in<&C::environment, &C::Environment::set>,
     "Variables to set; they have the last word but for `unset`. Shown as `***`."},
    {"environment.unset", rule::environment_key, in<&C::environment, &C::Environment::unset>,
     "Keys to remove."},
    {"environment.file", rule::absolute_path.optional(), in<&C::environment, &C::Environment::file>,
     "The environment file of a first deployment, which has no incumbent to copy from."},
    {"environment.master_key_variable", rule::environment_key.optional(),
     in<&C::environment, &C::Environment::master_key_variable>,
     "The variable that is set to the content of the master key file; empty: none is."},
    {"environment.master_key", rule::file_path, in<&C::environment, &C::Environment::master_key>,
     "The master key file; a relative path starts at the checkout."},
    {"environment.credentials", rule::relative_path,
     in<&C::environment, &C::Environment::credentials>,
     "The file in the commit that the master key must decrypt, proven before the build."},

    {"release.command", rule::text, in<&C::release, &C::Release::command>,
     "Program and arguments run once in the new image before the candidate starts (migrations); "
     "empty: none."},
    {"release.timeout", rule::timeout, in<&C::release, &C::Release::timeout>,
     "How long it may take."},

    {"container.port", rule::port, in<&C::container, &C::Container::port>,
     "The port that the service listens on in its container."},
    {"container.network", rule::docker_name, in<&C::container, &C::Container::network>,
     "The Docker network shared with the proxy; the incumbent's others are carried over."},
    {"container.volumes", rule::volume, in<&C::container, &C::Container::volumes>,
     "Mounts of a first deployment; later ones carry the incumbent's over."},
    {"container.stop_timeout", rule::timeout, in<&C::container, &C::Container::stop_timeout>,
     "How long a container may take to stop before it is killed."},

    {"health.path", rule::url_path, in<&C::health, &C::Health::path>,
     "The health page; it must answer 2xx."},
    {"health.pages", rule::url_path, in<&C::health, &C::Health::pages>,
     "Further pages that must answer 2xx or 3xx."},
    {"health.body_pointer", rule::json_pointer.optional(), in<&C::health, &C::Health::body_pointer>,
     "A JSON pointer into the health page's answer; what it finds must be `body_value`."},
    {"health.body_value", rule::text, in<&C::health, &C::Health::body_value>,
     "The value expected there; empty: the body is not looked at."},
    {"health.version_header", rule::header_name.optional(),
     in<&C::health, &C::Health::version_header>,
     "A response header in which the service tells its revision; empty: not asked."},
    {"health.version_pointer", rule::json_pointer.optional(),
     in<&C::health, &C::Health::version_pointer>,
     "A JSON pointer to its revision in the answer; empty: not asked."},
    {"health.timeout", rule::timeout, in<&C::health, &C::Health::timeout>,
     "How long one request may take."},
    {"health.deadline", rule::timeout, in<&C::health, &C::Health::deadline>,
     "How long the candidate may take from its start until it is healthy."},
    {"health.passes", rule::count, in<&C::health, &C::Health::passes>,
     "How many good answers in a row make it healthy."},

    {"proxy.container", rule::docker_name, in<&C::proxy, &C::Proxy::container>,
     "The name of kamal-proxy's container."},
    {"proxy.hosts", rule::host_name, in<&C::proxy, &C::Proxy::hosts>,
     "Host names of a first deployment; later ones keep those in force."},
    {"proxy.health_path", rule::url_path, in<&C::proxy, &C::Proxy::health_path>,
     "The page kamal-proxy asks in its own health check, set by a first deployment."},
    {"proxy.tls", rule::proxy_tls, in<&C::proxy, &C::Proxy::tls>,
     "`acme`: after `setup --public` the proxy ends TLS, with certificates that it fetches from "
     "Let's Encrypt; `none`: it does not."},
    {"proxy.url", rule::http_url.optional(), in<&C::proxy, &C::Proxy::url>,
     "Where the proxy answers; empty: found from its container's published port."},
    {"proxy.state_file", rule::absolute_path.optional(), in<&C::proxy, &C::Proxy::state_file>,
     "The proxy's state file in its container; empty: looked for where it can be."},
    {"proxy.deploy_timeout", rule::timeout, in<&C::proxy, &C::Proxy::deploy_timeout>,
     "How long the proxy waits for the candidate to be healthy."},
    {"proxy.drain_timeout", rule::timeout, in<&C::proxy, &C::Proxy::drain_timeout>,
     "How long the proxy lets requests under way finish on the incumbent."},

    {"watch.window", rule::window, in<&C::watch, &C::Watch::window>,
     "How long both versions run after the switch, ready to turn back; 0: not at all."},
    {"watch.failures", rule::count, in<&C::watch, &C::Watch::failures>,
     "How many failed requests in a row turn back; as often the proof through the proxy is tried, "
     "every 100 ms."},

    {"notify.events", rule::notified_event, in<&C::notify, &C::Notify::events>,
     "What is told: any of `started`, `succeeded`, `failed`, `cancelled` and `recovered`."},
    {"notify.environment", rule::word, in<&C::notify, &C::Notify::environment>,
     "The name of this installation in notifications."},
    {"notify.url", rule::http_url.optional(), in<&C::notify, &C::Notify::url>,
     "Where the service is seen."},
    {"notify.slack_webhook_file", rule::absolute_path.optional(),
     in<&C::notify, &C::Notify::slack_webhook_file>,
     "A file with the address of a Slack incoming webhook; empty: Slack is not told."},
    {"notify.webhook_url", rule::http_url.optional(), in<&C::notify, &C::Notify::webhook_url>,
     "An address that is sent each notification as JSON; empty: none is."},
    {"notify.webhook_secret_file", rule::absolute_path.optional(),
     in<&C::notify, &C::Notify::webhook_secret_file>,
     "A file with the secret that signs those; empty: they are not signed."},
    {"notify.sentry_url", rule::http_url, in<&C::notify, &C::Notify::sentry_url>,
     "Sentry's own address."},
    {"notify.sentry_organization", rule::word.optional(),
     in<&C::notify, &C::Notify::sentry_organization>,
     "The organization at Sentry that is told of each release; empty: none is."},
    {"notify.sentry_projects", rule::word, in<&C::notify, &C::Notify::sentry_projects>,
     "Its projects that the service belongs to."},
    {"notify.sentry_token_file", rule::absolute_path.optional(),
     in<&C::notify, &C::Notify::sentry_token_file>,
     "A file with a token of the scope `project:releases`."},

    {"docker.socket", rule::absolute_path, in<&C::docker, &C::Docker::socket>,
     "The Docker Engine's unix socket."},

    {"database.container", rule::docker_name.optional(), in<&C::database, &C::Database::container>,
     "The container of PostgreSQL; empty: the service has none here, so none is set up, backed up, "
     "watched or restored."},
    {"database.name", rule::database_name, in<&C::database, &C::Database::name>,
     "The database that is backed up and restored."},
    {"database.user", rule::docker_name.optional(), in<&C::database, &C::Database::user>,
     "Who does it; empty: `POSTGRES_USER` of the container, else `postgres`."},
    {"database.image", rule::word, in<&C::database, &C::Database::image>,
     "The image of PostgreSQL that `setup` starts."},
    {"database.volume", rule::docker_name, in<&C::database, &C::Database::volume>,
     "The volume of its data."},
    {"database.port", rule::port, in<&C::database, &C::Database::port>,
     "Its port on 127.0.0.1 of the host."},

    {"redis.container", rule::docker_name.optional(), in<&C::redis, &C::Redis::container>,
     "The container of Redis; empty: the service has none here, so none is set up or watched."},
    {"redis.image", rule::word, in<&C::redis, &C::Redis::image>,
     "The image of Redis that `setup` starts."},
    {"redis.volume", rule::docker_name, in<&C::redis, &C::Redis::volume>,
     "The volume of its data."},
    {"redis.port", rule::port, in<&C::redis, &C::Redis::port>,
     "Its port on 127.0.0.1 of the host."},

    {"backup.directory", rule::absolute_path, in<&C::backup, &C::Backup::directory>,
     "Where backups are kept, readable by their owner only."},
    {"backup.compression", rule::compression, in<&C::backup, &C::Backup::compression>,
     "`gzip`, which every machine reads, or `zstd`, which is several times as fast."},
    {"backup.keep_days", rule::count, in<&C::backup, &C::Backup::keep_days>,
     "Older backups are removed after a new good one."},
    {"backup.keep_last", rule::count, in<&C::backup, &C::Backup::keep_last>,
     "So many good ones stay, however old."},
    {"backup.timeout", rule::timeout, in<&C::backup, &C::Backup::timeout>,
     "How long a backup or a restore may take, and a copy to the storage or from it."},

    {"storage.url", rule::http_url.optional(), in<&C::storage, &C::Storage::url>,
     "The address of an S3-compatible storage that gets a copy of each backup; empty: none."},
    {"storage.region", rule::word, in<&C::storage, &C::Storage::region>,
     "Its region, as its signatures have it."},
    {"storage.bucket", rule::docker_name.optional(), in<&C::storage, &C::Storage::bucket>,
     "The bucket."},
    {"storage.prefix", rule::relative_path.optional(), in<&C::storage, &C::Storage::prefix>,
     "What stands before each object's name, such as `psyfit/`."},
    {"storage.credentials_file", rule::absolute_path.optional(),
     in<&C::storage, &C::Storage::credentials_file>,
     "A file with `aws_access_key_id=…` and `aws_secret_access_key=…`, one a line."},
    {"storage.part_size", rule::part_size, in<&C::storage, &C::Storage::part_size>,
     "Longer files are sent in parts of so many MiB, or of more where there would be over 10,000."},

    {"workers.runner", rule::text, in<&C::workers, &C::Workers::runner>,
     "The program of the live container, and its arguments, that runs a line of Ruby in the "
     "application."},
    {"workers.timeout", rule::timeout, in<&C::workers, &C::Workers::timeout>,
     "How long that may take."},

    {"cleanup.containers", rule::count, in<&C::cleanup, &C::Cleanup::containers>,
     "So many stopped containers of the service stay, for a rollback."},
    {"cleanup.images", rule::count, in<&C::cleanup, &C::Cleanup::images>,
     "So many images of the service stay."},
    {"cleanup.build_cache", rule::timeout, in<&C::cleanup, &C::Cleanup::build_cache>,
     "Build cache that was not used for so long goes."},

    {"monitor.url", rule::http_url.optional(), in<&C::monitor, &C::Monitor::url>,
     "The health page as the world sees it; empty: `https`, the first of `proxy.hosts` and "
     "`health.path`."},
    {"monitor.page", rule::url_path.optional(), in<&C::monitor, &C::Monitor::page>,
     "A further page that must answer 2xx or 3xx; empty: none."},
    {"monitor.keyword", rule::text, in<&C::monitor, &C::Monitor::keyword>,
     "What that page must contain; empty: not looked at."},
    {"monitor.disk_percent", rule::percent, in<&C::monitor, &C::Monitor::disk_percent>,
     "A fuller disk is a failure."},
    {"monitor.certificate_days", rule::count, in<&C::monitor, &C::Monitor::certificate_days>,
     "Fewer days left of the certificate that is served are a failure."},
    {"monitor.backup_hours", rule::count, in<&C::monitor, &C::Monitor::backup_hours>,
     "A newest good backup that is older is a failure."},
    {"monitor.failures", rule::count, in<&C::monitor, &C::Monitor::failures>,
     "So many failures in a row raise the alarm."},
    {"monitor.repeat", rule::timeout, in<&C::monitor, &C::Monitor::repeat>,
     "How often an alarm that lasts is told again."},
    {"monitor.slack_webhook_file", rule::absolute_path.optional(),
     in<&C::monitor, &C::Monitor::slack_webhook_file>,
     "A file with the address of a Slack webhook for alarms; empty: `notify.slack_webhook_file`."},

    {"mail.server", rule::host_name, in<&C::mail, &C::Mail::server>, "The SMTP server."},
    {"mail.port", rule::port, in<&C::mail, &C::Mail::port>, "Its port."},
    {"mail.security", rule::mail_security, in<&C::mail, &C::Mail::security>,
     "`starttls`, `tls`, or `none`."},
    {"mail.user", rule::word.optional(), in<&C::mail, &C::Mail::user>,
     "The name to log in with; empty: no login."},
    {"mail.password_file", rule::absolute_path.optional(), in<&C::mail, &C::Mail::password_file>,
     "A file with its password."},
    {"mail.from", rule::mail_address.optional(), in<&C::mail, &C::Mail::from>,
     "The sender's address."},
    {"mail.to", rule::mail_address, in<&C::mail, &C::Mail::to>,
     "Who is told of alarms; empty: nobody by mail."},

    {"schedule.timezone", rule::word, in<&C::schedule, &C::Schedule::timezone>,
     "The timezone of the times below, and of the host."},
    {"schedule.monitor", rule::cron_time.optional(), in<&C::schedule, &C::Schedule::monitor>,
     "When to watch, as cron has it; empty here and below: never."},
    {"schedule.backup", rule::cron_time.optional(), in<&C::schedule, &C::Schedule::backup>,
     "When to back up."},
    {"schedule.drill", rule::cron_time.optional(), in<&C::schedule, &C::Schedule::drill>,
     "When to prove that a backup restores."},
    {"schedule.workers_on", rule::cron_time.optional(), in<&C::schedule, &C::Schedule::workers_on>,
     "When the workers resume."},
    {"schedule.workers_off", rule::cron_time.optional(),
     in<&C::schedule, &C::Schedule::workers_off>, "When they pause."},
    {"schedule.cleanup", rule::cron_time.optional(), in<&C::schedule, &C::Schedule::cleanup>,
     "When to clean Docker."},
    {"schedule.logs", rule::absolute_path, in<&C::schedule, &C::Schedule::logs>,
     "The folder of the logs that jobs of a crontab write."},

    {"nginx.site", rule::absolute_path, in<&C::nginx, &C::Nginx::site>,
     "The site's file in front of the proxy."},
    {"nginx.certificates", rule::absolute_path, in<&C::nginx, &C::Nginx::certificates>,
     "The folder that has a folder with the certificate of each host."},

    {"setup.proxy_image", rule::word, in<&C::setup, &C::Setup::proxy_image>,
     "The image of kamal-proxy that `setup` starts."},
    {"setup.proxy_port", rule::port, in<&C::setup, &C::Setup::proxy_port>,
     "The proxy's port on 127.0.0.1 of the host, behind Nginx."},
    {"setup.migrate", rule::text, in<&C::setup, &C::Setup::migrate>,
     "Program and arguments run once in the image of the first version, before it starts, where "
     "`release.command` is empty; empty: none."},
    {"setup.seed", rule::text, in<&C::setup, &C::Setup::seed>,
     "Program and arguments run once in the first version, after it went live; empty: none."},
    {"setup.secrets", rule::absolute_path, in<&C::setup, &C::Setup::secrets>,
     "The environment file that `secrets generate` makes, readable by its owner only."},
};

constexpr ConfigSection sections[] = {
    {"source", "Where the code comes from."},
    {"build", "How the image is made."},
    {"environment", "The candidate's environment: the incumbent's, with these changes."},
    {"release", "A command of the new image that runs before it serves."},
    {"container", "The candidate's container."},
    {"health", "When a container counts as healthy, at the gate and behind the proxy."},
    {"proxy", "kamal-proxy."},
    {"watch", "The time after the switch in which going back is instant."},
    {"notify", "Who is told of a deployment; docs/notifications.md."},
    {"docker", "The Docker Engine."},
    {"database", "PostgreSQL, in a container on the service's network."},
    {"redis", "Redis, in a container on the service's network."},
    {"backup", "Backups of the database; docs/backups.md."},
    {"storage", "S3-compatible storage for copies of the backups."},
    {"workers", "The background workers (Solid Queue)."},
    {"cleanup", "What is kept when Docker is cleaned."},
    {"monitor", "What `monitor` looks at, and when it raises the alarm; docs/monitoring.md."},
    {"mail", "How alarms are mailed."},
    {"schedule", "When the jobs run; docs/schedule.md."},
    {"nginx", "The web server in front of the proxy."},
    {"setup", "A new server; docs/setup.md."},
};

} // namespace

std::string_view ConfigKey::section() const {
    const auto dot = path.find('.');
    return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view ConfigKey::name() const { return path.substr(path.find('.') + 1); }

std::span<const ConfigKey> config_keys() { return table; }

std::span<const ConfigSection> config_sections() { return sections; }

const ConfigKey* find_config_key(std::string_view path) {
    const auto* found = std::ranges::find(table, path, &ConfigKey::path);
    return found == std::end(table) ? nullptr : found;
}

std::vector<const ConfigKey*> keys_of(std::string_view section) {
    std::vector<const ConfigKey*> result;
    for (const auto& key : table)
        if (key.section() == section)
            result.push_back(&key);
    return result;
}

std::string_view type_name(const Field& field) {
    constexpr std::string_view names[] = {"text",
                                          "a path",
                                          "a duration (whole seconds such as 90, or \"1m30s\")",
                                          "a duration (seconds such as 5, or \"500ms\")",
                                          "a whole number",
                                          "a whole number",
                                          "a list of texts",
                                          "an object of texts"};
    static_assert(std::size(names) == std::variant_size_v<Field>);
    return names[field.index()];
}

} // namespace deploy
