// SPDX-License-Identifier: MIT
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace deploy::cli {

/// What `certificate` is asked.
struct CertificateOptions {
    std::optional<std::string> target{}; ///< `HOST[:PORT]`; nothing: the configuration's.
    std::optional<int> warn{};           ///< Days; nothing: the configuration's.
    std::optional<int> critical{};
    std::filesystem::path authorities{}; ///< Empty: the system's.
};

void add_certificate(CLI::App& app, CertificateOptions& options);

} // namespace deploy::cli
