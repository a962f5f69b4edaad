// SPDX-License-Identifier: MIT
#include "image_remote.hpp"

#include "owned_run.hpp"

#include <utility>

namespace deploy::action {
namespace {

constexpr int docker_failed = 125;

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace

ImageRemote::ImageRemote(std::unique_ptr<Remote> docker, std::string image, ServerUser user)
    : image_{std::move(image)}, user_{std::move(user)}, docker_{std::move(docker)} {}

Result<int> ImageRemote::call(const RemoteCall& call) {
    if (is_detached(call))
        return start(call);
    auto there = call;
    there.words = words_of({"--rm"}, call.words);
    return docker_->call(there);
}

/// The engine detaches it instead.
Result<int> ImageRemote::start(const RemoteCall& call) {
    const auto run = owned_run(call);
    auto there = call;
    there.words = words_of({"--sig-proxy=false", "--name", run.container, "--label",
                            "psyfit.deploy.run=" + run.id, "--log-opt", "max-size=1m"},
                           run.words);
    bool exists = false;
    there.error_line = [&](std::string_view line) {
        exists = exists || line.find("is already in use by container") != line.npos;
        call.error_line(line);
    };
    auto code = start_and_leave(*docker_, there);
    if (code && *code == docker_failed && exists)
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

} // namespace deploy::action
