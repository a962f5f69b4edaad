// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <vector>

namespace deploy::test {

/// The engine that the docker client would ask, without a program started for each question: at the
/// unix socket of DOCKER_HOST, else at the usual one. All of it throws where the engine refuses or
/// does not answer, but for what is not there.
namespace engine_api {

/// The answer to a GET; nothing for what the engine does not know.
[[nodiscard]] std::optional<boost::json::value> get(const std::string& path);
/// Removes it; not there is success.
void remove(const std::string& path);
/// `{"KEY":["VALUE"]}`, ready for a query.
[[nodiscard]] std::string filter(const std::string& key, const std::string& value);

/// A container, as the engine lists it.
struct Container {
    std::string id; ///< Full.
    std::string name;
    std::string status;  ///< created, running, restarting, exited, …
    std::string address; ///< "-" where it has none.
    std::string revision;
    std::vector<std::string> marks; ///< What tells whose it is: names, networks, two labels.
};
/// All of them, the newest first.
[[nodiscard]] std::vector<Container> containers();

} // namespace engine_api
} // namespace deploy::test
