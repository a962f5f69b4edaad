// SPDX-License-Identifier: MIT
#include "bench/guide.hpp"

#include "bench/runs.hpp"
#include "bench/statistics.hpp"
#include "bench/version_watcher.hpp"
#include <sstream>
#include <stdexcept>

namespace deploy::bench {

namespace {

using Time = VersionWatcher::TimePoint;
using Seconds = std::chrono::duration<double>;

constexpr auto boot_ms = "1000";

double until(std::optional<Time> seen, Time ready) {
    if (!seen)
        throw std::runtime_error{"the new version never answered"};
    return Seconds{*seen - ready}.count();
}

/// `ready SECONDS` as by_hand.sh prints it.
Time ready_in(const std::string& output) {
    const auto seconds = std::stod(output.substr(output.find("ready ") + 6));
    return Time{std::chrono::duration_cast<Time::duration>(Seconds{seconds})};
}

double by_hand(test::World& world, const std::string& version) {
    world.repository().commit({{"version", version}, {"boot_ms", boot_ms}});
    const auto current = world.routed()->id;
    VersionWatcher watcher{world, version};
    const auto output = test::output_of(
        {DEPLOY_BENCH_BY_HAND, world.repository().checkout().string(), world.service(), current,
         version, world.proxy_name(), world.host(), std::to_string(world.port())});
    return until(watcher.first_seen(), ready_in(output));
}

double ours(test::World& world, const std::string& version) {
    world.repository().commit({{"version", version}, {"boot_ms", boot_ms}});
    world.repository().pull();
    const auto image = world.service() + ":" + version;
    test::docker({"build", "--quiet", "--tag", image, world.repository().checkout().string()});
    VersionWatcher watcher{world, version};
    const auto ready = std::chrono::system_clock::now();
    measured(world, {"deploy", "--image", image});
    return until(watcher.first_seen(), ready);
}

} // namespace

Guide compare_with_guide(int rounds) {
    test::World world;
    world.config["watch"] = {{"window", "0s"}};
    world.start_by_hand();
    Guide out;
    int version = 1;
    for (int round = 0; round < rounds; ++round) {
        out.by_hand.push_back(by_hand(world, std::to_string(++version)));
        out.ours.push_back(ours(world, std::to_string(++version)));
        remove_stopped(world);
    }
    return out;
}

std::string told(const Guide& guide) {
    std::ostringstream text;
    text << "image ready to traffic on the new version, 1 s boot, median s: by hand "
         << fixed(median(guide.by_hand), 2) << ", psyfit-deploy " << fixed(median(guide.ours), 2)
         << "\nraw, by hand s: " << raw(guide.by_hand, 2)
         << "\nraw, psyfit-deploy s: " << raw(guide.ours, 2) << '\n';
    return text.str();
}

} // namespace deploy::bench
