// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/alarm.hpp>
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// One way in which an alarm reaches people. Best effort: a try is bounded to 20 s and never
/// throws; an Error holds no secret.
class AlarmWay {
public:
    virtual ~AlarmWay() = default;

    /// `mail to ops@psytech.jp`
    [[nodiscard]] virtual std::string name() const = 0;
    /// Why it reaches nobody, as far as is known without a try.
    [[nodiscard]] virtual std::optional<Error> obstacle() const { return std::nullopt; }
    /// Success: the other side has taken it over.
    virtual Result<> tell(const AlarmMessage& message, std::stop_token stop) = 0;
};
using AlarmWays = std::vector<std::unique_ptr<AlarmWay>>;

/// How mail is handed over, and to whom.
struct MailSettings {
    enum class Security : std::uint8_t {
        none,     ///< In the clear; nobody logs in.
        starttls, ///< Begins in the clear; goes on only if TLS can be had.
        tls,
    };

    std::string server;
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::string user{}; ///< Empty: no login.
    std::string password{};
    std::filesystem::path authorities{}; ///< PEM, trusted instead of the system's; empty: those.
    std::string from{};
    std::string to{};
};

/// Mail to one address through an SMTP server, whose certificate is verified. A wrong password, an
/// address that is not taken and a server that is not trusted are `refused`.
std::unique_ptr<AlarmWay> make_mail_alarm(MailSettings settings);
/// A Slack incoming webhook.
std::unique_ptr<AlarmWay> make_slack_alarm(std::string webhook);

/// All ways of the configuration, one for each address. A secret that cannot be read is a way that
/// always fails, so that it is told. `invalid_input` where mail is wanted and something is missing.
Result<AlarmWays> alarm_ways_for(const Config& config);

} // namespace deploy
