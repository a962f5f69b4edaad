// SPDX-License-Identifier: MIT
#include "bench/floor.hpp"

#include "adapters/docker_json.hpp"
#include "support/http.hpp"
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace deploy::bench {

namespace {

namespace json = boost::json;
using std::chrono::steady_clock;

/// Milliseconds since the last lap.
class Stopwatch {
public:
    double lap() {
        const auto now = steady_clock::now();
        const std::chrono::duration<double, std::milli> took = now - last_;
        last_ = now;
        return took.count();
    }

private:
    steady_clock::time_point last_ = steady_clock::now();
};

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error{result.error().message};
    return std::move(*result);
}

std::string id_in(const json::value& answer) { return std::string{answer.at("Id").as_string()}; }

} // namespace

Floor::Floor(const test::World& world) : world_{world}, client_{"/var/run/docker.sock"} {}

json::value Floor::call(const DockerRequest& request) {
    const auto answer = must(client_.send(request));
    if (!answer.ok())
        throw std::runtime_error{request.path + ": " + answer.message()};
    return answer.body.empty() || answer.body.front() != '{' ? json::value{} : must(answer.json());
}

FloorTimes Floor::replace(const std::string& incumbent) {
    const auto like =
        must(container_from_json(call({.path = "/containers/" + incumbent + "/json"})));
    ContainerSpec spec{.name = world_.service() + "-floor-" + std::to_string(++count_),
                       .image = like.image,
                       .env = like.env,
                       .labels = like.labels,
                       .attachments = {{.network = world_.service()}},
                       .config = like.config,
                       .host_config = like.host_config};
    spec.config.erase("Hostname");
    const DockerRequest create{.method = "POST",
                               .path = "/containers/create?name=" + spec.name,
                               .body = create_body(spec)};
    FloorTimes times;
    Stopwatch watch;
    const auto id = id_in(call(create));
    times.create = watch.lap();
    call({.method = "POST", .path = "/containers/" + id + "/start"});
    times.start = watch.lap();
    wait_for_answer(id);
    times.answer = watch.lap();
    switch_to(id);
    times.exec = watch.lap();
    call({.method = "POST", .path = "/containers/" + incumbent + "/stop?t=5"});
    times.stop = watch.lap();
    return times;
}

void Floor::wait_for_answer(const std::string& id) {
    const auto inspected = must(container_from_json(call({.path = "/containers/" + id + "/json"})));
    const auto address = inspected.address_on(world_.service());
    HttpSession session;
    const auto deadline = steady_clock::now() + std::chrono::seconds{20};
    for (;;) {
        const auto answer =
            session.exchange({.url = "http://" + address.value_or("") + ":3000/api/v1/health"});
        if (answer && answer->status == 200)
            return;
        if (steady_clock::now() > deadline)
            throw std::runtime_error{"the floor's container does not answer"};
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

void Floor::switch_to(const std::string& id) {
    const json::array command{"kamal-proxy",
                              "deploy",
                              world_.service(),
                              "--target=" + id.substr(0, 12) + ":3000",
                              "--host=" + world_.host(),
                              "--deploy-timeout=10s",
                              "--drain-timeout=10s"};
    const auto exec = id_in(call(
        {.method = "POST",
         .path = "/containers/" + world_.proxy_name() + "/exec",
         .body = json::value{{"AttachStdout", true}, {"AttachStderr", true}, {"Cmd", command}}}));
    const auto said = must(client_.send({.method = "POST",
                                         .path = "/exec/" + exec + "/start",
                                         .body = json::value{{"Detach", false}, {"Tty", false}}}));
    const auto status = call({.path = "/exec/" + exec + "/json"});
    if (status.at("ExitCode").to_number<int>() != 0)
        throw std::runtime_error{"kamal-proxy refused the floor's container: " +
                                 demultiplex(said.body) + json::serialize(status)};
}

} // namespace deploy::bench
