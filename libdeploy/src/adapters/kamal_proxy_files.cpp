// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_state.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdint>

namespace deploy {

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t size_offset = 124;
constexpr std::size_t size_length = 12;
constexpr std::size_t type_offset = 156;

Error bad_archive(std::string_view why) {
    return {Errc::corrupt, "the engine's archive: " + std::string{why}};
}

/// The size field of a tar header: octal digits, led by blanks, ended by a blank or NUL.
Result<std::uint64_t> entry_size(std::string_view header) {
    std::uint64_t size = 0;
    bool any = false;
    for (const char c : header.substr(size_offset, size_length)) {
        if (c >= '0' && c <= '7') {
            size = size * 8 + static_cast<std::uint64_t>(c - '0');
            any = true;
        } else if ((c == ' ' && !any)) {
            continue;
        } else if (c == ' ' || c == '\0') {
            break;
        } else {
            return bad_archive("a size that is no number");
        }
    }
    if (!any)
        return bad_archive("an entry without a size");
    return size;
}

std::string without_escapes(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\x1b') {
            plain += text[i];
            continue;
        }
        const auto end = text.find_first_not_of("[0123456789;", i + 1);
        i = end == std::string_view::npos ? text.size() : end;
    }
    return plain;
}

std::vector<std::string> words(std::string_view line) {
    std::vector<std::string> found;
    while (!line.empty()) {
        const auto begin = line.find_first_not_of(" \r");
        if (begin == std::string_view::npos)
            break;
        line.remove_prefix(begin);
        const auto end = std::min(line.find_first_of(" \r"), line.size());
        found.emplace_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return found;
}

std::string environment_value(const boost::json::object& config, std::string_view key) {
    const auto* env = config.if_contains("Env");
    const auto prefix = std::string{key} + "=";
    if (env == nullptr || !env->is_array())
        return {};
    for (const auto& entry : env->get_array())
        if (entry.is_string() && std::string_view{entry.get_string()}.starts_with(prefix))
            return std::string{std::string_view{entry.get_string()}.substr(prefix.size())};
    return {};
}

} // namespace

Result<std::string> file_in_tar(std::string_view archive) {
    while (archive.size() >= block && archive.front() != '\0') {
        const auto header = archive.substr(0, block);
        const auto size = entry_size(header);
        if (!size)
            return size.error();
        const char type = header[type_offset];
        archive.remove_prefix(block);
        if (*size > archive.size())
            return bad_archive("cut short");
        if (type == '0' || type == '\0')
            return std::string{archive.substr(0, *size)};
        // Extended headers ('x', 'g', 'L') come before the file that they tell about.
        archive.remove_prefix(
            std::min<std::size_t>((*size + block - 1) / block * block, archive.size()));
    }
    if (archive.size() < block)
        return bad_archive("cut short");
    return Error{Errc::precondition, "the engine's archive holds no ordinary file"};
}

std::vector<std::string> state_file_candidates(std::string_view configured,
                                               const boost::json::object& config) {
    if (!configured.empty())
        return {std::string{configured}};
    std::vector<std::string> homes{environment_value(config, "HOME"), "/home/kamal-proxy", "/root",
                                   "/"};
    std::vector<std::string> candidates;
    for (const auto& home : homes) {
        if (home.empty())
            continue;
        auto path = (home == "/" ? "" : home) + "/.config/kamal-proxy/kamal-proxy.state";
        if (std::find(candidates.begin(), candidates.end(), path) == candidates.end())
            candidates.push_back(std::move(path));
    }
    const auto temporary = environment_value(config, "TMPDIR");
    candidates.push_back((temporary.empty() ? "/tmp" : temporary) + "/kamal-proxy.state");
    return candidates;
}

Result<bool> list_names_service(std::string_view table, std::string_view service) {
    const auto plain = without_escapes(table);
    const std::vector<std::string> header{"Service", "Host", "Path", "Target", "State", "TLS"};
    std::string_view rest = plain;
    bool first = true;
    bool found = false;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto row = words(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (row.empty())
            continue;
        if (row.size() != header.size() || (first && row != header))
            return Error{Errc::corrupt, "the proxy's list of services is no table we know"};
        found = found || (!first && row.front() == service);
        first = false;
    }
    if (first)
        return Error{Errc::corrupt, "the proxy's list of services is empty, header included"};
    return found;
}

} // namespace deploy
