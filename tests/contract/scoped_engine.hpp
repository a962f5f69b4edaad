// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <deploy/engine.hpp>

namespace deploy::test {

/// The real engine as it would be with nothing on it but what bears a label: lists have no more
/// than that, and no build cache goes. For tests of what else would touch other people's things.
class ScopedEngine final : public Engine {
public:
    ScopedEngine(Engine& real, std::string label, std::string value)
        : real_{real}, label_{std::move(label)}, value_{std::move(value)} {}

    Result<std::vector<ContainerSummary>> summaries() override { return mine(real_.summaries()); }
    Result<std::vector<Image>> images() override { return mine(real_.images()); }
    Result<std::int64_t> prune_build_cache(std::chrono::seconds /*unused_for*/) override {
        return real_.prune_build_cache(std::chrono::hours{24 * 36'500});
    }

    Result<EngineInfo> info() override { return real_.info(); }
    Result<std::vector<EngineComponent>> components() override { return real_.components(); }
    Result<std::optional<Container>> inspect(std::string_view reference) override {
        return real_.inspect(reference);
    }
    Result<std::set<std::string, std::less<>>> ids() override { return real_.ids(); }
    Result<std::vector<Container>> list(std::string_view label, std::string_view value) override {
        return real_.list(label, value);
    }
    Result<std::string> create(const ContainerSpec& spec) override { return real_.create(spec); }
    Result<> start(std::string_view id) override { return real_.start(id); }
    Result<> stop(std::string_view id, std::chrono::seconds grace) override {
        return real_.stop(id, grace);
    }
    Result<> remove(std::string_view id) override { return real_.remove(id); }
    Result<> set_restart_policy(std::string_view id, std::string_view policy) override {
        return real_.set_restart_policy(id, policy);
    }
    Result<std::string> logs(std::string_view id, int lines) override {
        return real_.logs(id, lines);
    }
    Result<std::int64_t> memory_used(std::string_view id) override { return real_.memory_used(id); }
    Result<std::optional<Image>> image(std::string_view reference) override {
        return real_.image(reference);
    }
    Result<> tag(std::string_view image, std::string_view reference) override {
        return real_.tag(image, reference);
    }
    Result<> remove_image(std::string_view reference) override {
        return real_.remove_image(reference);
    }
    Result<DiskUsage> disk_usage() override { return real_.disk_usage(); }
    Result<bool> has_network(std::string_view name) override { return real_.has_network(name); }
    Result<> create_network(std::string_view name) override { return real_.create_network(name); }
    Result<> pull(std::string_view reference, std::stop_token stop) override {
        return real_.pull(reference, std::move(stop));
    }

private:
    template <class T>
    Result<std::vector<T>> mine(Result<std::vector<T>> all) const {
        if (all)
            std::erase_if(*all, [&](const T& each) {
                const auto found = each.labels.find(label_);
                return found == each.labels.end() || found->second != value_;
            });
        return all;
    }

    Engine& real_;
    std::string label_;
    std::string value_;
};

} // namespace deploy::test
