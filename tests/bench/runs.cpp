// SPDX-License-Identifier: MIT
#include "bench/runs.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>
#include <stdexcept>

namespace deploy::bench {

namespace {

namespace json = boost::json;

std::map<std::string, double> times_in(const std::string& events) {
    std::map<std::string, double> times;
    std::istringstream lines{events};
    for (std::string line; std::getline(lines, line);) {
        boost::system::error_code error;
        const auto event = json::parse(line, error);
        const auto* object = error ? nullptr : event.if_object();
        if (object != nullptr && object->contains("took_ms"))
            times[std::string{object->at("from").as_string()}] =
                object->at("took_ms").to_number<double>();
    }
    return times;
}

} // namespace

Cost measured(const test::Words& command, const test::ProgramOptions& options,
              const std::filesystem::path& report, int or_code) {
    test::Words whole{DEPLOY_BENCH_MEASURE, report.string()};
    whole.insert(whole.end(), command.begin(), command.end());
    const auto ended = test::run(whole, options);
    if (ended.exit_code != 0 && ended.exit_code != or_code)
        throw std::runtime_error{"psyfit-deploy failed: " + ended.out + ended.err};
    std::istringstream figures{test::read_file(report)};
    double wall_us = 0;
    double cpu_us = 0;
    double peak_kib = 0;
    figures >> wall_us >> cpu_us >> peak_kib;
    return {wall_us / 1000, cpu_us / 1000, peak_kib / 1024, times_in(ended.out)};
}

Cost measured(test::World& world, const test::Words& words) {
    const auto file = world.root() / "config.json";
    test::write_file(file, json::serialize(world.config));
    test::Words command{DEPLOY_TEST_CLI};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"--json", "--config", file.string()});
    return measured(command, {}, world.root() / "cost");
}

void remove_stopped(const test::World& world) {
    for (const auto& seen : world.containers())
        if (seen.status == "exited")
            test::docker({"rm", "--volumes", seen.id});
}

} // namespace deploy::bench
