// SPDX-License-Identifier: MIT
#include "e2e/dropped_packets.hpp"
#include "helpers/program.hpp"

#include <boost/process/search_path.hpp>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>

namespace deploy::test {
namespace {

Words rule(const char* action, const char* chain, const char* side, const std::string& port) {
    return {"iptables", "-w", action, chain, "-p", "tcp", side, port, "-j", "DROP"};
}

/// Why packets cannot be dropped here; empty where they can.
std::string obstacle() {
    if (std::getenv("DEPLOY_TEST_OWN_ENGINE") == nullptr) // NOLINT(concurrency-mt-unsafe)
        return "it would change the machine's network; tests/engine.sh has its own";
    if (boost::process::search_path("iptables").empty())
        return "there is no iptables in PATH";
    const auto usable = run({"iptables", "-w", "-S", "INPUT"});
    return usable.exit_code == 0 ? "" : "iptables cannot be used: " + usable.err;
}

} // namespace

bool DroppedPackets::skipped() {
    const auto why = obstacle();
    if (!why.empty())
        std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name << ": "
                  << why << std::endl;
    return !why.empty();
}

DroppedPackets::DroppedPackets(std::uint16_t port) : port_{std::to_string(port)} {
    output_of(rule("-I", "INPUT", "--dport", port_));
    output_of(rule("-I", "OUTPUT", "--sport", port_));
}

DroppedPackets::~DroppedPackets() {
    run(rule("-D", "INPUT", "--dport", port_));
    run(rule("-D", "OUTPUT", "--sport", port_));
}

} // namespace deploy::test
