// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/certificates.hpp"
#include "helpers/program.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace deploy::test {

/// A mail as a real SMTP server took it over.
struct ReceivedMail {
    std::string from;
    std::vector<std::string> to;
    bool tls = false;
    std::string login; ///< Empty: nobody logged in.
    std::string text;  ///< Headers and body, as sent.
};

/// A real SMTP server (aiosmtpd) on loopback. It refuses addresses that begin with `refused`.
class MailServer {
public:
    /// `security` is none, starttls or tls; a `password` has it want a login as `apikey`.
    MailServer(const std::filesystem::path& folder, const std::string& security,
               const std::string& password = {});

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// PEM of its own certificate, which signs itself and is for `localhost`.
    [[nodiscard]] std::filesystem::path authorities() const { return identity_.certificate; }
    /// All that it took over, in their order.
    [[nodiscard]] std::vector<ReceivedMail> mails() const;

private:
    std::filesystem::path folder_;
    Identity identity_;
    std::uint16_t port_ = 0;
    Program server_;
};

/// The value of a header, continuation lines unfolded; empty where there is none.
[[nodiscard]] std::string header_of(const ReceivedMail& mail, const std::string& name);

} // namespace deploy::test
