// SPDX-License-Identifier: MIT
#include "e2e/proxy_route.hpp"

#include "e2e/engine_api.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace deploy::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace std::chrono_literals;

constexpr const char* state_file = "home/kamal-proxy/.config/kamal-proxy/kamal-proxy.state";

/// The root of its files, as this machine sees it.
fs::path root_of(const std::string& proxy) {
    const auto described = engine_api::get("/containers/" + proxy + "/json");
    const auto pid = described ? described->at_pointer("/State/Pid").to_number<int>() : 0;
    if (pid == 0)
        throw std::runtime_error{proxy + " does not run"};
    return "/proc/" + std::to_string(pid) + "/root";
}

/// Its content; an empty list before the first route. Who may not look into the container has it
/// copied.
std::string state_of(const std::string& proxy) {
    const auto root = root_of(proxy);
    std::error_code error;
    if (fs::exists(root / "home", error))
        return fs::exists(root / state_file) ? read_file(root / state_file) : "[]";
    const TemporaryFolder folder;
    const auto copy = folder.path() / "state";
    const auto copied = run({"docker", "cp", proxy + ":/" + state_file, copy.string()});
    if (copied.exit_code == 0)
        return read_file(copy);
    if (copied.err.find("Could not find the file") == std::string::npos)
        throw std::runtime_error{copied.err};
    return "[]";
}

json::array services_of(const std::string& proxy) {
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    for (;;) {
        const auto state = state_of(proxy);
        // The proxy empties it before it writes it, and does not take long.
        if (state.empty() && std::chrono::steady_clock::now() > deadline - 4s)
            return {};
        json::error_code error;
        auto services = json::parse(state, error);
        if (!error && services.is_array())
            return services.as_array();
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{proxy + "'s state file: " + error.message()};
    }
}

} // namespace

ProxyRoute proxy_route(const std::string& proxy, const std::string& service) {
    for (const auto& each : services_of(proxy))
        if (each.at("name").as_string() == service)
            return {json::value_to<std::string>(each.at("active_targets").at(0)),
                    json::serialize(each.at("options")) +
                        json::serialize(each.at("target_options"))};
    return {};
}

Words routed_services(const std::string& proxy) {
    Words names;
    for (const auto& each : services_of(proxy))
        names.push_back(json::value_to<std::string>(each.at("name")));
    return names;
}

} // namespace deploy::test
