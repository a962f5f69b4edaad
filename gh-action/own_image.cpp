// SPDX-License-Identifier: MIT
#include "own_image.hpp"

#include "ended_runs.hpp"
#include "image_archive.hpp"
#include "image_remote.hpp"
#include "said.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <deploy/version.hpp>
#include <set>
#include <utility>

namespace deploy::action {
namespace json = boost::json;
namespace {

using Words = std::vector<std::string>;

constexpr auto engine_socket = "/var/run/docker.sock";
constexpr int refused_by_key = 2; ///< Of `psyfit-deploy serve`; docker itself never says so.

std::string why(const Said& said) {
    const auto text = said.code ? said.error : said.code.error().message;
    return text.empty() ? text : ": " + text;
}

Error no_engine(const Said& said) {
    const auto install = "install psyfit-deploy " + std::string{version} +
                         " on the server, and set the input `install` to never";
    if (said.code && *said.code == refused_by_key)
        return {Errc::precondition,
                "the server's psyfit-deploy cannot be used, and its key is restricted, so that the "
                "image of this action cannot run there either" +
                    why(said),
                install};
    return {Errc::precondition,
            "the server has neither psyfit-deploy nor a Docker Engine for this user" + why(said),
            "install Docker there and add the user to its group; or " + install};
}

/// Has the image in the server's engine.
Result<> bring(const Programs& programs, const std::string& image, const Note& note,
               const std::stop_token& stop) {
    const auto there = ask(programs, {"docker"}, {"image", "inspect", image});
    if (there.ok())
        return {};
    constexpr int no_such_image = 1;
    if (!there.code || *there.code != no_such_image)
        return no_engine(there);
    note("loading the image of this action into the server's engine");
    auto archive = save_image(image, stop);
    if (!archive)
        return archive.error();
    const auto loaded = ask(programs, {"docker"}, {"load"}, std::move(*archive));
    if (!loaded.ok())
        return Error{Errc::precondition,
                     "the server's engine does not take the image of this action" + why(loaded),
                     "docker version, on the server, as that user"};
    return {};
}

/// Files there belong to the user who logs in, not to root.
Result<ServerUser> user_on(const Programs& programs) {
    const auto said = ask(programs, {"sh", "-c"},
                          {"id -u && id -g && stat -L -c %g " + std::string{engine_socket}});
    if (!said.ok() || said.lines.size() != 3)
        return Error{Errc::precondition, "the server does not tell who logs in" + why(said),
                     "id; ls -l " + std::string{engine_socket} + ", on the server, as that user"};
    return ServerUser{.user = said.lines[0] + ":" + said.lines[1], .group = said.lines[2]};
}

/// Every path in the configuration that is a name on the server.
void collect_paths(const json::value& value, std::set<std::string>& out) {
    if (const auto* text = value.if_string(); text != nullptr && text->starts_with('/') &&
                                              text->find(':') == text->npos && text->size() > 1)
        out.emplace(*text);
    else if (const auto* list = value.if_array())
        for (const auto& each : *list)
            collect_paths(each, out);
    else if (const auto* object = value.if_object())
        for (const auto& each : *object)
            collect_paths(each.value(), out);
}

/// Those of the names that are there.
Words existing(const Programs& programs, const Words& names) {
    return ask(programs, {"ls", "-d", "--"}, names).lines;
}

Result<json::value> configuration(ImageRemote& remote, const Inputs& inputs,
                                  const std::stop_token& stop) {
    std::string shown;
    Words words{"config", "show", "--json"};
    if (inputs.config)
        words.insert(words.end(), {"--config", *inputs.config});
    const auto code = remote.call(
        {.words = words, .line = [&](std::string_view line) { shown.append(line); }, .stop = stop});
    boost::system::error_code unreadable;
    auto values = json::parse(shown, unreadable);
    if (!code || *code != 0 || unreadable || !values.is_object())
        return Error{Errc::precondition,
                     "the configuration on the server cannot be read by the image of this action",
                     "psyfit-deploy config check, on the server"};
    return values;
}

/// The engine would make it for root.
Result<> make_state_directory(const Programs& programs, const std::string& path) {
    const auto made = ask(programs, {"mkdir", "-p", "-m", "0700", "--"}, {path});
    if (made.ok())
        return {};
    return Error{Errc::precondition, "there is no " + path + " on the server" + why(made),
                 "install -d -o USER -m 0700 " + path + ", on the server, as root"};
}

/// What a run needs of the server's files: the engine's socket and client, and what the
/// configuration names.
Result<> mount_files(ImageRemote& remote, const Programs& programs, const Inputs& inputs,
                     const std::stop_token& stop) {
    const Words fixed{engine_socket, "/usr/bin/docker", "/usr/libexec/docker/cli-plugins",
                      "/usr/lib/docker/cli-plugins",
                      inputs.config.value_or("/etc/psyfit-deploy.json")};
    for (const auto& path : existing(programs, fixed))
        remote.mount(path);
    const auto values = configuration(remote, inputs, stop);
    if (!values)
        return values.error();
    if (const auto* const state = values->get_object().if_contains("state_directory");
        state != nullptr && state->is_string())
        if (auto made = make_state_directory(programs, std::string{state->get_string()}); !made)
            return made;
    std::set<std::string> paths;
    collect_paths(*values, paths);
    for (const auto& path : existing(programs, {paths.begin(), paths.end()}))
        if (std::ranges::find(fixed, path) == fixed.end())
            remote.mount(path);
    return {};
}

} // namespace

Result<std::unique_ptr<Remote>> run_image(const Programs& programs, const std::string& image,
                                          const Inputs& inputs, const Note& note,
                                          const std::stop_token& stop) {
    const auto preparing = ending_on(stop, programs); // the runs themselves end by other rules
    if (auto there = bring(preparing, image, note, stop); !there)
        return there.error();
    auto user = user_on(preparing);
    if (!user)
        return user.error();
    auto remote = std::make_unique<ImageRemote>(programs({"docker"}), image, std::move(*user));
    if (auto mounted = mount_files(*remote, preparing, inputs, stop); !mounted)
        return mounted.error();
    remove_ended_runs(preparing);
    note("psyfit-deploy of this action, in a container on " + remote->name());
    return std::unique_ptr<Remote>{std::move(remote)};
}

Result<std::unique_ptr<Remote>> run_own_image(const Programs& programs, const Inputs& inputs,
                                              const Note& note, const std::stop_token& stop) {
    const auto own = own_container(stop);
    return own ? run_image(programs, own->image, inputs, note, stop) : own.error();
}

} // namespace deploy::action
