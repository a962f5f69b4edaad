// SPDX-License-Identifier: MIT
#pragma once
#include "core/schedule_jobs.hpp"
#include <map>
#include <string>
#include <string_view>

namespace deploy {

/// Where the administrator's units are.
inline constexpr std::string_view units_folder = "/etc/systemd/system";

/// `psyfit-deploy-<service>-<job>`; its files end in `.service` and `.timer`.
[[nodiscard]] std::string unit_name(std::string_view service, std::string_view job);

/// The two files of a job by name.
[[nodiscard]] std::map<std::string, std::string> units_of(const Job& job, const Config& config);

/// Whether this program wrote that file for the service.
[[nodiscard]] bool is_unit_of(std::string_view text, std::string_view service);

/// A word as `ExecStart=` reads it back.
[[nodiscard]] std::string systemd_word(const std::string& word);

} // namespace deploy
