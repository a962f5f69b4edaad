// SPDX-License-Identifier: MIT
#pragma once
#include "support/handle.hpp"

#include <deploy/result.hpp>
#include <filesystem>
#include <openssl/x509.h>
#include <string>
#include <vector>

namespace deploy {

using X509Handle = Handle<X509, X509_free>;

/// Why clients that trust the authorities (a PEM file; empty: the system's) do not trust a server
/// with this chain, its own first; empty where they do. The dates and names of the server's own
/// certificate are not looked at; those of its issuers are.
Result<std::string> why_distrusted(const std::vector<X509Handle>& chain,
                                   const std::filesystem::path& authorities);

} // namespace deploy
