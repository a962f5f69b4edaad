// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>

namespace deploy {

/// The content of a file of a running container, read straight through the kernel's view of its
/// root, which takes the engine's archive call thirty times as long. Links lead nowhere outside the
/// container. Nothing where that view cannot be had (not root, engine on another host or in another
/// process namespace) or the file cannot be read: then ask the engine. `container` is the engine's
/// description of it.
[[nodiscard]] std::optional<std::string> read_container_file(const boost::json::object& container,
                                                             const std::string& path,
                                                             std::size_t limit);

} // namespace deploy
