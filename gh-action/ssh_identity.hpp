// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

#include <deploy/remote.hpp>
#include <filesystem>

namespace deploy::action {

/// The key and the known hosts as files that only this process reads, in memory where there is room
/// (/dev/shm); gone with it. OpenSSH does not look at HOME: both are named to it.
class SshIdentity {
public:
    /// Mends what secrets suffer in forms (CRLF, no final line end, Base64) and proves the key with
    /// ssh-keygen. `invalid_input` says what is wrong with it, never a part of it; `precondition`:
    /// OpenSSH cannot be used here.
    static Result<SshIdentity> create(const Inputs& inputs);

    /// How ssh reaches the server with it.
    [[nodiscard]] SshSettings settings() const;

    SshIdentity(SshIdentity&& other) noexcept;
    SshIdentity& operator=(SshIdentity&&) = delete;
    ~SshIdentity();

private:
    SshIdentity(std::filesystem::path folder, const Inputs& inputs);

    std::filesystem::path folder_;
    std::string destination_;
    std::uint16_t port_;
    std::chrono::seconds patience_;
};

/// The key as OpenSSH reads it.
[[nodiscard]] std::string mended_key(std::string_view key);

/// The lines of known_hosts: each as it is where it has a host, with the server's name before it
/// where it is a key alone.
[[nodiscard]] std::string mended_known_hosts(const Inputs& inputs);

} // namespace deploy::action
