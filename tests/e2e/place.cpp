// SPDX-License-Identifier: MIT
#include "e2e/place.hpp"

#include "e2e/sample_image.hpp"
#include "e2e/world_names.hpp"
#include "helpers/program.hpp"

#include <boost/json/serialize.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace deploy::test {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Place>& spare() {
    static std::unique_ptr<Place> kept;
    return kept;
}

} // namespace

std::unique_ptr<Place> Place::take() {
    return spare() ? std::exchange(spare(), nullptr) : std::make_unique<Place>();
}

void Place::give_back(std::unique_ptr<Place> place) {
    place->traces_.remove_all_but(place->proxy_name(), place->base_image_);
    if (!spare() && place->is_as_it_was())
        spare() = std::move(place);
}

void Place::leave() { spare().reset(); }

Place::Place()
    : id_{new_world_id()},
      service_{"psyfit-test-" + id_},
      traces_{service_},
      proxy_{std::async(std::launch::async, [this] { start_proxy(); })},
      base_image_{import_sample_image(id_)} {
    proxy_.get();
    static_cast<void>(port());
    started_ = proxy_state();
}

void Place::start_proxy() const {
    docker({"network", "create", "--label", "psyfit.test=" + id_, service_});
    docker({"run", "-d", "--name", proxy_name(), "--label", "psyfit.test=" + id_, "--network",
            service_, "--publish", "127.0.0.1::80", "--publish", "127.0.0.1::443",
            std::string{proxy_image}});
}

std::uint16_t Place::port() const {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (run({"docker", "exec", proxy_name(), "kamal-proxy", "list"}).exit_code != 0)
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"kamal-proxy does not answer: " +
                                     docker({"logs", proxy_name()})};
    return published_port(proxy_name(), "80/tcp");
}

ProxyRoute Place::route() const { return proxy_route(proxy_name(), service_); }

std::string Place::proxy_state() const {
    const auto proxy = engine_api::get("/containers/" + proxy_name() + "/json");
    if (!proxy)
        return "gone";
    const auto& state = proxy->at("State");
    return boost::json::serialize(state.at("Status")) +
           boost::json::serialize(state.at("StartedAt"));
}

bool Place::is_as_it_was() const {
    if (proxy_state() != started_)
        return false;
    // One that is not there is refused, and whatever else is there is seen below.
    run({"docker", "exec", proxy_name(), "kamal-proxy", "remove", service_});
    return routed_services(proxy_name()).empty();
}

} // namespace deploy::test
