// SPDX-License-Identifier: MIT
#include <deploy/container_exec.hpp>

namespace deploy {

Result<CommandOutput> output_of(ContainerExec& exec, ContainerCommand command, std::size_t limit) {
    CommandOutput out;
    command.output = [&](std::string_view bytes) -> Result<> {
        if (out.output.size() + bytes.size() > limit)
            return Error{Errc::corrupt, command.arguments.front() + " in " + command.container +
                                            " prints more than " + std::to_string(limit) +
                                            " bytes"};
        out.output += bytes;
        return {};
    };
    auto end = exec.run(command);
    if (!end)
        return end.error();
    out.exit_code = end->exit_code;
    out.errors = std::move(end->errors);
    return out;
}

} // namespace deploy
