// SPDX-License-Identifier: MIT
#include "operations/setup_parts.hpp"

#include <algorithm>
#include <deploy/lock.hpp>

namespace deploy {
namespace {

using Part = Result<SetupPart> (*)(const SetupContext&);

Result<SetupPart> set_up_secrets(const SetupContext& context) {
    const auto& file = context.config.setup.secrets;
    std::error_code unreadable;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, unreadable)) &&
        serving_now(context))
        return left_out("what serves has its own environment");
    const auto secrets = generate_secrets(file, context.request.changes);
    if (!secrets)
        return secrets.error();
    if (secrets->made.empty())
        return kept(file.string());
    return context.done(file.string() + ": " + listed(secrets->made));
}

constexpr std::array<Part, setup_parts.size()> in_order{
    set_up_secrets, set_up_network, set_up_database, set_up_redis, set_up_proxy,
    set_up_nginx,   set_up_release, set_up_tls,      set_up_seed};

/// What no program should do unasked on a machine that somebody logs in to.
std::vector<SetupPart> by_hand(const SetupContext& context) {
    const auto step = [](std::string name, std::string why, std::vector<std::string> steps) {
        return SetupPart{.name = std::move(name),
                         .state = SetupState::for_a_person,
                         .detail = std::move(why),
                         .steps = std::move(steps)};
    };
    return {step("firewall", "open for SSH, 80 and 443 only",
                 {"ufw allow OpenSSH", "ufw allow 80,443/tcp", "ufw enable"}),
            step("ssh", "without passwords",
                 {"echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/no-passwords.conf",
                  "systemctl reload ssh"}),
            step("timezone", context.config.schedule.timezone,
                 {"timedatectl set-timezone " + context.config.schedule.timezone}),
            step("schedule", "backup, monitoring, workers, cleaning",
                 {"psyfit-deploy schedule install --yes"})};
}

bool left_out_by(const SetupRequest& request, std::string_view name) {
    return std::ranges::find(request.skip, name) != request.skip.end();
}

void make_parts(const SetupContext& context, SetupReport& report, const PartSink& told) {
    const auto add = [&](SetupPart part) {
        told(part);
        report.parts.push_back(std::move(part));
    };
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        auto part = left_out_by(context.request, setup_parts[i])
                        ? Result<SetupPart>{left_out("as asked")}
                        : in_order[i](context);
        if (part && context.stop.stop_requested() && i + 1 < in_order.size())
            report.failure = Error{Errc::cancelled, "stopped after " + std::string{setup_parts[i]},
                                   "psyfit-deploy setup, which goes on from there"};
        if (!part) {
            report.failure = part.error().within(setup_parts[i]);
            return;
        }
        part->name = setup_parts[i];
        add(std::move(*part));
        if (report.failure)
            return;
    }
    for (auto& part : by_hand(context))
        add(std::move(part));
}

} // namespace

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

SetupReport setup(const Config& config, Ports ports, WebServer& web, const SetupRequest& request,
                  Observer& observer, const PartSink& told, std::stop_token stop) {
    const SetupContext context{config, ports, web, request, observer, std::move(stop)};
    SetupReport report;
    if (context.only_told()) {
        make_parts(context, report, told);
        return report;
    }
    const auto held = HostLock::acquire(config.state_directory / (config.service + ".setup.lock"),
                                        "setup of " + config.service, {}, context.stop);
    if (held)
        make_parts(context, report, told);
    else
        report.failure = held.error();
    return report;
}

} // namespace deploy
