// SPDX-License-Identifier: MIT
#include "core/mail_message.hpp"
#include "support/curl_transfer.hpp"

#include <cstring>
#include <deploy/alarm_way.hpp>
#include <deploy/redaction.hpp>
#include <deploy/run_log.hpp>

namespace deploy {
namespace {

using Security = MailSettings::Security;
using Recipients = Handle<curl_slist, curl_slist_free_all>;

constexpr long whole_limit_ms = 20'000;

/// What is left to send.
struct Sending {
    std::string_view rest;
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* context) {
    auto& rest = static_cast<Sending*>(context)->rest;
    const auto taken = std::min(size * count, rest.size());
    std::memcpy(buffer, rest.data(), taken);
    rest.remove_prefix(taken);
    return taken;
}

void set_security(CURL* curl, const MailSettings& settings) {
    if (settings.security == Security::starttls)
        curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!settings.authorities.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings.authorities.c_str());
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
    // A password never travels in the clear.
    if (settings.security != Security::none && !settings.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
    }
}

void set_options(CURL* curl, const MailSettings& settings, Sending& sending) {
    const auto* const scheme = settings.security == Security::tls ? "smtps" : "smtp";
    const auto url =
        std::string{scheme} + "://" + settings.server + ":" + std::to_string(settings.port);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, scheme);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, whole_limit_ms);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &sending);
    set_security(curl, settings);
}

/// Names the server; never what was sent to it.
Error not_taken(std::optional<CURLcode> ended, const MailSettings& settings,
                std::string_view detail) {
    const auto who = settings.server + ":" + std::to_string(settings.port);
    const auto words =
        neutralise(detail.empty() ? curl_easy_strerror(ended.value_or(CURLE_OK)) : detail);
    if (!ended)
        return {Errc::cancelled, who + ": stopped"};
    switch (static_cast<int>(*ended)) {
    case CURLE_LOGIN_DENIED:
        return {Errc::refused, who + " refuses the login of '" + settings.user + "'",
                "check `mail.user` and the file of `mail.password_file`"};
    case CURLE_USE_SSL_FAILED:
        return {Errc::refused, who + " offers no TLS, without which nothing is sent: " + words};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return {Errc::refused, who + " is not trusted: " + words};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return {Errc::unreachable, who + " does not answer: " + words};
    case CURLE_OPERATION_TIMEDOUT: return {Errc::timed_out, who + " does not answer within 20 s"};
    default: return {Errc::refused, who + " does not take the mail: " + words};
    }
}

class MailAlarm final : public AlarmWay {
public:
    explicit MailAlarm(MailSettings settings) : settings_{std::move(settings)} {}

    [[nodiscard]] std::string name() const override { return "mail to " + settings_.to; }

    Result<> tell(const AlarmMessage& message, std::stop_token stop) override {
        const auto text = to_text(mail_of(message));
        CurlTransfer transfer;
        Sending sending{text};
        std::string detail(CURL_ERROR_SIZE, '\0');
        const Recipients to{curl_slist_append(nullptr, ("<" + settings_.to + ">").c_str())};
        auto* const curl = transfer.easy();
        set_options(curl, settings_, sending);
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + settings_.from + ">").c_str());
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.get());
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
        const auto ended = transfer.perform(stop);
        if (ended == CURLE_OK)
            return {};
        // The buffer is longer than the text that curl left in it.
        return not_taken(ended, settings_,
                         detail.c_str()); // NOLINT(readability-redundant-string-cstr)
    }

private:
    [[nodiscard]] MailMessage mail_of(const AlarmMessage& message) const {
        MailMessage mail{.from = settings_.from,
                         .to = settings_.to,
                         .subject = message.subject,
                         .body = {},
                         .id = "psyfit-deploy." + new_run_id(),
                         .date = std::chrono::system_clock::now()};
        for (const auto& line : message.lines)
            mail.body += neutralise(line) + "\n";
        return mail;
    }

    MailSettings settings_;
};

} // namespace

std::unique_ptr<AlarmWay> make_mail_alarm(MailSettings settings) {
    return std::make_unique<MailAlarm>(std::move(settings));
}

} // namespace deploy
