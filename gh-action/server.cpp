// SPDX-License-Identifier: MIT
#include "server.hpp"

#include "ended_runs.hpp"
#include "host_keys.hpp"
#include "host_programs.hpp"
#include "image_archive.hpp"
#include "own_image.hpp"

#include <charconv>
#include <deploy/version.hpp>
#include <vector>

namespace deploy::action {
namespace {

/// The first line that `--version` prints.
Result<std::string> version_on(Remote& remote, const std::stop_token& stop) {
    std::string said;
    RemoteCall call{.words = {"--version"}, .stop = stop};
    call.line = [&](std::string_view line) { said = said.empty() ? std::string{line} : said; };
    const auto code = remote.call(call);
    if (!code)
        return code.error();
    if (*code != 0)
        return Error{Errc::precondition,
                     "psyfit-deploy on " + remote.name() + " does not tell its version"};
    return said;
}

std::vector<int> numbers_of(std::string_view version) {
    std::vector<int> out;
    version = version.substr(version.rfind(' ') + 1);
    while (!version.empty()) {
        int number = 0;
        const auto [end, error] =
            std::from_chars(version.data(), version.data() + version.size(), number);
        if (error != std::errc{})
            return {};
        out.push_back(number);
        version.remove_prefix(static_cast<std::size_t>(end - version.data()));
        if (version.starts_with('.'))
            version.remove_prefix(1);
        else if (!version.empty())
            return {};
    }
    return out;
}

Error unusable(const Result<std::string>& found, const Remote& remote) {
    const Error why = found ? Error{Errc::precondition, "psyfit-deploy on " + remote.name() +
                                                            " is too old: " + *found + ", wanted " +
                                                            std::string{version}}
                            : found.error();
    return {Errc::precondition, why.message,
            "install psyfit-deploy " + std::string{version} +
                " on the server, or leave the input `install` at auto"};
}

/// Through ssh, what is needed of its identity is kept in `identity`.
Result<Programs> way_to_programs(const Inputs& inputs, std::optional<SshIdentity>& identity,
                                 const std::stop_token& stop) {
    if (inputs.transport == Transport::local) {
        const auto own = own_container(stop);
        return own ? Result<Programs>{programs_of_host(*own, inputs.user)} : own.error();
    }
    auto made = SshIdentity::create(inputs);
    if (!made)
        return made.error();
    identity.emplace(std::move(*made));
    return programs_behind(identity->settings());
}

} // namespace

bool new_enough(std::string_view theirs, std::string_view ours) {
    const auto have = numbers_of(theirs);
    const auto want = numbers_of(ours);
    return have.size() == 3 && want.size() == 3 && have[0] == want[0] && have >= want;
}

Error cancelled_before_a_run() {
    return {Errc::cancelled, "the job was cancelled before a run began", "run the workflow again"};
}

Result<Server> Server::reach(const Inputs& inputs, const Note& note, const std::stop_token& stop) {
    auto server = look_for(inputs, note, stop);
    return stop.stop_requested() ? cancelled_before_a_run() : std::move(server);
}

Result<Server> Server::look_for(const Inputs& inputs, const Note& note,
                                const std::stop_token& stop) {
    std::optional<SshIdentity> identity;
    const auto programs = way_to_programs(inputs, identity, stop);
    if (!programs)
        return programs.error();
    Server out{std::move(identity)};
    out.remote_ = (*programs)({"psyfit-deploy"});
    const auto found = version_on(*out.remote_, stop);
    if (found && new_enough(*found, version)) {
        note(*found + " on " + out.remote_->name());
        if (inputs.transport == Transport::local) // runs are the engine's there
            remove_ended_runs(ending_on(stop, *programs));
        return out;
    }
    if (!found && !found.error().is(Errc::precondition))
        return inputs.transport == Transport::ssh ? with_offered_keys(found.error(), inputs)
                                                  : found.error();
    if (inputs.install == Install::never)
        return unusable(found, *out.remote_);
    auto image = run_own_image(*programs, inputs, note, stop);
    if (!image)
        return image.error();
    out.remote_ = std::move(*image);
    out.installed_ = false;
    return out;
}

} // namespace deploy::action
