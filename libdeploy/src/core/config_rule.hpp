// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace deploy {

/// What a configuration value must be. Texts have a predicate and the same thing as an ECMA 262
/// pattern for the schema (a test holds the two together); numbers and durations have a range.
struct Rule {
    std::string_view must;    ///< Completes "service must be …".
    std::string_view pattern; ///< Empty for numbers and durations.
    bool (*accepts)(std::string_view) = nullptr;
    bool may_be_empty = false;
    std::int64_t minimum = 0;                  ///< Of a number; of a duration, in its own unit.
    std::int64_t maximum = 0;                  ///< Of a number.
    std::span<const std::string_view> words{}; ///< Of a choice: all that there are.

    /// Whether a text obeys.
    [[nodiscard]] bool allows(std::string_view text) const {
        return text.empty() && may_be_empty ? true : accepts(text);
    }
    /// The same rule for a value that may also be left empty.
    [[nodiscard]] constexpr Rule optional() const {
        Rule copy = *this;
        copy.may_be_empty = true;
        return copy;
    }
};

/// The rules. A text that could end up as an argument of a program never begins with `-`.
namespace rule {
extern const Rule text;
extern const Rule service_name;
extern const Rule absolute_path;
extern const Rule file_path;
extern const Rule relative_path;
extern const Rule word;
extern const Rule image_name;
extern const Rule docker_name;
extern const Rule database_name;
extern const Rule variable_name;
extern const Rule environment_key;
extern const Rule volume;
extern const Rule url_path;
extern const Rule json_pointer;
extern const Rule header_name;
extern const Rule host_name;
extern const Rule http_url;
extern const Rule compression;
extern const Rule proxy_tls;
extern const Rule mail_security;
extern const Rule mail_address;
extern const Rule cron_time;
extern const Rule notified_event;
extern const Rule port;
extern const Rule count;
extern const Rule percent;
extern const Rule part_size;
extern const Rule timeout;
extern const Rule window;
} // namespace rule

} // namespace deploy
