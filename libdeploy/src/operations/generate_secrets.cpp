// SPDX-License-Identifier: MIT
#include "adapters/secret_file.hpp"
#include "core/secret_rules.hpp"

#include <algorithm>
#include <deploy/environment.hpp>
#include <deploy/secrets.hpp>

namespace deploy {
namespace {

/// The text, and lines for these secrets behind it.
Result<std::string> with(std::string text, std::span<const SecretRule> missing) {
    if (!text.empty() && !text.ends_with('\n'))
        text += '\n';
    for (const auto& rule : missing) {
        auto bytes = random_bytes(rule.bytes);
        if (!bytes)
            return bytes.error();
        text.append(rule.key).append("=").append(written(rule.form, *bytes)).append("\n");
        wipe(*bytes);
    }
    return text;
}

GeneratedSecrets describe(const std::filesystem::path& file, std::span<const SecretRule> missing) {
    GeneratedSecrets out{.file = file};
    for (const auto& rule : secret_rules()) {
        const bool made = std::ranges::find(missing, rule.key, &SecretRule::key) != missing.end();
        (made ? out.made : out.kept).emplace_back(rule.key);
    }
    return out;
}

bool is_missing(const Error& error) { return error.is(Errc::not_found); }

} // namespace

Result<GeneratedSecrets> generate_secrets(const std::filesystem::path& file, Changes changes) {
    using Folder = SecretFile::Folder;
    const bool only_told = changes == Changes::told;
    const auto held = SecretFile::open(file, only_told ? Folder::must_exist : Folder::may_be_made);
    if (!held && !(only_told && is_missing(held.error())))
        return held.error();
    auto text = held ? held->read() : Result<std::string>{held.error()};
    const bool new_file = !text && is_missing(text.error());
    if (new_file)
        text = std::string{};
    if (!text)
        return text.error();
    const auto present = parse_environment_file(*text, file.string());
    if (!present)
        return present.error();
    const auto missing = missing_secrets(*present);
    auto out = describe(file, missing);
    out.new_file = new_file;
    if (only_told || missing.empty())
        return out;
    auto whole = with(std::move(*text), missing);
    if (!whole)
        return whole.error();
    const auto replaced = held->write(*whole);
    wipe(*whole);
    return replaced ? Result<GeneratedSecrets>{std::move(out)} : replaced.error();
}

} // namespace deploy
