// SPDX-License-Identifier: MIT
#include "operations/file_secret.hpp"

#include <deploy/alarm_way.hpp>

namespace deploy {
namespace {

/// A way whose secret is not to be had.
class ClosedWay final : public AlarmWay {
public:
    ClosedWay(std::string name, const std::filesystem::path& secret)
        : name_{std::move(name)},
          error_{Errc::precondition, secret.string() + " cannot be read, or is empty",
                 "make the file, readable by the user that runs the monitor"} {}
    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] std::optional<Error> obstacle() const override { return error_; }
    Result<> tell(const AlarmMessage&, std::stop_token) override { return error_; }

private:
    std::string name_;
    Error error_;
};

Error missing(std::string_view key) {
    return {Errc::invalid_input,
            "`mail.to` wants alarms mailed, and `" + std::string{key} + "` is empty",
            "set `" + std::string{key} + "`, or empty `mail.to`"};
}

MailSettings::Security security_of(const Config::Mail& mail) {
    if (mail.security == "none")
        return MailSettings::Security::none;
    return mail.security == "tls" ? MailSettings::Security::tls : MailSettings::Security::starttls;
}

Result<> add_mail(AlarmWays& ways, const Config::Mail& mail) {
    if (mail.to.empty())
        return {};
    MailSettings settings{.server = mail.server,
                          .port = mail.port,
                          .security = security_of(mail),
                          .user = mail.user,
                          .from = mail.from};
    if (mail.from.empty())
        return missing("mail.from");
    const bool login = !mail.user.empty() && settings.security != MailSettings::Security::none;
    if (login && mail.password_file.empty())
        return missing("mail.password_file");
    const auto password = login ? file_secret(mail.password_file) : Result<std::string>{""};
    settings.password = password ? *password : std::string{};
    for (const auto& address : mail.to) {
        settings.to = address;
        if (password)
            ways.push_back(make_mail_alarm(settings));
        else
            ways.push_back(std::make_unique<ClosedWay>("mail to " + address, mail.password_file));
    }
    return {};
}

} // namespace

Result<AlarmWays> alarm_ways_for(const Config& config) {
    AlarmWays ways;
    if (auto added = add_mail(ways, config.mail); !added)
        return added.error();
    const auto& slack = config.monitor.slack_webhook_file.empty()
                            ? config.notify.slack_webhook_file
                            : config.monitor.slack_webhook_file;
    if (slack.empty())
        return ways;
    if (auto webhook = file_secret(slack))
        ways.push_back(make_slack_alarm(std::move(*webhook)));
    else
        ways.push_back(std::make_unique<ClosedWay>("Slack", slack));
    return ways;
}

} // namespace deploy
