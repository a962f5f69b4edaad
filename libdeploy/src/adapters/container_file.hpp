// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/durable_file.hpp"
#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>

namespace deploy {

/// The files of a running container, read straight through the kernel's view of its root, which
/// takes the engine's archive call thirty times as long. It belongs to the container's first
/// process: after a restart it gives nothing any more.
class ContainerRoot {
public:
    /// Nothing where that view cannot be had (not root, engine on another host or in another
    /// process namespace): then ask the engine. `container` is the engine's description of it.
    static std::optional<ContainerRoot> open(const boost::json::object& container);

    /// Whether the container still runs as it did when this was opened.
    [[nodiscard]] bool alive() const;
    /// The content of an ordinary file; nothing where it cannot be read, or is longer than `limit`
    /// bytes. Links lead nowhere outside the container.
    [[nodiscard]] std::optional<std::string> read(const std::string& path, std::size_t limit) const;

private:
    ContainerRoot(FileDescriptor process, FileDescriptor root)
        : process_{std::move(process)}, root_{std::move(root)} {}

    FileDescriptor process_;
    FileDescriptor root_;
};

} // namespace deploy
