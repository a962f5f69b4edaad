// SPDX-License-Identifier: MIT
#include <deploy/service_log.hpp>

#include "core/diagnosis.hpp"
#include "operations/situation.hpp"

namespace deploy {
namespace {

/// Ours by its label; one started by hand, as the guide does, by its name.
bool is_of(const Container& container, const Config& config) {
    const auto label = container.labels.find(std::string{label::service});
    return label != container.labels.end() ? label->second == config.service
                                           : container.name.starts_with(config.service + "-");
}

Result<Container> serving(const Config& config, Ports ports) {
    auto situation = look_around(config, ports);
    if (!situation)
        return situation.error();
    if (situation->incumbent)
        return std::move(*situation->incumbent);
    return Error{Errc::precondition, "no container serves " + config.service,
                 "psyfit-deploy status"};
}

Result<Container> named(const std::string& reference, const Config& config, Ports ports) {
    auto found = ports.engine.inspect(reference);
    if (!found)
        return found.error();
    if (*found && is_of(**found, config))
        return std::move(**found);
    auto behind = serving(config, ports); // whatever its name
    if (*found && behind && behind->id == (*found)->id)
        return behind;
    return Error{Errc::invalid_input,
                 *found ? (*found)->name + " is no container of " + config.service
                        : "there is no container '" + reference + "'",
                 "psyfit-deploy status, for the containers that there are"};
}

} // namespace

Result<ServiceLog> service_log(const Config& config, Ports ports,
                               const std::optional<std::string>& container, int lines) {
    auto found = container ? named(*container, config, ports) : serving(config, ports);
    if (!found)
        return found.error();
    auto text = ports.engine.logs(found->id, lines);
    if (!text)
        return text.error();
    auto shown = safe_log(*text, *found, lines);
    return ServiceLog{.container = std::move(*found), .text = std::move(shown)};
}

} // namespace deploy
