// SPDX-License-Identifier: MIT
#include "steps/master_key.hpp"

#include <deploy/credentials.hpp>

namespace deploy {

Result<std::optional<std::string>> read_configured_master_key(const Config& config) {
    if (config.environment.master_key_variable.empty())
        return std::optional<std::string>{};
    auto key = read_master_key(config.master_key_path(), config.source.checkout);
    if (key)
        return std::optional{*key};
    if (key.error().is(Errc::not_found))
        return std::optional<std::string>{};
    return key.error();
}

Result<> prove_configured_master_key(const std::optional<std::string>& key,
                                     const std::string& commit, Source& source,
                                     const Config& config) {
    if (config.environment.master_key_variable.empty())
        return {};
    auto credentials = source.file(commit, config.environment.credentials);
    if (!credentials)
        return credentials.error();
    if (!*credentials)
        return {};
    if (!key)
        return Error{Errc::precondition,
                     "the commit has " + config.environment.credentials +
                         ", but there is no master key in " + config.master_key_path().string(),
                     "put the key there (mode 0600)"};
    return prove_master_key(*key, **credentials);
}

} // namespace deploy
