// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <deploy/result.hpp>
#include <deploy/route.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The content of the one regular file in a tar archive, as the engine's archive call gives it;
/// `corrupt` when the archive is cut short or malformed, `precondition` when it holds no file.
Result<std::string> file_in_tar(std::string_view archive);

/// The route of `service` in kamal-proxy's state file; nothing where the file does not know it.
/// Reads the form of 0.9 and that of 0.8 and before. `Route::options` is
/// `{"options": …, "target_options": …}`, whole. `corrupt` when the file is none of that, which
/// also happens for a moment while the proxy writes it.
Result<std::optional<Route>> route_from_state(std::string_view state, std::string_view service);

/// Where the state file can be, likeliest first. `configured` stands alone when it is not empty;
/// `config` is the `Config` object of the proxy's container.
[[nodiscard]] std::vector<std::string> state_file_candidates(std::string_view configured,
                                                             const boost::json::object& config);

/// Whether the table of `kamal-proxy list` names the service; `corrupt` when it is no such table.
Result<bool> list_names_service(std::string_view table, std::string_view service);

} // namespace deploy
