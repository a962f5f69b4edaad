// SPDX-License-Identifier: MIT
#include "e2e/world_names.hpp"
#include "helpers/program.hpp"
#include <atomic>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace deploy::test {
namespace {

Words lines_of(const std::string& text) {
    std::istringstream stream{text};
    Words lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
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

bool has_routes(const std::string& table) { return lines_of(table).size() > 1; }

std::string target_in(std::string_view table, std::string_view service) {
    static const std::regex colours{"\x1b\\[[0-9;]*m"};
    for (const auto& line : lines_of(std::regex_replace(std::string{table}, colours, ""))) {
        std::istringstream cells{line};
        std::string name, host, path, target;
        if (cells >> name >> host >> path >> target && name == service)
            return target;
    }
    return {};
}

std::string address_of(const std::string& container) {
    return docker({"inspect", "--format",
                   "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container});
}

std::uint16_t published_port(const std::string& container, const std::string& port) {
    const auto address = docker({"port", container, port});
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

} // namespace deploy::test
