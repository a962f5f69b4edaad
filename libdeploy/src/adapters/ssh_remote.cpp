// SPDX-License-Identifier: MIT
#include "adapters/program_call.hpp"
#include "adapters/ssh_failure.hpp"

#include <deploy/remote.hpp>
#include <deploy/shell_words.hpp>
#include <utility>

namespace deploy {
namespace {

constexpr int failed_itself = 255; ///< What ssh exits with where it is not the program's own code.
constexpr int not_found = 127;     ///< Of the shell there.
constexpr int most_unanswered = 3; ///< Questions whether the peer is still there.

std::vector<std::string> option(std::string value) { return {"-o", std::move(value)}; }

std::vector<std::string> ssh_arguments(const SshSettings& settings) {
    std::vector<std::string> out{"-T"};
    const auto add = [&](std::vector<std::string> words) {
        out.insert(out.end(), words.begin(), words.end());
    };
    if (!settings.configuration.empty())
        add({"-F", settings.configuration.string()});
    if (settings.port)
        add({"-p", std::to_string(*settings.port)});
    if (!settings.key.empty()) {
        add({"-i", settings.key.string()});
        add(option("IdentitiesOnly=yes"));
        add(option("IdentityAgent=none"));
    }
    if (!settings.known_hosts.empty()) {
        add(option("UserKnownHostsFile=" + settings.known_hosts.string()));
        add(option("GlobalKnownHostsFile=/dev/null"));
        add(option("StrictHostKeyChecking=yes"));
    }
    if (settings.batch)
        add(option("BatchMode=yes"));
    add(option("ConnectTimeout=" + std::to_string(settings.connect_timeout.count())));
    add(option("ServerAliveInterval=" +
               std::to_string(settings.silence.count() / most_unanswered)));
    add(option("ServerAliveCountMax=" + std::to_string(most_unanswered)));
    add(option("Compression=no"));
    add({"--", settings.destination});
    return out;
}

class SshRemote final : public Remote {
public:
    explicit SshRemote(const SshSettings& settings) : settings_{settings} {}

    Result<int> call(const RemoteCall& call) override {
        auto words = settings_.program;
        words.insert(words.end(), call.words.begin(), call.words.end());
        SshComplaints complaints;
        Command command{.program = "ssh", .arguments = ssh_arguments(settings_)};
        command.arguments.push_back(shell_line(words));
        command.error_line = [&](std::string_view line) {
            if (!complaints.take(line))
                call.error_line(line);
        };
        const auto code = run_call(std::move(command), call);
        if (!code && code.error().is(Errc::not_found))
            return Error{Errc::precondition,
                         "there is no OpenSSH client here: " + code.error().message,
                         "apt-get install openssh-client"};
        if (!code && code.error().is(Errc::unknown_outcome))
            return Error{Errc::unknown_outcome, name() + " did not answer in time"};
        if (!code)
            return code.error();
        if (*code == failed_itself)
            return complaints.failure(name(), by_hand());
        if (*code == not_found)
            return Error{Errc::precondition,
                         "there is no " + settings_.program.front() + " on " + name() +
                             ", or not in the PATH of ssh's commands",
                         "install it there, or link it to /usr/local/bin"};
        return code;
    }

    [[nodiscard]] std::string name() const override { return settings_.destination; }

private:
    /// The same connection, for a person who looks what is wrong with it.
    [[nodiscard]] std::string by_hand() const {
        std::vector<std::string> words{"ssh", "-v"};
        if (settings_.port)
            words.insert(words.end(), {"-p", std::to_string(*settings_.port)});
        words.insert(words.end(), {settings_.destination, "true"});
        return shell_line(words);
    }

    SshSettings settings_;
};

} // namespace

std::unique_ptr<Remote> make_ssh_remote(const SshSettings& settings) {
    return std::make_unique<SshRemote>(settings);
}

} // namespace deploy
