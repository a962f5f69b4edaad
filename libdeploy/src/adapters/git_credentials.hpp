// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <git2.h>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::git {

/// Where a remote is.
struct RemoteAddress {
    std::string scheme; ///< `https`, `http`, `ssh`, `file` …; `ssh` for `user@host:path`.
    std::string host{};
    std::uint16_t port = 0;
    std::string user{};     ///< As the URL has it; secret when there is a password.
    std::string password{}; ///< As the URL has it, still percent-encoded. Secret.
};
[[nodiscard]] RemoteAddress parse_remote_url(std::string_view url);

/// The URL as it may be shown: user and password masked, whatever bytes they have.
[[nodiscard]] std::string shown_url(std::string_view url);

/// The home directory of the user who runs this: HOME, else from the user database.
[[nodiscard]] std::filesystem::path home_directory();

/// The ways to prove who we are to one remote; each is offered once, then the answer is no. Never
/// asks a person.
class Credentials {
public:
    /// `precondition` where the configuration names a key or token file that cannot be read.
    static Result<Credentials> find(const Config::Source& config, const RemoteAddress& address);

    /// For libgit2's credentials callback: the next way; GIT_EAUTH when none is left.
    int next(git_credential** out, const char* user_from_url, unsigned allowed);

    /// Why the remote said no, once it has.
    [[nodiscard]] Error refusal(std::string_view url) const;
    /// Empty where there is none.
    [[nodiscard]] const std::string& token() const { return token_; }

private:
    Result<> find_token(const Config::Source& config);
    Result<> find_keys(const Config::Source& config);
    int next_key(git_credential** out, const char* user);
    [[nodiscard]] Error token_refusal(std::string_view url) const;
    [[nodiscard]] std::string try_command() const; ///< The same connection by the ssh client.

    RemoteAddress address_;
    std::string token_;
    std::string token_source_;
    bool token_offered_ = false;
    bool agent_ = false; // still to be offered
    std::vector<std::filesystem::path> keys_;
    std::size_t next_key_ = 0;
    std::vector<std::string> offered_;
};

} // namespace deploy::git
