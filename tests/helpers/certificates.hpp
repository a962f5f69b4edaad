// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace deploy::test {

/// Where a certificate and its key are, both PEM.
struct Identity {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// A certificate to make.
struct CertificateWish {
    std::string name;                 ///< Of the files, and the common name.
    std::vector<std::string> hosts{}; ///< None: it is an authority.
    std::chrono::hours from{-24};     ///< Beginning and end, seen from now.
    std::chrono::hours until{24 * 60};
    const Identity* issuer = nullptr; ///< Nobody: it signs itself.
};

/// Makes key and certificate in the folder: `NAME.pem` and `NAME.key`.
Identity make_certificate(const std::filesystem::path& folder, const CertificateWish& wish);

} // namespace deploy::test
