// SPDX-License-Identifier: MIT
#include "owned_run.hpp"

#include <algorithm>
#include <iterator>
#include <stop_token>

namespace deploy::action {

bool is_detached(const RemoteCall& call) {
    return std::ranges::find(call.words, "--detach") != call.words.end();
}

OwnedRun owned_run(const RemoteCall& call) {
    OwnedRun run{.id = "run", .container = {}, .words = call.words};
    std::erase(run.words, "--detach");
    if (const auto id = std::ranges::find(run.words, "--id");
        id != run.words.end() && std::next(id) != run.words.end())
        run.id = *std::next(id);
    run.container = "psyfit-deploy-" + run.id;
    return run;
}

Result<int> start_and_leave(Remote& through, const RemoteCall& call) {
    std::stop_source leave;
    const std::stop_callback cancelled{call.stop, [&] { leave.request_stop(); }};
    bool begun = false;
    auto there = call;
    there.stop = leave.get_token();
    there.line = [&](std::string_view line) {
        begun = begun || line.starts_with(R"({"seq":)");
        if (begun)
            leave.request_stop();
        else
            call.line(line);
    };
    auto code = through.call(there);
    return begun ? Result<int>{0} : code;
}

} // namespace deploy::action
