// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/certificate.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace deploy {

/// Reads a chain, each member PEM, the server's own first, and finds out whether it is for `host`
/// and whether the authorities (PEM; empty: the system's) vouch for it. A member that cannot be
/// read is `corrupt`; a file of authorities that cannot be, `invalid_input`.
Result<ServedCertificate> read_chain(const std::vector<std::string>& chain, const std::string& host,
                                     const std::filesystem::path& authorities);

} // namespace deploy
