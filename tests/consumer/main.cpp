// SPDX-License-Identifier: MIT
// A stranger's program: reads a configuration and asks the lifecycle what follows a failure.
#include <deploy/config.hpp>
#include <deploy/lifecycle.hpp>
#include <iostream>

int main() {
    const auto config = deploy::parse_config(R"({"service": "shop"})", "shop.json");
    if (!config) {
        std::cerr << config.error().message << '\n';
        return 1;
    }
    const auto after = deploy::next(deploy::State::gating, deploy::Event::failed);
    std::cout << config->service << ' ' << deploy::to_string(after) << '\n';
    return 0;
}
