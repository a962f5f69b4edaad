// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace deploy {

/// The id of the deployment that is to turn back, in a file of the state directory: it crosses
/// users, terminals and process namespaces, which a signal does not.
class AbortRequest {
public:
    explicit AbortRequest(std::filesystem::path file) : file_{std::move(file)} {}

    /// Leaves the request, in place of any earlier one. Readers see all of it or nothing.
    [[nodiscard]] Result<> place(std::string_view id) const;
    /// The id that was asked for; empty where nothing was, or where the file cannot be trusted.
    [[nodiscard]] std::string read() const;
    /// Takes the request back; none is success.
    void remove() const;

private:
    std::filesystem::path file_;
};

/// Looks for a request ten times a second, in a thread of its own, until it is destroyed.
class AbortWatch {
public:
    /// Calls `arrived` with the id of each request found, from that thread; where it answers true,
    /// the request is taken back.
    AbortWatch(AbortRequest request, std::function<bool(const std::string& id)> arrived);

private:
    std::jthread thread_;
};

} // namespace deploy
