// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <string>

namespace deploy::test {

/// While it lives, no packet to or from this TCP port passes, and nobody is told: neither end sees
/// a connection closed, nor a new one refused. Only where the network is this run's own, as under
/// tests/engine.sh.
class DroppedPackets {
public:
    /// Whether packets cannot be dropped here, which is then told.
    static bool skipped();

    explicit DroppedPackets(std::uint16_t port);
    ~DroppedPackets();
    DroppedPackets(const DroppedPackets&) = delete;
    DroppedPackets& operator=(const DroppedPackets&) = delete;

private:
    std::string port_;
};

} // namespace deploy::test
