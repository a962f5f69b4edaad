// SPDX-License-Identifier: MIT
#include "inputs.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <deploy/environment.hpp>
#include <sstream>

namespace deploy::action {
namespace {

/// Thrown inside this file only.
struct Wrong {
    Error error;
};

[[noreturn]] void wrong(const std::string& name, const std::string& why) {
    throw Wrong{{Errc::invalid_input, "input " + name + ": " + why,
                 "see `with:` of the step that uses this action"}};
}

/// The inputs by their names, understood.
class Reader {
public:
    explicit Reader(const Variables& variables) : variables_{variables} {}

    [[nodiscard]] std::string raw(const std::string& name) const { return given(variables_, name); }
    [[nodiscard]] std::string text(const std::string& name) const { return trimmed(raw(name)); }

    [[nodiscard]] std::optional<std::string> word(const std::string& name) const {
        auto value = text(name);
        if (value.starts_with('-') ||
            std::ranges::any_of(value, [](unsigned char c) { return std::iscntrl(c) != 0; }))
            wrong(name, "it cannot be a name");
        return value.empty() ? std::nullopt : std::optional{std::move(value)};
    }

    [[nodiscard]] bool truth(const std::string& name) const {
        const auto value = text(name);
        if (value == "true" || value == "false" || value.empty())
            return value == "true";
        wrong(name, "true or false, not '" + value + "'");
    }

    [[nodiscard]] int number(const std::string& name, int otherwise, int least, int most) const {
        const auto value = text(name);
        if (value.empty())
            return otherwise;
        int out = 0;
        const auto* const end = value.data() + value.size();
        const auto parsed = std::from_chars(value.data(), end, out);
        if (parsed.ec != std::errc{} || parsed.ptr != end || out < least || out > most)
            wrong(name, "a number from " + std::to_string(least) + " to " + std::to_string(most));
        return out;
    }

    template <class T>
    T one_of(const std::string& name,
             std::initializer_list<std::pair<std::string_view, T>> choices) const {
        const auto value = text(name);
        if (value.empty())
            return choices.begin()->second;
        std::string known;
        for (const auto& [word, choice] : choices) {
            if (word == value)
                return choice;
            known += (known.empty() ? "" : ", ") + std::string{word};
        }
        wrong(name, "'" + value + "' is none of " + known);
    }

    [[nodiscard]] std::vector<std::string> lines(const std::string& name) const {
        std::vector<std::string> out;
        std::istringstream in{raw(name)};
        for (std::string line; std::getline(in, line);)
            if (line = trimmed(line); !line.empty())
                out.push_back(line);
        return out;
    }

private:
    const Variables& variables_;
};

void check_without_ssh(const Reader& reader) {
    for (const auto* name : {"host", "ssh_key", "known_hosts"})
        if (!reader.text(name).empty())
            wrong(name, "it goes with `transport: ssh` only");
}

void read_server(const Reader& reader, Inputs& out) {
    out.user = reader.word("user").value_or("deploy");
    if (out.transport == Transport::local)
        return check_without_ssh(reader);
    out.host = reader.word("host").value_or("");
    out.port = static_cast<std::uint16_t>(reader.number("port", 22, 1, 65535));
    out.ssh_key = reader.raw("ssh_key");
    out.known_hosts = reader.text("known_hosts");
    if (out.host.empty())
        wrong("host", "the name or address of the server is missing");
    if (trimmed(out.ssh_key).empty())
        wrong("ssh_key", "it is missing or empty; is the secret set, and may this job read it?");
    if (out.known_hosts.empty())
        wrong("known_hosts", "the server's host key is missing; ssh-keyscan -p " +
                                 std::to_string(out.port) + " " + out.host +
                                 " prints its line: compare it with the server's own");
}

/// What says which version goes live and with what, says nothing of another command.
void check_what_goes_live(const Inputs& inputs) {
    if (const auto set = parse_environment_file(inputs.set, "set"); !set)
        wrong("set", "it is no list of KEY=value lines: " + set.error().message);
    if (inputs.command == Command::deploy || inputs.command == Command::plan)
        return;
    constexpr auto only = "it goes with `command: deploy` and `plan` only";
    if (inputs.ref)
        wrong("ref", only);
    if (!trimmed(inputs.set).empty())
        wrong("set", only);
    if (!inputs.unset.empty())
        wrong("unset", only);
}

void read_run(const Reader& reader, Inputs& out) {
    out.ref = reader.word("ref");
    out.container = reader.word("container");
    out.allow_older = reader.truth("allow_older");
    out.config = reader.word("config");
    out.service = reader.word("service");
    out.set = reader.raw("set");
    out.unset = reader.lines("unset");
    out.wait = std::chrono::seconds{reader.number("wait", 900, 0, 86'400)};
    out.timeout = std::chrono::seconds{reader.number("timeout", 600, 1, 86'400)};
    if (out.container && out.command != Command::rollback)
        wrong("container", "it goes with `command: rollback` only");
    check_what_goes_live(out);
}

} // namespace

Result<Inputs> read_inputs(const Variables& variables) {
    const Reader reader{variables};
    try {
        Inputs out;
        out.command = reader.one_of<Command>("command", {{"deploy", Command::deploy},
                                                         {"rollback", Command::rollback},
                                                         {"plan", Command::plan},
                                                         {"status", Command::status}});
        out.install = reader.one_of<Install>(
            "install", {{"auto", Install::automatic}, {"never", Install::never}});
        out.transport = reader.one_of<Transport>(
            "transport", {{"ssh", Transport::ssh}, {"local", Transport::local}});
        read_server(reader, out);
        read_run(reader, out);
        out.url = reader.text("url");
        out.environment = reader.word("environment").value_or("production");
        out.slack_webhook = reader.text("slack_webhook");
        out.slack_start = reader.truth("slack_start");
        out.create_deployment = reader.truth("create_deployment");
        out.token = reader.text("token");
        return out;
    } catch (const Wrong& problem) {
        return problem.error;
    }
}

} // namespace deploy::action
