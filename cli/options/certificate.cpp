// SPDX-License-Identifier: MIT
#include "options/certificate.hpp"

#include <CLI/CLI.hpp>

namespace deploy::cli {
namespace {

void add_days(CLI::App& app, const std::string& name, const std::string& help,
              std::optional<int>& value) {
    app.add_option(name, value, help)->type_name("DAYS")->check([](const std::string& text) {
        return CLI::Range(0, 1000)(text).empty() ? "" : "needs days from 0 to 1000";
    });
}

std::string not_empty(const std::string& text) { return text.empty() ? "is empty" : ""; }

} // namespace

void add_certificate(CLI::App& app, CertificateOptions& options) {
    app.add_option("target", options.target, "Host to look at; the configuration's without")
        ->type_name("HOST[:PORT]")
        ->check(not_empty, "");
    add_days(app, "--warn", "Fewer days left are a warning; monitor.certificate_days without",
             options.warn);
    add_days(app, "--critical", "Fewer days left are critical; 7 without", options.critical);
    app.add_option("--ca", options.authorities,
                   "Trust the authorities of this PEM file instead of the system's")
        ->type_name("FILE")
        ->check(not_empty, "");
}

} // namespace deploy::cli
