// SPDX-License-Identifier: MIT
#include "server.hpp"

#include "../option_set.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deploy/setup.hpp>

namespace deploy::cli {
namespace {

void add_file(CLI::App& app, Options& options, const char* name, const char* help) {
    add_text(app, name, "FILE", help, [&options](const auto& value) { options.secrets = value; });
}

std::string unknown_part(const std::string& name) {
    if (std::ranges::find(setup_parts, name) != setup_parts.end())
        return "";
    std::string known;
    for (const auto part : setup_parts)
        known.append(known.empty() ? "" : ", ").append(part);
    return "knows " + known + ", not '" + name + "'";
}

} // namespace

void add_setup(CLI::App& app, Options& options) {
    add_dry_run(app, options);
    app.add_flag("--public", options.open_proxy,
                 "Publish the proxy on 80 and 443 itself, without Nginx in front; it ends TLS "
                 "unless proxy.tls is none");
    auto* skip = app.add_option("--skip", options.skipped_parts, "Leave this part out; repeatable");
    skip->type_name("PART")->allow_extra_args(false)->check(&unknown_part, "");
}

void add_secrets_generate(CLI::App& app, Options& options) {
    add_file(app, options, "--out", "Another file than setup.secrets");
    add_dry_run(app, options);
}

void add_secrets_check(CLI::App& app, Options& options) {
    add_file(app, options, "--file", "This environment file, not what serves");
}

} // namespace deploy::cli
