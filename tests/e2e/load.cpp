// SPDX-License-Identifier: MIT
#include "e2e/load.hpp"

#include "e2e/world_names.hpp"
#include "helpers/provided.hpp"

#include <algorithm>
#include <boost/process/search_path.hpp>
#include <cerrno>
#include <csignal>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <iostream>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr int heavy = 200; // requests a second

// Where cmake/bootstrap.sh puts it, else wherever it is.
std::string generator() {
    const auto own = cache_folder() / "bin/vegeta";
    return fs::exists(own) ? own.string() : boost::process::search_path("vegeta").string();
}

} // namespace

/// Two loads of full rate leave two cores no time for what they are to measure: one test's waits
/// until another one's has ended.
class Load::Turn {
public:
    Turn() : file_{::open(path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)} {
        if (file_ < 0 || ::flock(file_, LOCK_EX) != 0)
            throw std::system_error{errno, std::generic_category(), path().string()};
    }
    ~Turn() { ::close(file_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    static fs::path path() { return fs::temp_directory_path() / "psyfit-test-load.lock"; }

    int file_;
};

Load::~Load() = default;

bool Load::skipped() {
    if (test::skipped())
        return true;
    const bool missing = generator().empty();
    if (missing)
        std::cout << "[skipped] " << doctest::getContextOptions()->currentTest->m_name
                  << ": vegeta is not there; cmake/bootstrap.sh says why" << std::endl;
    return missing;
}

Load::Load(const LoadOptions& options)
    : options_{options}, turn_{options.rate < heavy ? nullptr : std::make_unique<Turn>()} {
    const auto place = options.address + ":" + std::to_string(options.port);
    const auto url =
        options.certificate.empty() ? "http://" + place : "https://" + options.host + ":443";
    const auto body = folder_.path() / "body";
    write_file(body, std::string(LoadOptions::body_size, 'x'));
    start("GET on new connections", "GET " + url + "/home\n", {"-keepalive=false"});
    start("GET on kept connections", "GET " + url + "/home\n", {"-keepalive=true"});
    start_posts(url + "/echo", "@" + body.string());
    if (options.rare_kinds) {
        const auto rate = options.rate / 10;
        start("HEAD", "HEAD " + url + "/home\n", {"-keepalive=false", "-header=Connection: close"},
              rate);
        start("POST that asks before", "POST " + url + "/echo\n@" + body.string() + "\n",
              {"-keepalive=true", "-header=Expect: 100-continue"}, rate);
    }
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    const auto begun = [](const Attack& attack) {
        return fs::exists(attack.results) && fs::file_size(attack.results) > 0;
    };
    while (!std::ranges::all_of(attacks_, begun))
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"the load does not begin: " + attacks_.front().program.err()};
}

/// Ids make each request a target of its own, read as they are needed.
void Load::start_posts(const std::string& url, const std::string& body) {
    if (options_.id.empty())
        return start("POST", "POST " + url + "\n" + body + "\n", {"-keepalive=true"});
    std::string targets;
    for (std::int64_t i = 0; i < options_.rate / 3 * options_.limit.count(); ++i)
        targets +=
            "POST " + url + "?id=" + options_.id + "-" + std::to_string(i) + "\n" + body + "\n\n";
    start("POST", targets, {"-keepalive=true", "-lazy"});
}

void Load::start(std::string_view kind, const std::string& target, const Words& flags, int rate) {
    rate = rate == 0 ? options_.rate / 3 : rate;
    const auto name = std::to_string(attacks_.size());
    const auto results = folder_.path() / (name + ".results");
    const auto targets = folder_.path() / (name + ".targets");
    write_file(targets, target);
    Words command{generator(),
                  "attack",
                  "-targets=" + targets.string(),
                  "-output=" + results.string(),
                  "-header=Host: " + options_.host,
                  "-rate=" + std::to_string(rate),
                  "-duration=" + std::to_string(options_.limit.count()) + "s",
                  "-timeout=" + std::to_string(LoadOptions::patience.count()) + "s",
                  "-redirects=-1"};
    if (options_.certificate.empty())
        command.emplace_back("-http2=false");
    else
        command.insert(command.end(), {"-root-certs=" + options_.certificate.string(),
                                       "-connect-to=" + options_.host + ":443:" + options_.address +
                                           ":" + std::to_string(options_.port)});
    command.insert(command.end(), flags.begin(), flags.end());
    attacks_.push_back({std::string{kind}, rate, results, Program{command}});
}

LoadReport Load::stop(const Window& window) {
    for (auto& attack : attacks_)
        if (attack.program.wait(0ms))
            throw std::runtime_error{attack.kind +
                                     ": the load ended early: " + attack.program.err()};
    for (auto& attack : attacks_)
        attack.program.send_signal(SIGINT);
    LoadReport report;
    for (auto& attack : attacks_) {
        if (!attack.program.wait(30s))
            throw std::runtime_error{attack.kind + ": the load does not end"};
        report.kinds.push_back(count_results(
            attack.kind, output_of({generator(), "encode", "-to=csv", attack.results.string()}),
            attack.rate, window));
    }
    attacks_.clear();
    turn_.reset();
    return report;
}

} // namespace deploy::test
