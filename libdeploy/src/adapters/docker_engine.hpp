// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/docker_client.hpp"
#include <boost/json/array.hpp>
#include <deploy/engine.hpp>

namespace deploy {

/// The Docker Engine by its API. A lost answer to an idempotent change is asked for once more; that
/// of `create` is read back.
class DockerEngine : public Engine {
public:
    explicit DockerEngine(const std::filesystem::path& socket) : client_{socket} {}

    Result<EngineInfo> info() override;
    Result<std::vector<EngineComponent>> components() override;
    Result<std::optional<Container>> inspect(std::string_view reference) override;
    Result<std::set<std::string, std::less<>>> ids() override;
    Result<std::vector<Container>> list(std::string_view label, std::string_view value) override;
    Result<std::string> create(const ContainerSpec& spec) override;
    Result<> start(std::string_view id) override;
    Result<> stop(std::string_view id, std::chrono::seconds grace) override;
    Result<> remove(std::string_view id) override;
    Result<> set_restart_policy(std::string_view id, std::string_view policy) override;
    Result<std::string> logs(std::string_view id, int lines) override;
    Result<std::int64_t> memory_used(std::string_view id) override;
    Result<std::optional<Image>> image(std::string_view reference) override;
    Result<> tag(std::string_view image, std::string_view reference) override;
    Result<bool> has_network(std::string_view name) override;
    Result<> create_network(std::string_view name) override;
    Result<> pull(std::string_view reference, std::stop_token stop) override;
    Result<std::vector<ContainerSummary>> summaries() override;
    Result<std::vector<Image>> images() override;
    Result<> remove_image(std::string_view reference) override;
    Result<std::int64_t> prune_build_cache(std::chrono::seconds unused_for) override;
    Result<DiskUsage> disk_usage() override;

private:
    Result<DockerResponse> send_again(const DockerRequest& request);
    Result<std::optional<boost::json::value>> read(const std::string& path);
    Result<boost::json::array> read_list(const std::string& path);
    Result<std::vector<std::string>> listed(std::string_view label, std::string_view value);
    Result<std::string> adopt(const ContainerSpec& spec, const DockerResponse& refusal);
    Result<> require_networks(const ContainerSpec& spec);
    Result<> attach(std::string_view id, const ContainerSpec& spec,
                    const std::vector<Attachment>& present);
    Result<> wait_until_removed(std::string_view id);

    DockerClient client_;
};

/// What an error answer of the engine means; `what` names the thing that was to be done.
[[nodiscard]] Error engine_refusal(std::string_view what, const DockerResponse& response);

} // namespace deploy
