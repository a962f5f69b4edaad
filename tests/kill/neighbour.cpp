// SPDX-License-Identifier: MIT
#include "kill/neighbour.hpp"

#include "e2e/engine_api.hpp"
#include "e2e/proxy_route.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

namespace deploy::test {

Neighbour::Neighbour(const World& world, const std::string& image)
    : proxy_{world.proxy_name()},
      name_{world.service() + "-neighbour"},
      id_{docker({"run", "-d", "--name", name_, "--network", world.service(), image})} {
    world.proxy({"deploy", name_, "--target=" + id_.substr(0, 12) + ":3000",
                 "--host=" + name_ + ".example", "--health-check-path=/api/v1/health"});
    at_first_ = look();
}

void Neighbour::expect_untouched() const { CHECK(look() == at_first_); }

std::string Neighbour::look() const {
    const auto container = engine_api::get("/containers/" + id_ + "/json").value();
    const auto route = proxy_route(proxy_, name_);
    std::string seen = route.target + route.options;
    for (const auto* part : {"Name", "State", "Config", "HostConfig"})
        seen += boost::json::serialize(container.at(part));
    return seen;
}

} // namespace deploy::test
