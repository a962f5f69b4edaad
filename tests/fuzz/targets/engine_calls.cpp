// SPDX-License-Identifier: MIT
// Every call of the engine, of commands in containers and of the proxy, against answers of any
// status and body: a result or an error that says something, and no success against refusals. The
// input: a byte for the call, then the answers, each a line with the status and a body, ended by
// `%%`. After the last one the engine hangs up.
#include "adapters/docker_engine.hpp"
#include "adapters/docker_exec.hpp"
#include "adapters/kamal_proxy.hpp"
#include "fuzz/answering_server.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <doctest/doctest.h>
#include <functional>

namespace deploy::fuzz {

namespace {

/// Time that passes only when somebody sleeps, and then a second at least.
class HastyClock final : public Clock {
public:
    std::chrono::steady_clock::time_point now() override { return now_; }
    std::chrono::system_clock::time_point wall() override { return {}; }
    void sleep_for(std::chrono::milliseconds duration, std::stop_token /*stop*/) override {
        now_ += std::max<std::chrono::milliseconds>(duration, std::chrono::seconds{1});
    }

private:
    std::chrono::steady_clock::time_point now_;
};

struct Parts {
    DockerEngine& engine;
    DockerExec& exec;
    KamalProxy& proxy;
};

template <class T>
bool done(const Result<T>& result) {
    if (result)
        return true;
    CHECK_FALSE(result.error().message.empty());
    return false;
}

const ContainerSpec spec{.name = "web",
                         .image = "web:1",
                         .env = {"A=b"},
                         .labels = {{std::string{label::deployment}, "1"}},
                         .attachments = {{.network = "kamal"}, {.network = "other"}}};
const Route route{.service = "web", .target = "abcdef012345:3000", .hosts = {"a.test"}};

Result<> noted(std::string_view /*operation*/) { return {}; }

using Call = std::function<bool(Parts)>;

// clang-format off
/// Those that only read come after those that change something.
constexpr std::size_t changes = 10;
const std::array<Call, 23> calls{
    [](Parts p) { return done(p.engine.create(spec)); },
    [](Parts p) { return done(p.engine.start("web")); },
    [](Parts p) { return done(p.engine.stop("web", std::chrono::seconds{1})); },
    [](Parts p) { return done(p.engine.remove("web")); },
    [](Parts p) { return done(p.engine.set_restart_policy("web", "always")); },
    [](Parts p) { return done(p.engine.tag("web:1", "web:latest")); },
    [](Parts p) { return done(p.exec.create({.container = "proxy", .command = {"list"}})); },
    [](Parts p) { return done(p.exec.start("1", std::chrono::seconds{1})); },
    [](Parts p) { return done(p.proxy.route_to(route, noted)); },
    [](Parts p) { return done(p.proxy.remove_route("web")); },
    [](Parts p) { return done(p.proxy.settle("1")); },
    [](Parts p) { return done(p.engine.info()); },
    [](Parts p) { return done(p.engine.inspect("web")); },
    [](Parts p) { return done(p.engine.ids()); },
    [](Parts p) { return done(p.engine.list("a", "b")); },
    [](Parts p) { return done(p.engine.logs("web", 10)); },
    [](Parts p) { return done(p.engine.memory_used("web")); },
    [](Parts p) { return done(p.engine.image("web:1")) && done(p.engine.has_network("kamal")); },
    [](Parts p) { return done(p.exec.inspect("1")) && done(p.exec.processes("proxy")); },
    [](Parts p) { return done(p.proxy.endpoint()); },
    [](Parts p) { return done(p.proxy.route("web")); },
    [](Parts p) { return done(p.proxy.passage("id", {})); },
    [](Parts p) { return done(p.engine.components()); },
};
// clang-format on

struct Answers {
    std::vector<std::vector<std::string>> raw{};
    bool all_refuse = true;
};

Answers answers_of(Input input) {
    Answers answers;
    while (!input.empty()) {
        Input part{input.part()};
        const auto first = part.line();
        int status = 200;
        std::from_chars(first.data(), first.data() + first.size(), status);
        status = std::clamp(status, 200, 599);
        answers.all_refuse = answers.all_refuse && status >= 500;
        answers.raw.push_back(
            {"HTTP/1.1 " + std::to_string(status) + " \r\nApi-Version: 1.41\r\nContent-Length: " +
             std::to_string(part.rest().size()) + "\r\n\r\n" + std::string{part.rest()}});
    }
    return answers;
}

} // namespace

void engine_calls(std::string_view bytes) {
    static AnsweringServer server;
    Input input{bytes};
    const auto number = input.byte() % calls.size();
    input.line();
    auto answers = answers_of(input);
    const bool refused = answers.all_refuse;
    answers.raw.insert(answers.raw.begin(), {"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n"
                                             "Content-Length: 2\r\n\r\nOK"}); // to /_ping
    server.answer(std::move(answers.raw));

    DockerClient client{server.socket()};
    DockerEngine engine{server.socket()};
    DockerExec exec{client};
    HastyClock clock;
    Config config;
    config.proxy.deploy_timeout = config.proxy.drain_timeout = std::chrono::seconds{1};
    KamalProxy proxy{client, clock, config};

    const bool success = calls[number]({engine, exec, proxy});
    if (number < changes && refused)
        CHECK_MESSAGE(!success, "a refusal is no success");
}

} // namespace deploy::fuzz
