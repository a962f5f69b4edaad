// SPDX-License-Identifier: MIT
#include "host_programs.hpp"

#include "on_host.hpp"
#include "owned_run.hpp"

#include <utility>

namespace deploy::action {
namespace {

class HostProgram final : public Remote {
public:
    HostProgram(OwnContainer own, const std::string& user, std::vector<std::string> program)
        : own_{std::move(own)},
          program_{std::move(program)},
          words_{"/usr/bin/psyfit-deploy-action", "--on-host", user} {
        words_.insert(words_.end(), program_.begin(), program_.end());
    }

    Result<int> call(const RemoteCall& call) override {
        const bool owned = program_.front() == "psyfit-deploy" && is_detached(call);
        std::string first_error;
        auto there = call;
        there.error_line = [&](std::string_view line) {
            if (first_error.empty())
                first_error = line;
            call.error_line(line);
        };
        const auto code = owned ? start(there) : helper({})->call(there);
        if (code && *code == no_user_on_host) // whatever program it is
            return Error{Errc::refused, "on " + name() + ": " + first_error};
        if (code && (*code == no_program_on_host || *code == cannot_run_on_host))
            return Error{Errc::precondition, "on " + name() + ": " + first_error};
        return code;
    }

    [[nodiscard]] std::string name() const override { return "this machine"; }

private:
    [[nodiscard]] std::unique_ptr<Remote> helper(const std::string& container) const {
        return make_engine_remote({.image = own_.image,
                                   .program = words_,
                                   .container = container,
                                   .maker = own_.id,
                                   .name = name()});
    }

    [[nodiscard]] Result<int> start(RemoteCall call) const {
        const auto run = owned_run(call);
        call.words = run.words;
        auto code = start_and_leave(*helper(run.container), call);
        if (!code && code.error().is(Errc::conflict))
            return 0; // an earlier call, whose answer was lost, has started it
        return code;
    }

    OwnContainer own_;
    std::vector<std::string> program_;
    std::vector<std::string> words_;
};

} // namespace

Programs programs_of_host(const OwnContainer& own, const std::string& user) {
    return [own, user](std::vector<std::string> program) -> std::unique_ptr<Remote> {
        return std::make_unique<HostProgram>(own, user, std::move(program));
    };
}

} // namespace deploy::action
