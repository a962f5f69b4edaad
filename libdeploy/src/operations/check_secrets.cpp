// SPDX-License-Identifier: MIT
#include "adapters/secret_file.hpp"
#include "core/secret_rules.hpp"
#include "operations/secret_logins.hpp"
#include "operations/situation.hpp"
#include "steps/master_key.hpp"

#include <algorithm>
#include <deploy/environment.hpp>
#include <sys/stat.h>

namespace deploy {
namespace {

SecretFinding wrong(std::string subject, const Error& why) {
    return {.subject = std::move(subject),
            .state = SecretState::wrong,
            .detail = why.message,
            .fix = why.fix};
}

/// What the service is given, and where that was read.
struct Given {
    std::string source;
    std::optional<Environment> values{}; ///< Nothing where the file is no use.
};

/// The file itself is a finding, too.
Result<Given> from_file(const std::filesystem::path& file, SecretsReport& report) {
    Given out{.source = file.string()};
    const auto held = SecretFile::open(file, SecretFile::Folder::must_exist);
    const auto text = held ? held->read() : Result<std::string>{held.error()};
    if (!text && text.error().is(Errc::not_found))
        return Error{Errc::not_found, "there is no environment file " + file.string(),
                     "psyfit-deploy secrets generate"};
    const auto parsed =
        text ? parse_environment_file(*text, file.string()) : Result<Environment>{text.error()};
    if (parsed) {
        out.values = *parsed;
        report.findings.push_back({.subject = file.string(), .detail = "closed to others"});
    } else {
        report.findings.push_back(wrong(file.string(), parsed.error()));
    }
    return out;
}

Result<Given> given(const Config& config, Ports ports,
                    const std::optional<std::filesystem::path>& file, SecretsReport& report) {
    if (file)
        return from_file(*file, report);
    const auto situation = look_around(config, ports);
    if (!situation || !situation->incumbent)
        return from_file(config.setup.secrets, report);
    auto kept = from_file(config.setup.secrets, report);
    if (!kept && !kept.error().is(Errc::not_found))
        return kept;
    return Given{.source = "container " + situation->incumbent->name,
                 .values = Environment::from_entries(situation->incumbent->env)};
}

void check_values(const Environment& values, SecretsReport& report) {
    for (const auto& rule : secret_rules()) {
        const auto* const value = values.find(rule.key);
        SecretFinding found{.subject = std::string{rule.key}};
        found.detail = value == nullptr ? "it is not set" : fault_in(rule, *value);
        if (!found.detail.empty()) {
            found.state = SecretState::wrong;
            found.fix = value == nullptr || value->empty()
                            ? "psyfit-deploy secrets generate"
                            : "find out what made it; a new value has its price: docs/secrets.md";
        }
        report.findings.push_back(std::move(found));
    }
}

void check_logins(const Environment& values, const Config& config, Ports ports,
                  SecretsReport& report) {
    if (const auto* const password = values.find("POSTGRES_PASSWORD");
        password != nullptr && config.database.exists())
        report.findings.push_back(database_login(config, ports, *password));
    if (const auto* const password = values.find("REDIS_PASSWORD");
        password != nullptr && config.redis.exists())
        report.findings.push_back(redis_login(config, ports, *password));
}

SecretFinding check_key_mode(const std::filesystem::path& file) {
    SecretFinding found{.subject = file.string(), .detail = "closed to others"};
    struct stat info {};
    if (::stat(file.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        found.state = SecretState::wrong;
        found.detail = "others may read or write it";
        found.fix = "chmod 600 '" + file.string() + "'";
    }
    return found;
}

SecretFinding check_credentials(const std::optional<std::string>& key, const Config& config,
                                Source& source) {
    SecretFinding found{.subject = config.environment.credentials,
                        .detail = "the master key opens it"};
    const auto commit = source.head();
    if (!commit) {
        found.state = SecretState::not_checked;
        found.detail = commit.error().message;
        return found;
    }
    const auto proven = prove_configured_master_key(key, commit->id, source, config);
    return proven ? found : wrong(found.subject, proven.error());
}

void check_key_and_credentials(const Environment& values, const Config& config, Ports ports,
                               SecretsReport& report) {
    const auto& variable = config.environment.master_key_variable;
    if (variable.empty())
        return;
    const auto key = read_configured_master_key(config);
    if (!key) {
        report.findings.push_back(wrong(variable, key.error()));
        return;
    }
    if (*key)
        report.findings.push_back(check_key_mode(config.master_key_path()));
    if (const auto* const set = values.find(variable); set != nullptr && *key && *set != **key)
        report.findings.push_back(
            {.subject = variable,
             .state = SecretState::wrong,
             .detail = "it is not the key in " + config.master_key_path().string(),
             .fix = "psyfit-deploy, which gives the service the key of that file"});
    report.findings.push_back(check_credentials(*key, config, ports.source));
}

} // namespace

bool SecretsReport::sound() const {
    return std::ranges::none_of(
        findings, [](const SecretFinding& finding) { return finding.state == SecretState::wrong; });
}

Result<SecretsReport> check_secrets(const Config& config, Ports ports,
                                    const std::optional<std::filesystem::path>& file) {
    SecretsReport report;
    auto read = given(config, ports, file, report);
    if (!read)
        return read.error();
    report.source = std::move(read->source);
    if (read->values) {
        check_values(*read->values, report);
        check_logins(*read->values, config, ports, report);
        check_key_and_credentials(*read->values, config, ports, report);
    }
    return report;
}

} // namespace deploy
