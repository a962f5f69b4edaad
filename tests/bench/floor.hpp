// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/docker_client.hpp"
#include "e2e/fixture.hpp"
#include <string>

namespace deploy::bench {

/// How long each bare call took, in milliseconds.
struct FloorTimes {
    double create = 0, start = 0, answer = 0, exec = 0, stop = 0;
    [[nodiscard]] double total() const { return create + start + answer + exec + stop; }
};

/// The least that any program must do to replace the incumbent: create, start, ask until the first
/// 200, kamal-proxy's deploy by exec (create, start, inspect), stop. No checks, no journal, no
/// proof: not safe, only fast.
class Floor {
public:
    explicit Floor(const test::World& world);

    /// Replaces `incumbent` by a container with the same settings. What can be had beforehand is
    /// had outside the clock: the incumbent's description, the request's body, the API version.
    FloorTimes replace(const std::string& incumbent);

private:
    boost::json::value call(const DockerRequest& request);
    void switch_to(const std::string& id);
    void wait_for_answer(const std::string& id);

    const test::World& world_;
    DockerClient client_;
    int count_ = 0;
};

} // namespace deploy::bench
