// SPDX-License-Identifier: MIT
// doctor_bench RUNS: how long `doctor` takes on a server that has everything, which `setup` made:
// engine, proxy, PostgreSQL, Redis, a release, Nginx with three certificates, a backup, a crontab,
// an address for alarms. Run by tests/bench/doctor.sh, where ports 80 and 443 and the crontab are
// its own.
#define DOCTEST_CONFIG_IMPLEMENT // the fixture library names the current test
#include "bench/runs.hpp"
#include "bench/statistics.hpp"
#include "e2e/empty_host.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <cstdlib>
#include <doctest/doctest.h>
#include <iostream>
#include <stdexcept>

namespace {

using namespace deploy::bench;
namespace fs = std::filesystem;
namespace test = deploy::test;

constexpr int some_check_failed = 3;

/// So that `nginx` is the one of this server.
void give_nginx(const test::EmptyHost& host) {
    const auto program = host.programs() / "nginx";
    test::write_file(program, "#!/bin/sh\nPATH=${PATH#*:}\nexec nginx -c " +
                                  (host.nginx() / "nginx.conf").string() + " \"$@\"\n");
    fs::permissions(program, fs::perms::owner_all);
}

void must(const test::EmptyHost& host, const test::Words& words) {
    const auto done = host.run_cli(words);
    if (done.exit_code != 0)
        throw std::runtime_error{words.front() + " failed: " + done.out + done.err};
}

/// Whom the monitor would tell.
void give_address(test::EmptyHost& host) {
    const auto password = host.root() / "mail";
    test::write_file(password, "p4ssw0rd\n");
    fs::permissions(password, fs::perms(0600));
    host.config["mail"] = {{"password_file", password.string()},
                           {"from", "monitor@localhost"},
                           {"to", boost::json::array{"ops@localhost"}}};
}

void make_whole(test::EmptyHost& host) {
    const test::Words hosts{"localhost", "www.localhost", "api.localhost"};
    host.config["proxy"].as_object()["hosts"] = boost::json::array(hosts.begin(), hosts.end());
    std::string trusted;
    for (const auto& each : hosts)
        trusted += test::read_file(host.make_certificate(each));
    test::write_file(host.root() / "trusted.pem", trusted);
    host.config["schedule"] = {{"timezone", "Etc/UTC"}, {"logs", host.root().string()}};
    host.config["source"].as_object()["branch"] = "main";
    ::setenv("SSL_CERT_FILE", (host.root() / "trusted.pem").c_str(), 1);
    give_address(host);
    give_nginx(host);
    must(host, {"setup"});
    test::output_of({(host.programs() / "nginx").string()}, {.environment = host.environment()});
    must(host, {"backup"});
    must(host, {"schedule", "install", "--crontab", "--yes"});
}

void measure(test::EmptyHost& host, int runs) {
    const auto command = host.command({"doctor"});
    const auto options = test::ProgramOptions{.environment = host.environment()};
    std::cout << test::run(command, options).out << std::endl;
    std::vector<double> wall;
    std::vector<double> cpu;
    for (int run = 0; run < runs; ++run) {
        const auto cost = measured(command, options, host.root() / "cost", some_check_failed);
        wall.push_back(cost.wall_ms);
        cpu.push_back(cost.cpu_ms);
    }
    Table table;
    table.add("`doctor` on a full server, median", median(wall), 0, " ms", Table::Target::at_most,
              1000);
    table.add("`doctor` on a full server, longest", percentile(wall, 1), 0, " ms",
              Table::Target::at_most, 1000);
    std::cout << "raw, doctor ms: " << raw(wall, 0) << "\nraw, its CPU ms: " << raw(cpu, 1) << "\n"
              << table.text();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2)
        return 2;
    try {
        test::EmptyHost host;
        make_whole(host);
        measure(host, std::atoi(argv[1]));
        test::output_of({(host.programs() / "nginx").string(), "-s", "stop"},
                        {.environment = host.environment()});
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
