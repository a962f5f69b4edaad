// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/config.hpp>
#include <deploy/result.hpp>
#include <filesystem>
#include <optional>

namespace deploy {

/// How far the seed of a service is that `setup` put live.
enum class Seed : unsigned char { wanted, done };

/// What `setup` must not forget, in a file of the state directory, durable when it is written.
class SetupMemory {
public:
    explicit SetupMemory(const Config& config);

    /// Nothing where `setup` did not put the service live.
    [[nodiscard]] Result<std::optional<Seed>> seed() const;
    [[nodiscard]] Result<> remember(Seed seed) const;

private:
    std::filesystem::path file_;
};

} // namespace deploy
