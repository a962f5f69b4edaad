// SPDX-License-Identifier: MIT
#include "e2e/docker_traces.hpp"

#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>

namespace deploy::test {
namespace {

Words lines_in(const std::string& text) {
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
    return lines_in(ended.out);
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
        images, [](const std::string& image) { return image.find("-base:") == image.npos; });
    for (auto& image : images)
        image.erase(image.find(' '));
    return images;
}

} // namespace

// By name, network or label: what a stranger to the service started is on its network.
Words DockerTraces::containers(const std::string& but) const {
    static constexpr std::string_view marks = "{{.ID}};{{.Names}},{{.Networks}},psyfit-test-"
                                              "{{.Label \"psyfit.test\"}},"
                                              "{{.Label \"psyfit.deploy.service\"}}";
    Words found;
    for (const auto& line :
         try_docker({"ps", "-a", "--no-trunc", "--format", std::string{marks}})) {
        const auto after_id = line.find(';');
        std::istringstream words{line.substr(after_id + 1)};
        bool ours = false;
        bool wanted = true;
        for (std::string mark; std::getline(words, mark, ',');) {
            ours = ours || mark == service_ || mark.starts_with(service_ + "-");
            wanted = wanted && (but.empty() || mark != but);
        }
        if (ours && wanted)
            found.push_back(line.substr(0, after_id));
    }
    return found;
}

void DockerTraces::remove_all_but(const std::string& container, const std::string& image) const {
    const auto mark = "label=psyfit.test=" + service_.substr(sizeof("psyfit-test-") - 1);
    remove_all({"rm", "--force", "--volumes"}, containers(container));
    remove_all({"volume", "rm"},
               try_docker({"volume", "ls", "-q", "--filter", "name=^" + service_ + "($|[_-])"}));
    auto images = try_docker(
        {"image", "ls", "--filter", mark, "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"});
    std::erase_if(images, [&](const std::string& line) {
        return !image.empty() && line.ends_with(' ' + image);
    });
    remove_all({"image", "rm", "--force"}, children_first(std::move(images)));
}

DockerTraces::~DockerTraces() {
    remove_all_but({}, {});
    remove_all({"network", "rm"},
               try_docker({"network", "ls", "-q", "--filter", "name=^" + service_ + "$"}));
}

} // namespace deploy::test
