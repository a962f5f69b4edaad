// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_options.hpp"

#include <algorithm>
#include <array>

namespace deploy {

namespace {

namespace json = boost::json;
using Arguments = std::vector<std::string>;

enum class Form : std::uint8_t { boolean, integer, duration, text, list, directory, group };

/// Whether an option is said when its value is the proxy's default.
enum class Say : std::uint8_t {
    always,
    if_set, ///< Younger than 0.9.0, or refused when empty.
};

struct Option {
    std::string_view key;  // in the state file
    std::string_view flag; // on the command line
    Form form;
    Say say = Say::always;
};

// clang-format off
constexpr std::array<Option, 13> service_options{{
    {"hosts",                          "--host",                    Form::list},
    {"path_prefixes",                  "--path-prefix",             Form::list},
    {"strip_prefix",                   "--strip-path-prefix",       Form::boolean},
    {"tls_enabled",                    "--tls",                     Form::boolean},
    {"tls_certificate_path",           "--tls-certificate-path",    Form::text, Say::if_set},
    {"tls_private_key_path",           "--tls-private-key-path",    Form::text, Say::if_set},
    {"tls_redirect",                   "--tls-redirect",            Form::boolean},
    {"canonical_host",                 "--canonical-host",          Form::text, Say::if_set},
    {"acme_directory",                 "--tls-staging",             Form::directory},
    {"acme_cache_path",                "--tls-acme-cache-path",     Form::text, Say::if_set},
    {"error_page_path",                "--error-pages",             Form::text, Say::if_set},
    {"writer_affinity_timeout",        "--writer-affinity-timeout", Form::duration},
    {"read_targets_accept_websockets", "--read-target-websockets",  Form::boolean},
}};
constexpr std::array<Option, 11> target_options{{
    {"health_check_config",    "",                      Form::group},
    {"response_timeout",       "--target-timeout",      Form::duration},
    {"buffer_requests",        "--buffer-requests",     Form::boolean},
    {"buffer_responses",       "--buffer-responses",    Form::boolean},
    {"max_memory_buffer_size", "--buffer-memory",       Form::integer},
    {"max_request_body_size",  "--max-request-body",    Form::integer, Say::if_set},
    {"max_response_body_size", "--max-response-body",   Form::integer, Say::if_set},
    {"log_request_headers",    "--log-request-header",  Form::list},
    {"log_response_headers",   "--log-response-header", Form::list},
    {"forward_headers",        "--forward-headers",     Form::boolean},
    {"scope_cookie_paths",     "--scope-cookie-paths",  Form::boolean, Say::if_set},
}};
constexpr std::array<Option, 5> health_options{{
    {"path",     "--health-check-path",     Form::text},
    {"port",     "--health-check-port",     Form::integer, Say::if_set},
    {"interval", "--health-check-interval", Form::duration},
    {"timeout",  "--health-check-timeout",  Form::duration},
    {"host",     "--health-check-host",     Form::text, Say::if_set},
}};
// clang-format on

std::span<const Option> options_of(ProxyOptions group) {
    switch (group) {
    case ProxyOptions::service: return service_options;
    case ProxyOptions::target: return target_options;
    case ProxyOptions::health: return health_options;
    }
    return {};
}

constexpr std::string_view acme_staging = "https://acme-staging-v02.api.letsencrypt.org/directory";

/// Go's syntax, exact to the nanosecond.
std::string duration(std::int64_t nanoseconds) {
    if (nanoseconds % 1'000'000'000 == 0)
        return std::to_string(nanoseconds / 1'000'000'000) + "s";
    if (nanoseconds % 1'000'000 == 0)
        return std::to_string(nanoseconds / 1'000'000) + "ms";
    return std::to_string(nanoseconds) + "ns";
}

Result<> add_list(Arguments& arguments, const Option& option, const json::value& value) {
    if (value.is_null())
        return {};
    if (!value.is_array())
        return option_refused(option.key, "is no list");
    const auto& items = value.get_array();
    if (items.size() == 1 && items.front() == json::value("")) // every host
        return {};
    for (const auto& item : items) {
        if (!item.is_string() || item.get_string().empty() || !fits_in_list(item.get_string()))
            return option_refused(option.key, "has an entry that its command line cannot say");
        arguments.push_back(flag(option.flag, item.get_string()));
    }
    return {};
}

Result<> add_directory(Arguments& arguments, const Option& option, const json::value& value) {
    if (is_unset(value))
        return {};
    if (value != json::value(acme_staging))
        return option_refused(option.key, "names a directory that its command line cannot say");
    arguments.push_back(flag(option.flag, "true"));
    return {};
}

Result<std::string> scalar(const Option& option, const json::value& value) {
    switch (option.form) {
    case Form::boolean:
        if (value.is_bool())
            return std::string{value.get_bool() ? "true" : "false"};
        break;
    case Form::integer:
        if (value.is_int64())
            return std::to_string(value.get_int64());
        break;
    case Form::duration:
        if (value.is_int64())
            return duration(value.get_int64());
        break;
    case Form::text:
        if (value.is_string())
            return std::string{value.get_string()};
        break;
    case Form::list:
    case Form::directory:
    case Form::group: break;
    }
    return option_refused(option.key, "is not of the kind we know");
}

Result<> add_option(Arguments& arguments, const Option& option, const json::value& value) {
    switch (option.form) {
    case Form::list: return add_list(arguments, option, value);
    case Form::directory: return add_directory(arguments, option, value);
    case Form::group: return {};
    case Form::boolean:
    case Form::integer:
    case Form::duration:
    case Form::text: break;
    }
    if (option.say == Say::if_set && is_unset(value))
        return {};
    const auto text = scalar(option, value);
    if (!text)
        return text.error();
    arguments.push_back(flag(option.flag, *text));
    return {};
}

} // namespace

Error option_refused(std::string_view key, std::string_view why) {
    return {Errc::precondition,
            "the proxy's option `" + std::string{key} + "` " + std::string{why} +
                "; a switch would lose it, so the route stays as it is",
            "take the option out with a `kamal-proxy deploy` of your own, or update psyfit-deploy"};
}

bool is_unset(const json::value& value) {
    if (value.is_array())
        return value.get_array().empty();
    if (value.is_object())
        return std::ranges::all_of(value.get_object(),
                                   [](const auto& pair) { return is_unset(pair.value()); });
    return value.is_null() || value == json::value(false) || value == json::value("") ||
           (value.is_number() && value.to_number<double>() == 0.0);
}

std::string flag(std::string_view name, std::string_view value) {
    return std::string{name} + "=" + std::string{value};
}

bool fits_in_list(std::string_view text) {
    return text.find_first_of(",\"\r\n") == std::string_view::npos;
}

Result<> add_options(Arguments& arguments, ProxyOptions group, const json::object& values) {
    const auto known = options_of(group);
    for (const auto& pair : values) {
        const auto option = std::ranges::find(known, std::string_view{pair.key()}, &Option::key);
        if (option == known.end() && !is_unset(pair.value()))
            return option_refused(pair.key(), "is in use and not known to this program");
        if (option == known.end())
            continue;
        if (auto added = add_option(arguments, *option, pair.value()); !added)
            return added;
    }
    return {};
}

} // namespace deploy
