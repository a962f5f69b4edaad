// SPDX-License-Identifier: MIT
#include "image_remote.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace deploy::action {
namespace {

constexpr int docker_failed = 125;

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace

ImageRemote::ImageRemote(const SshSettings& settings, std::string image, ServerUser user)
    : name_{settings.destination}, image_{std::move(image)}, user_{std::move(user)} {
    auto docker = settings;
    docker.program = {"docker"};
    docker_ = make_ssh_remote(docker);
}

Result<int> ImageRemote::call(const RemoteCall& call) {
    auto there = call;
    const bool detached = std::ranges::find(call.words, "--detach") != call.words.end();
    there.words = detached ? detached_words(call.words) : words_of({"--rm"}, call.words);
    bool exists = false;
    there.error_line = [&](std::string_view line) {
        exists = exists || line.find("is already in use by container") != line.npos;
        call.error_line(line);
    };
    auto code = docker_->call(there);
    if (detached && code && *code == docker_failed && exists)
        return 0; // an earlier call, whose answer was lost, has started it
    return code;
}

void ImageRemote::mount(const std::string& path) {
    append(volumes_, {"--volume", path + ":" + path});
}

ImageRemote::Words ImageRemote::words_of(const Words& how, const Words& words) const {
    Words out{"run"};
    append(out, how);
    append(out, {"--interactive", "--network", "host", "--user", user_.user, "--group-add",
                 user_.group, "--env", "HOME=/tmp", "--entrypoint", "/usr/bin/psyfit-deploy"});
    append(out, volumes_);
    out.push_back(image_);
    append(out, words);
    return out;
}

/// The engine detaches it instead.
ImageRemote::Words ImageRemote::detached_words(Words words) const {
    std::erase(words, "--detach");
    const auto id = std::ranges::find(words, "--id");
    const auto name = id == words.end() ? std::string{"run"} : *std::next(id);
    return words_of({"--detach", "--name", "psyfit-deploy-" + name, "--label",
                     "psyfit.deploy.run=" + name, "--log-opt", "max-size=1m"},
                    words);
}

} // namespace deploy::action
