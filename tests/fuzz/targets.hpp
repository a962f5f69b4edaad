// SPDX-License-Identifier: MIT
#pragma once
#include <string_view>

/// Every fuzz target, one a line (CMakeLists.txt reads them here). A target is a function that
/// takes any bytes to one reader of outside data and checks, with doctest, what must hold of the
/// answer.
// clang-format off
#define DEPLOY_FUZZ_TARGETS(X) \
    X(alarm_memory) \
    X(candidate) \
    X(certificate) \
    X(config) \
    X(container_log) \
    X(credentials) \
    X(crontab) \
    X(deployment) \
    X(dump) \
    X(engine_calls) \
    X(engine_json) \
    X(engine_stream) \
    X(environment) \
    X(environment_file) \
    X(events) \
    X(git_address) \
    X(git_export) \
    X(git_known_hosts) \
    X(git_reference) \
    X(health) \
    X(http_answer) \
    X(image_name) \
    X(journal) \
    X(journal_file) \
    X(manifest) \
    X(master_key) \
    X(migrations) \
    X(neutralise) \
    X(output_lines) \
    X(proxy_archive) \
    X(proxy_list) \
    X(proxy_log) \
    X(proxy_state) \
    X(redaction) \
    X(shell_words) \
    X(storage_answer)
// clang-format on

#define DEPLOY_FUZZ_DECLARE(name) void name(std::string_view bytes);

namespace deploy::fuzz {
DEPLOY_FUZZ_TARGETS(DEPLOY_FUZZ_DECLARE)
} // namespace deploy::fuzz
