// SPDX-License-Identifier: MIT
#include "core/diagnosis.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <deploy/environment.hpp>
#include <deploy/redaction.hpp>

namespace deploy {
namespace {

struct KnownCause {
    std::string_view mark, meaning;
};

constexpr std::array known_causes{
    KnownCause{
        "AEAD authentication tag verification failed",
        "RAILS_MASTER_KEY does not open config/credentials.yml.enc: check config/master.key"},
    KnownCause{
        "ActiveSupport::MessageEncryptor::InvalidMessage",
        "RAILS_MASTER_KEY does not open config/credentials.yml.enc: check config/master.key"},
    KnownCause{"ATTR_ENCRYPTED_KEY environment variable must be set",
               "ATTR_ENCRYPTED_KEY is missing from the environment: set it to the key that the "
               "existing data was written with"},
    KnownCause{"could not connect to server",
               "the database cannot be reached or refuses POSTGRES_PASSWORD: is psyfit-db running "
               "on the same network?"},
    KnownCause{"password authentication failed",
               "the database refuses POSTGRES_PASSWORD: it must equal the database's own"},
    KnownCause{"WRONGPASS", "Redis refuses REDIS_PASSWORD: it must equal Redis's own"},
    KnownCause{"PendingMigrationError",
               "the database schema is older than the code: set release.command to run migrations"},
    KnownCause{"Address already in use", "another process in the container holds the port"},
    KnownCause{"exec format error", "the image is built for another processor: see build.platform"},
};

/// Words and numbers that are no secret and that a log would be unreadable without.
bool ordinary(std::string_view value) {
    constexpr std::size_t longest_word = 24;
    const auto digits =
        std::ranges::count_if(value, [](unsigned char c) { return std::isdigit(c) != 0; });
    return value.size() <= longest_word && digits <= 5 &&
           std::ranges::all_of(value, [](unsigned char c) {
               return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_' || c == '-' ||
                      c == '.' || c == '/' || c == ':';
           });
}

bool named_like_a_secret(std::string_view key) {
    constexpr std::array words{"KEY", "SECRET", "PASSWORD", "TOKEN", "PASS", "CREDENTIAL"};
    return std::ranges::any_of(
        words, [&](std::string_view word) { return key.find(word) != std::string_view::npos; });
}

std::string_view last_lines(std::string_view text, int lines) {
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    auto start = text.size();
    for (int found = 0; found < lines; ++found) {
        start = start == 0 ? std::string_view::npos : text.rfind('\n', start - 1);
        if (start == std::string_view::npos)
            return text;
    }
    return text.substr(std::min(start + 1, text.size()));
}

/// The engine may not have heard yet of the kernel's kill for memory, which ends with SIGKILL.
std::string exit_code_of(const Container& container) {
    constexpr int killed = 137;
    const auto code = std::to_string(container.exit_code);
    return container.exit_code == killed ? code + ": killed, most likely for memory" : code;
}

} // namespace

std::string describe_end(const Container& container) {
    if (container.out_of_memory)
        return "it was killed for memory (exit code " + std::to_string(container.exit_code) + ")";
    if (container.restarting || container.restarts > 0)
        return "it ends again and again (" + std::to_string(container.restarts) +
               (container.restarts == 1 ? " restart" : " restarts") +
               // The engine forgets the code of the end before when it starts it anew.
               (container.running && !container.restarting
                    ? ")"
                    : ", last exit code " + exit_code_of(container) + ")");
    if (container.running)
        return "it was started anew";
    return "it exited with code " + exit_code_of(container);
}

std::string diagnose(std::string_view log) {
    for (const auto& cause : known_causes)
        if (log.find(cause.mark) != std::string_view::npos)
            return std::string{cause.meaning};
    return {};
}

std::string safe_log(std::string_view log, const Container& container, int lines) {
    Redactor redactor;
    for (const auto& [key, value] : Environment::from_entries(container.env))
        if (named_like_a_secret(key) || !ordinary(value))
            redactor.add(value);
    return neutralise(redactor.redact(last_lines(log, lines)));
}

} // namespace deploy
