// SPDX-License-Identifier: MIT
#include "bench/overhead.hpp"

#include "bench/statistics.hpp"
#include <algorithm>
#include <deploy/lifecycle.hpp>
#include <sstream>

namespace deploy::bench {

namespace {

template <class Items, class Part>
std::vector<double> each(const Items& items, Part part) {
    std::vector<double> values;
    std::ranges::transform(items, std::back_inserter(values), part);
    return values;
}

double in_state(const Cost& cost, std::string_view state) {
    const auto found = cost.state_ms.find(std::string{state});
    return found == cost.state_ms.end() ? 0 : found->second;
}

void tell_states(std::ostream& text, const std::vector<Cost>& runs) {
    text << "psyfit-deploy, median ms in each state:";
    for (const auto& row : lifecycle) {
        const auto state = to_string(row.from);
        if (row.from != State::reverting)
            text << ' ' << state << ' '
                 << fixed(median(each(runs, [&](const Cost& c) { return in_state(c, state); })), 0);
    }
    text << '\n';
}

void tell_floor(std::ostream& text, const std::vector<FloorTimes>& runs) {
    const auto tell = [&](const char* name, double FloorTimes::*part) {
        text << ' ' << name << ' '
             << fixed(median(each(runs, [&](const FloorTimes& t) { return t.*part; })), 1);
    };
    text << "floor, median ms of each call:";
    tell("create", &FloorTimes::create);
    tell("start", &FloorTimes::start);
    tell("first-200", &FloorTimes::answer);
    tell("exec", &FloorTimes::exec);
    tell("stop", &FloorTimes::stop);
    text << '\n';
}

} // namespace

std::vector<double> Overhead::ratios() const {
    std::vector<double> all;
    for (std::size_t i = 0; i < std::min(ours.size(), floor.size()); ++i)
        all.push_back(ours[i].wall_ms / floor[i].total());
    return all;
}

std::vector<double> Overhead::unrest() const {
    std::vector<double> all;
    for (std::size_t i = 1; i < floor.size(); ++i)
        all.push_back(floor[i - 1].total() / floor[i].total());
    return all;
}

Overhead measure_overhead(int runs) {
    test::World world;
    world.config["watch"] = {{"window", "0s"}};
    world.start_by_hand();
    const auto image = world.service() + ":latest";
    Floor floor{world};
    Overhead out;
    for (int run = 0; run <= runs; ++run) {
        const auto ours = measured(world, {"deploy", "--image", image});
        remove_stopped(world);
        const auto bare = floor.replace(world.routed()->id);
        remove_stopped(world);
        if (run == 0)
            continue;
        out.ours.push_back(ours);
        out.floor.push_back(bare);
    }
    for (int run = 0; run < runs; ++run)
        out.status.push_back(measured(world, {"status"}));
    return out;
}

std::string told(const Overhead& overhead) {
    std::ostringstream text;
    const auto wall = each(overhead.ours, &Cost::wall_ms);
    const auto bare = each(overhead.floor, [](const FloorTimes& t) { return t.total(); });
    text << "psyfit-deploy, whole process, ms: median " << fixed(median(wall), 1) << ", p95 "
         << fixed(percentile(wall, 0.95), 1) << "\nfloor, ms: median " << fixed(median(bare), 1)
         << ", p95 " << fixed(percentile(bare, 0.95), 1) << "\nratio of the medians "
         << fixed(median(wall) / median(bare), 3) << ", of the p95s "
         << fixed(percentile(wall, 0.95) / percentile(bare, 0.95), 3)
         << "\nunrest of the machine: floor ÷ next floor, p95 "
         << fixed(percentile(overhead.unrest(), 0.95), 2) << '\n';
    tell_states(text, overhead.ours);
    tell_floor(text, overhead.floor);
    text << "raw, psyfit-deploy ms: " << raw(wall, 0) << "\nraw, floor ms: " << raw(bare, 0)
         << "\nraw, ratio of each pair: " << raw(overhead.ratios(), 2)
         << "\nraw, deploy CPU ms: " << raw(each(overhead.ours, &Cost::cpu_ms), 1)
         << "\nraw, deploy peak MiB: " << raw(each(overhead.ours, &Cost::peak_mib), 1)
         << "\nraw, status ms: " << raw(each(overhead.status, &Cost::wall_ms), 1) << '\n';
    return text.str();
}

} // namespace deploy::bench
