// SPDX-License-Identifier: MIT
#include "operations/remote_said.hpp"

#include <deploy/remote_run.hpp>

namespace deploy {

Result<std::optional<RunEnd>> start_remote(Remote& remote, const RemoteRun& run) {
    RemoteSaid said;
    RemoteCall call{.words = run.command, .input = run.input};
    call.words.insert(call.words.end(), {"--detach", "--json", "--id", run.id});
    call.words.insert(call.words.end(), run.options.begin(), run.options.end());
    call.line = [&](std::string_view line) { said.take(line); };
    call.error_line = [&](std::string_view line) {
        said.take_error(line);
        run.error_line(line);
    };
    const auto code = remote.call(call);
    if (!code)
        return code.error();
    if (*code == 0)
        return std::optional<RunEnd>{};
    return std::optional{said.end_with(*code, remote.name())};
}

} // namespace deploy
