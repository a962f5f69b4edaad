// SPDX-License-Identifier: MIT
#include "adapters/git_credentials.hpp"
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <pwd.h>
#include <unistd.h>

namespace deploy::git {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

void split_port(std::string_view text, RemoteAddress& address) {
    // The colons of a bracketed IPv6 address separate no port.
    const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    const auto colon = text.find(':', bracket == text.npos ? 0 : bracket);
    address.host = text.substr(0, colon);
    if (bracket != text.npos)
        address.host = text.substr(1, bracket - 1);
    if (colon != text.npos)
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), address.port);
}

void split_userinfo(std::string_view& authority, RemoteAddress& address) {
    const auto at = authority.rfind('@');
    if (at == authority.npos)
        return;
    const auto userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    const auto colon = userinfo.find(':');
    address.user = userinfo.substr(0, colon);
    if (colon != userinfo.npos)
        address.password = userinfo.substr(colon + 1);
}

std::uint16_t default_port(std::string_view scheme) {
    if (scheme == "ssh")
        return 22;
    return scheme == "https" ? 443 : 80;
}

bool loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

} // namespace

RemoteAddress parse_remote_url(std::string_view url) {
    RemoteAddress address;
    const auto scheme = url.find("://");
    if (scheme == url.npos) {
        // `user@host:path`; a path has a slash before its first colon.
        const auto colon = url.find(':');
        address.scheme = colon == url.npos || url.find('/') < colon ? "file" : "ssh";
        auto authority = url.substr(0, colon);
        split_userinfo(authority, address);
        address.host = authority;
    } else {
        address.scheme = url.substr(0, scheme);
        auto authority = url.substr(scheme + 3);
        authority = authority.substr(0, authority.find('/'));
        split_userinfo(authority, address);
        split_port(authority, address);
    }
    if (address.scheme == "git+ssh" || address.scheme == "ssh+git")
        address.scheme = "ssh";
    if (address.port == 0)
        address.port = default_port(address.scheme);
    return address;
}

std::string shown_url(std::string_view url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == url.npos ? url.size() : scheme + 3;
    const auto sign = url.substr(0, url.find('/', begin)).rfind('@');
    if (sign == url.npos || sign <= begin)
        return std::string{url};
    return std::string{url.substr(0, begin)}.append("***").append(url.substr(sign));
}

fs::path home_directory() {
    if (auto home = variable("HOME"); !home.empty())
        return home;
    const auto* entry = ::getpwuid(::geteuid());
    return entry == nullptr ? fs::path{"/root"} : fs::path{entry->pw_dir};
}

Result<Credentials> Credentials::find(const Config::Source& config, const RemoteAddress& address) {
    Credentials found;
    found.address_ = address;
    Result<> looked;
    if (address.scheme == "ssh")
        looked = found.find_keys(config);
    else if (address.scheme == "https" || address.scheme == "http")
        looked = found.find_token(config);
    if (!looked)
        return looked.error();
    return found;
}

Result<> Credentials::find_token(const Config::Source& config) {
    if (config.token_file.empty()) {
        token_ = variable("GIT_TOKEN");
        token_source_ = "the variable GIT_TOKEN";
        return {};
    }
    token_source_ = config.token_file.string();
    std::ifstream file{config.token_file, std::ios::binary};
    token_.assign(std::istreambuf_iterator<char>{file}, {});
    if (token_.ends_with('\n'))
        token_.pop_back();
    if (token_.ends_with('\r'))
        token_.pop_back();
    if (token_.empty())
        return Error{Errc::precondition, "the token file " + token_source_ + " is missing or empty",
                     "write a token that may read the repository to " + token_source_};
    return {};
}

Result<> Credentials::find_keys(const Config::Source& config) {
    std::error_code ignored;
    if (!config.ssh_key.empty()) {
        if (!fs::is_regular_file(config.ssh_key, ignored))
            return Error{Errc::precondition, "there is no ssh key at " + config.ssh_key.string(),
                         "ssh-keygen -t ed25519 -N '' -f " + config.ssh_key.string()};
        keys_.push_back(config.ssh_key);
        return {};
    }
    agent_ = !variable("SSH_AUTH_SOCK").empty();
    for (const char* name : {"id_ed25519", "id_ecdsa", "id_rsa"})
        if (auto key = home_directory() / ".ssh" / name; fs::is_regular_file(key, ignored))
            keys_.push_back(std::move(key));
    return {};
}

int Credentials::next(git_credential** out, const char* user_from_url, unsigned allowed) {
    const char* user = user_from_url == nullptr ? "" : user_from_url;
    if ((allowed & GIT_CREDENTIAL_USERNAME) != 0)
        return git_credential_username_new(out, "git");
    if ((allowed & GIT_CREDENTIAL_SSH_KEY) != 0)
        return next_key(out, user);
    // A token in clear text over a network is a token lost; on this host it is not.
    const bool safe = address_.scheme == "https" || loopback(address_.host);
    if ((allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) == 0 || token_.empty() || token_offered_ ||
        !safe)
        return GIT_EAUTH;
    token_offered_ = true;
    return git_credential_userpass_plaintext_new(out, *user == '\0' ? "x-access-token" : user,
                                                 token_.c_str());
}

int Credentials::next_key(git_credential** out, const char* user) {
    if (agent_) {
        agent_ = false;
        offered_.emplace_back("those of the ssh agent");
        return git_credential_ssh_key_from_agent(out, user);
    }
    if (next_key_ == keys_.size())
        return GIT_EAUTH;
    const auto& key = keys_[next_key_++];
    offered_.push_back(key.string());
    return git_credential_ssh_key_new(out, user, nullptr, key.c_str(), nullptr);
}

Error Credentials::token_refusal(std::string_view url) const {
    const auto remote = shown_url(url);
    if (address_.scheme == "http" && !token_.empty() && !token_offered_)
        return {Errc::refused, remote + " wants a token, which is not sent over unencrypted http",
                "use an https remote: git remote set-url origin https://…"};
    if (token_offered_)
        return {Errc::refused, remote + " refuses the token from " + token_source_,
                "put a token that may read the repository into " + token_source_};
    if (!address_.password.empty())
        return {Errc::refused, remote + " refuses the password in the remote's URL",
                "git remote set-url origin <URL without password>, and set GIT_TOKEN"};
    return {Errc::refused, remote + " wants a token and none is given",
            "set source.token_file, or the variable GIT_TOKEN, to a token that may read it"};
}

Error Credentials::refusal(std::string_view url) const {
    if (address_.scheme != "ssh")
        return token_refusal(url);
    const auto remote = shown_url(url);
    if (offered_.empty())
        return {Errc::refused, remote + " wants an ssh key and there is none to offer",
                "set source.ssh_key, or: ssh-keygen -t ed25519, and register its public part"};
    std::string keys;
    for (const auto& key : offered_)
        keys += (keys.empty() ? "" : ", ") + key;
    return {Errc::refused, remote + " refuses the ssh keys offered: " + keys,
            "register the public part of an ed25519 key without passphrase (RSA keys would be "
            "used with SHA-1, which servers refuse), then: " +
                try_command()};
}

std::string Credentials::try_command() const {
    return "ssh -T -p " + std::to_string(address_.port) +
           (keys_.size() == 1 ? " -i " + keys_.front().string() : "") + " " +
           (address_.user.empty() ? "git" : address_.user) + "@" + address_.host;
}

} // namespace deploy::git
