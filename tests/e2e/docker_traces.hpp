// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/engine_api.hpp"
#include "helpers/program.hpp"

#include <string>
#include <vector>

namespace deploy::test {

/// Removes what was made by the name of a service or labelled with its id, whatever happened in
/// between: containers, network, volumes, images. A failure is told on standard error.
class DockerTraces {
public:
    explicit DockerTraces(std::string service) : service_{std::move(service)} {}
    ~DockerTraces();
    DockerTraces(const DockerTraces&) = delete;
    DockerTraces& operator=(const DockerTraces&) = delete;

    /// All its containers, the newest first, but for the one of that name.
    [[nodiscard]] std::vector<engine_api::Container> containers(const std::string& but = {}) const;

    /// All of it, but for that container, that image and the network.
    void remove_all_but(const std::string& container, const std::string& image) const;

private:
    [[nodiscard]] Words volumes() const;
    /// Ids, but for the image of that tag.
    [[nodiscard]] Words images(const std::string& but) const;

    std::string service_;
};

} // namespace deploy::test
