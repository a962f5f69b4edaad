// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/fixture.hpp"

namespace deploy::test {

/// Another service behind the same proxy, which no deployment of the world's may touch. Goes with
/// the world.
class Neighbour {
public:
    /// Of that image.
    Neighbour(const World& world, const std::string& image);

    [[nodiscard]] const std::string& id() const { return id_; } ///< Of its container.
    /// Checks that container and route are as they were at first.
    void expect_untouched() const;

private:
    [[nodiscard]] std::string look() const;

    std::string proxy_;
    std::string name_;
    std::string id_;
    std::string at_first_;
};

} // namespace deploy::test
