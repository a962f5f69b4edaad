// SPDX-License-Identifier: MIT
#include "adapters/control_group.hpp"
#include "adapters/docker_engine.hpp"
#include "adapters/docker_json.hpp"
#include "support/json_fields.hpp"

namespace deploy {

/// The engine measures once a second, and makes whoever asks wait for it; the kernel knows at once.
Result<std::int64_t> DockerEngine::memory_used(std::string_view id) {
    const auto path = "/containers/" + DockerClient::escape(id);
    auto answer = read(path + "/json");
    if (!answer)
        return answer.error();
    if (!*answer)
        return Error{Errc::not_found, "there is no container " + std::string{id}};
    if (const auto* container = (*answer)->if_object())
        if (const auto memory =
                memory_of_group(fields::integer(fields::object_at(*container, "State"), "Pid"),
                                fields::text(*container, "Id")))
            return *memory;
    answer = read(path + "/stats?stream=0&one-shot=1");
    if (!answer)
        return answer.error();
    if (!*answer)
        return Error{Errc::not_found, "there is no container " + std::string{id}};
    return memory_from_json(**answer);
}

} // namespace deploy
