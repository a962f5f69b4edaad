// SPDX-License-Identifier: MIT
#include "adapters/docker_image_builder.hpp"
#include "support/subprocess.hpp"
#include <deque>

namespace deploy {

namespace {

/// `--force-rm`: the classic builder leaves the container of a failed instruction otherwise.
std::vector<std::string> arguments_of(const BuildRequest& request,
                                      const std::filesystem::path& socket) {
    std::vector<std::string> list{"-H",     "unix://" + socket.string(),
                                  "build",  "--force-rm",
                                  "--tag",  request.tag,
                                  "--file", (request.context / request.dockerfile).string()};
    const auto add = [&](const char* option, const std::string& value) {
        list.emplace_back(option);
        list.push_back(value);
    };
    if (!request.platform.empty())
        add("--platform", request.platform);
    if (!request.target.empty())
        add("--target", request.target);
    for (const auto& [key, value] : request.arguments)
        add("--build-arg", key + "=" + value);
    for (const auto& [key, value] : request.labels)
        add("--label", key + "=" + value);
    list.emplace_back("--");
    list.push_back(request.context.string());
    return list;
}

/// The end of the output, for the error message.
class LastLines {
public:
    void add(std::string_view line) {
        constexpr std::size_t most = 20;
        if (line.empty())
            return;
        if (lines_.size() == most)
            lines_.pop_front();
        lines_.emplace_back(line);
    }
    [[nodiscard]] std::string text() const {
        std::string result;
        for (const auto& line : lines_)
            result.append("\n").append(line);
        return result;
    }

private:
    std::deque<std::string> lines_;
};

Error not_run(const Error& error, const BuildRequest& request) {
    if (error.is(Errc::not_found))
        return {Errc::precondition, "the program docker, which builds the image, is not installed",
                "apt-get install docker.io"};
    return error.within("build image " + request.tag);
}

} // namespace

Result<> DockerImageBuilder::build(const BuildRequest& request, const LineSink& output,
                                   std::stop_token stop) {
    LastLines last;
    const auto code = run({.program = "docker",
                           .arguments = arguments_of(request, socket_),
                           .environment = {{"BUILDKIT_PROGRESS", "plain"}},
                           .timeout = timeout_,
                           .line =
                               [&](std::string_view line) {
                                   last.add(line);
                                   output(line);
                               },
                           .stop = std::move(stop)});
    if (!code)
        return not_run(code.error(), request);
    if (*code != 0)
        return Error{Errc::build_failed, "docker build of " + request.tag + " ended with code " +
                                             std::to_string(*code) + ":" + last.text()};
    return {};
}

} // namespace deploy
