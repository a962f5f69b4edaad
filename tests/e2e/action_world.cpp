// SPDX-License-Identifier: MIT
#include "e2e/action_world.hpp"

namespace deploy::test {

std::string Production::merge(const std::string& version) {
    config["release"] = {{"command", boost::json::array{"migrate"}}};
    config["watch"] = {{"window", "2s"}};
    access.write_configuration();
    return repository().commit({{"version", version}, {"boot_ms", "300"}});
}

void Production::watch_for(const std::string& window) {
    config["watch"] = {{"window", window}};
    access.write_configuration();
}

ActionRunner::Inputs Production::inputs() const {
    return {{"HOST", access.address()},
            {"PORT", std::to_string(access.sshd().port())},
            {"USER", "root"},
            {"SSH_KEY", read_file(access.sshd().client_key())},
            {"KNOWN_HOSTS", access.known_hosts()},
            {"INSTALL", "never"},
            {"URL", "https://app.example.com"}};
}

ActionRunner::Inputs Production::inputs_without_ssh() const {
    return {{"TRANSPORT", "local"},
            {"USER", "root"},
            {"CONFIG", (root() / "config.json").string()},
            {"URL", "https://app.example.com"}};
}

std::string Production::environment() const {
    return docker({"inspect", "--format", "{{json .Config.Env}}", routed()->id});
}

void Production::await_logged(const std::string& text) const {
    INFO("'", text, "' never comes:\n", runner.log());
    await([&] { return has(runner.log(), text); });
}

} // namespace deploy::test
