// SPDX-License-Identifier: MIT
#include "e2e/world_names.hpp"

#include "e2e/engine_api.hpp"
#include "helpers/program.hpp"

#include <atomic>
#include <boost/json/value_to.hpp>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>
#include <stdexcept>
#include <unistd.h>

namespace deploy::test {
namespace {

namespace json = boost::json;

/// A part of the engine's description of a container, by JSON pointer.
json::value described(const std::string& container, std::string_view part) {
    const auto all = engine_api::get("/containers/" + container + "/json");
    if (!all)
        throw std::runtime_error{"there is no container " + container};
    return all->at_pointer(part);
}

const char* missing_part() {
    static const char* const missing = [] {
        if (run({"docker", "version"}).exit_code != 0)
            return "no Docker Engine answers";
        if (run({"docker", "image", "inspect", std::string{proxy_image}}).exit_code != 0)
            return "there is no image of kamal-proxy v0.9.2; cmake/bootstrap.sh says why";
        return static_cast<const char*>(nullptr);
    }();
    return missing;
}

} // namespace

std::string docker(const Words& words) {
    Words command{"docker"};
    command.insert(command.end(), words.begin(), words.end());
    return output_of(command);
}

bool skipped() {
    const char* missing = missing_part();
    if (missing != nullptr)
        std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name << ": "
                  << missing << std::endl;
    return missing != nullptr;
}

std::string new_world_id() {
    static std::atomic<int> count{0};
    const char* of_run = std::getenv("DEPLOY_TEST_RUN");
    const std::string run_name = of_run != nullptr ? of_run : "manual";
    return run_name + "-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

std::string address_of(const std::string& container) {
    std::string address;
    const auto networks = described(container, "/NetworkSettings/Networks");
    for (const auto& network : networks.as_object())
        address = json::value_to<std::string>(network.value().at("IPAddress"));
    return address;
}

std::uint16_t published_port(const std::string& container, const std::string& port) {
    const auto ports = described(container, "/NetworkSettings/Ports");
    const auto& bindings = ports.at(port).as_array();
    return static_cast<std::uint16_t>(
        std::stoi(json::value_to<std::string>(bindings.at(0).at("HostPort"))));
}

} // namespace deploy::test
