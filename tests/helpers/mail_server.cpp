// SPDX-License-Identifier: MIT
#include "helpers/mail_server.hpp"

#include <boost/json/parse.hpp>
#include <stdexcept>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

Program started(const fs::path& folder, const std::string& security, const std::string& password) {
    if (!password.empty())
        write_file(folder / "password", password);
    return Program{{"/usr/bin/python3", DEPLOY_TEST_SMTP_SERVER, folder.string(), security}};
}

} // namespace

MailServer::MailServer(const fs::path& folder, const std::string& security,
                       const std::string& password)
    : folder_{folder},
      identity_{make_certificate(folder, {.name = "server", .hosts = {"localhost"}})},
      server_{started(folder, security, password)} {
    while (!server_.out().ends_with('\n')) // its port, once it listens
        if (server_.wait(std::chrono::milliseconds{5}))
            throw std::runtime_error{"the SMTP server ended: " + server_.err()};
    port_ = static_cast<std::uint16_t>(std::stoi(server_.out()));
}

std::vector<ReceivedMail> MailServer::mails() const {
    std::vector<ReceivedMail> out;
    for (int number = 1;; ++number) {
        const auto file = folder_ / (std::to_string(number) + ".json");
        if (!fs::exists(file))
            return out;
        const auto kept = boost::json::parse(read_file(file)).as_object();
        ReceivedMail mail{.from = kept.at("from").as_string().c_str(),
                          .to = {},
                          .tls = kept.at("tls").as_bool(),
                          .login = kept.at("login").as_string().c_str(),
                          .text = kept.at("text").as_string().c_str()};
        for (const auto& each : kept.at("to").as_array())
            mail.to.emplace_back(each.as_string().c_str());
        out.push_back(std::move(mail));
    }
}

std::string header_of(const ReceivedMail& mail, const std::string& name) {
    const auto headers = "\r\n" + mail.text.substr(0, mail.text.find("\r\n\r\n")) + "\r\n";
    auto at = headers.find("\r\n" + name + ": ");
    if (at == std::string::npos)
        return {};
    at += name.size() + 4;
    std::string out;
    for (;;) {
        const auto end = headers.find("\r\n", at);
        out += headers.substr(at, end - at);
        if (headers.compare(end + 2, 1, " ") != 0)
            return out;
        at = end + 2;
    }
}

} // namespace deploy::test
