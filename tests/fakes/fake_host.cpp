// SPDX-License-Identifier: MIT
#include "fakes/fake_host.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace deploy::test {

Container& FakeHost::add(const std::string& name, const std::string& image, bool running) {
    std::array<char, 65> id{};
    std::snprintf(id.data(), id.size(), "%012x%052x", 0xc0de00 + created, 0);
    ++created;
    Container made{.id = id.data(), .name = name, .image_id = images.at(image).id, .image = image};
    made.created_at = std::to_string(1'000'000 + created);
    made.env = images.at(image).env;
    made.attachments = {{.network = "kamal", .address = {}, .aliases = {}}};
    made.host_config = {{"NetworkMode", "kamal"}};
    auto& kept = containers[made.id] = std::move(made);
    kept.status = "created";
    if (running)
        begin(kept);
    return kept;
}

void FakeHost::add_image(const std::string& reference, const std::string& revision) {
    Image image{.id = "sha256:" + reference, .tags = {reference}, .env = {"PATH=/bin"}};
    image.size = 100;
    image.created_at = std::to_string(1'000'000 + images.size());
    if (!revision.empty())
        image.labels[std::string{label::revision}] = revision;
    images[image.id] = image;
    images[reference] = std::move(image);
}

bool FakeHost::arrive_late() {
    if (!late_call)
        return false;
    std::exchange(late_call, {})();
    return true;
}

Container* FakeHost::find(std::string_view reference) {
    for (auto& [id, container] : containers)
        if (container.name == reference ||
            (reference.size() >= 12 && std::string_view{id}.starts_with(reference)))
            return &container;
    return nullptr;
}

Container* FakeHost::routed() {
    if (!route)
        return nullptr;
    const auto host = route->target_host();
    for (auto& [id, container] : containers)
        if (container.address_on("kamal") == host)
            return &container;
    return find(host);
}

bool FakeHost::is_candidate(const Container& container) const {
    return !records.empty() && records.back().release.candidate == container.name;
}

void FakeHost::begin(Container& container) {
    container.running = true;
    container.status = "running";
    container.started_at = std::to_string(2'000'000 + elapsed.count());
    container.attachments[0].address = "10.0.0." + container.id.substr(8, 4);
    if (candidate == Candidate::exits && is_candidate(container))
        end(container, 1);
}

void FakeHost::end(Container& container, int code) {
    container.running = false;
    container.status = "exited";
    container.exit_code = code;
    container.attachments[0].address.clear();
}

} // namespace deploy::test
