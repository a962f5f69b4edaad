// SPDX-License-Identifier: MIT
// Alarms by mail, through a real SMTP server with STARTTLS, TLS and a login.
#include "helpers/git_servers.hpp"
#include "helpers/mail_server.hpp"
#include "helpers/result_text.hpp"

#include <deploy/alarm_way.hpp>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

constexpr auto password = "SG.canary-of-the-password";

struct Mailing {
    TemporaryFolder folder;
    MailServer server;
    MailSettings settings;

    explicit Mailing(MailSettings::Security security = MailSettings::Security::starttls,
                     const std::string& wanted = password)
        : server{folder.path(),
                 security == MailSettings::Security::none  ? "none"
                 : security == MailSettings::Security::tls ? "tls"
                                                           : "starttls",
                 wanted},
          settings{.server = "localhost",
                   .port = server.port(),
                   .security = security,
                   .user = "apikey",
                   .password = password,
                   .authorities = server.authorities(),
                   .from = "monitor@psytech.jp",
                   .to = "ops@psytech.jp"} {}

    [[nodiscard]] Result<> tell(const AlarmMessage& message = {
                                    .subject = "psyfit-web on server: DOWN disk",
                                    .lines = {"DOWN  disk (for 10 min): / is 95 % full"}}) const {
        return make_mail_alarm(settings)->tell(message, {});
    }
};

} // namespace

TEST_CASE("an alarm arrives through STARTTLS and a login, as mail ought to be") {
    const Mailing on;

    REQUIRE(on.tell());

    const auto mails = on.server.mails();
    REQUIRE(mails.size() == 1);
    const auto& mail = mails[0];
    CHECK(mail.tls);
    CHECK(mail.login == "apikey");
    CHECK(mail.from == "monitor@psytech.jp");
    CHECK(mail.to == std::vector<std::string>{"ops@psytech.jp"});
    CHECK(header_of(mail, "From") == "monitor@psytech.jp");
    CHECK(header_of(mail, "To") == "ops@psytech.jp");
    CHECK(header_of(mail, "Subject") == "psyfit-web on server: DOWN disk");
    CHECK(header_of(mail, "Date").ends_with(" +0000"));
    CHECK(header_of(mail, "Message-ID").starts_with("<psyfit-deploy."));
    CHECK(header_of(mail, "Message-ID").ends_with("@psytech.jp>"));
    CHECK(header_of(mail, "MIME-Version") == "1.0");
    CHECK(header_of(mail, "Content-Type") == "text/plain; charset=utf-8");
    CHECK_MESSAGE(mail.text.find(password) == std::string::npos, "no secret is in a mail");
}

TEST_CASE("letters of any language arrive, read by another program's reader of mail") {
    const Mailing on;
    const std::string subject =
        "psyfit-web: DOWN \xE3\x83\x87\xE3\x82\xA3\xE3\x82\xB9\xE3\x82\xAF\xE3\x81\xAE\xE7\xA9\xBA"
        "\xE3\x81\x8D\xE5\xAE\xB9\xE9\x87\x8F\xE3\x81\x8C\xE8\xB6\xB3\xE3\x82\x8A\xE3\x81\xBE"
        "\xE3\x81\x9B\xE3\x82\x93\xE3\x80\x82\xE2\x80\x94 \xC3\xA9\xC3\xBC";
    REQUIRE(on.tell({.subject = subject, .lines = {"\xC3\xA9tat", ".", "a line with a dot"}}));

    write_file(on.folder.path() / "mail", on.server.mails().at(0).text);
    const auto read =
        output_of({"/usr/bin/python3", "-c",
                   "import email, email.policy, sys\n"
                   "m = email.message_from_binary_file(open(sys.argv[1], 'rb'), "
                   "policy=email.policy.default)\n"
                   "sys.stdout.buffer.write((m['subject'] + '\\n' + m.get_content()).encode())\n",
                   (on.folder.path() / "mail").string()});

    CHECK(read == subject + "\n\xC3\xA9tat\n.\na line with a dot");
}

TEST_CASE("text from outside begins no header and no second mail") {
    const Mailing on;

    REQUIRE(on.tell({.subject = "DOWN\r\nBcc: all@elsewhere.example",
                     .lines = {"one\r\n.\r\nMAIL FROM:<x@y>\r\n", "two"}}));

    const auto mails = on.server.mails();
    REQUIRE(mails.size() == 1);
    CHECK(header_of(mails[0], "Bcc").empty());
    CHECK(mails[0].to.size() == 1);
}

TEST_CASE("TLS from the first byte, and none at all, which logs nobody in") {
    const Mailing tls{MailSettings::Security::tls};
    CHECK(tls.tell());
    CHECK(tls.server.mails().at(0).tls);
    CHECK(tls.server.mails().at(0).login == "apikey");

    const Mailing plain{MailSettings::Security::none, ""};
    CHECK(plain.tell());
    CHECK_FALSE(plain.server.mails().at(0).tls);
    CHECK(plain.server.mails().at(0).login.empty());
}

TEST_CASE("a wrong password, an address that is not taken, a server away: each is told as it is") {
    Mailing on;
    on.settings.password = "SG.another";
    const auto wrong = on.tell();
    CHECK(wrong.error().is(Errc::refused));
    CHECK(wrong.error().message.ends_with("refuses the login of 'apikey'"));
    CHECK(wrong.error().message.find("SG.") == std::string::npos);

    on.settings.password = password;
    on.settings.to = "refused@psytech.jp";
    const auto refused = on.tell();
    CHECK(refused.error().is(Errc::refused));
    CHECK(refused.error().message.find("550") != std::string::npos);

    on.settings.to = "ops@psytech.jp";
    on.settings.port = Listener{}.port();
    CHECK(on.tell().error().is(Errc::unreachable));
    CHECK(on.server.mails().empty());
}

TEST_CASE("nothing is sent to a server that is not trusted or offers no TLS") {
    Mailing on;
    on.settings.authorities.clear();
    CHECK(on.tell().error().message.find("is not trusted") != std::string::npos);

    const Mailing plain{MailSettings::Security::none, ""};
    on.settings.port = plain.server.port();
    const auto open = on.tell();
    CHECK(open.error().message.find("offers no TLS") != std::string::npos);
    CHECK(on.server.mails().empty());
    CHECK(plain.server.mails().empty());
}
