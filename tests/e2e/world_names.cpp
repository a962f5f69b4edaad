// SPDX-License-Identifier: MIT
#include "e2e/world_names.hpp"
#include "e2e/fixture.hpp"
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>
#include <regex>
#include <set>
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

// Like `docker`, for cleaning up: says what went wrong, and goes on.
Words try_docker(Words words) {
    words.insert(words.begin(), "docker");
    const auto ended = run(words);
    if (ended.exit_code != 0)
        std::cerr << "clean-up: " << ended.err;
    return lines_of(ended.out);
}

void remove_all(Words command, const Words& ids) {
    std::set<std::string> seen;
    for (const auto& id : ids)
        if (seen.insert(id).second)
            command.push_back(id);
    if (!seen.empty())
        try_docker(command);
}

/// Ids of images; last is what the others were built on, which may be as old as they are.
Words children_first(Words images) {
    std::ranges::stable_partition(
        images, [](const std::string& image) { return !image.ends_with("-base"); });
    for (auto& image : images)
        image.erase(image.find(' '));
    return images;
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

// By name, network or label: what a stranger to the service started is on its network.
Words DockerTraces::containers() const {
    static constexpr std::string_view marks = "{{.ID}};{{.Names}},{{.Networks}},psyfit-test-"
                                              "{{.Label \"psyfit.test\"}},"
                                              "{{.Label \"psyfit.deploy.service\"}}";
    Words found;
    for (const auto& line :
         try_docker({"ps", "-a", "--no-trunc", "--format", std::string{marks}})) {
        const auto after_id = line.find(';');
        std::istringstream words{line.substr(after_id + 1)};
        for (std::string mark; std::getline(words, mark, ',');)
            if (mark == service_ || mark.starts_with(service_ + "-")) {
                found.push_back(line.substr(0, after_id));
                break;
            }
    }
    return found;
}

DockerTraces::~DockerTraces() {
    const auto mark = "label=psyfit.test=" + service_.substr(sizeof("psyfit-test-") - 1);
    remove_all({"rm", "--force", "--volumes"}, containers());
    remove_all({"network", "rm"},
               try_docker({"network", "ls", "-q", "--filter", "name=^" + service_ + "$"}));
    remove_all({"volume", "rm"},
               try_docker({"volume", "ls", "-q", "--filter", "name=^" + service_ + "($|[_-])"}));
    remove_all({"image", "rm", "--force"},
               children_first(try_docker(
                   {"image", "ls", "--filter", mark, "--format", "{{.ID}} {{.Repository}}"})));
}

} // namespace deploy::test
