// SPDX-License-Identifier: MIT
#include "e2e/empty_host.hpp"

#include "e2e/engine_api.hpp"
#include "e2e/sample_image.hpp"
#include "e2e/world_names.hpp"
#include "helpers/free_port.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>

namespace deploy::test {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr auto postgres_image = "psyfit-deploy/test-postgres:15";
constexpr auto redis_image = "psyfit-deploy/test-redis:7";

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

fs::path cache() {
    const auto named = variable("DEPLOY_CACHE");
    return named.empty() ? fs::path{variable("HOME")} / ".cache/psyfit-deploy" : fs::path{named};
}

/// An Nginx of its own, which reads the sites of this folder.
void make_nginx(const fs::path& folder) {
    fs::create_directories(folder / "sites-available");
    fs::create_directories(folder / "sites-enabled");
    auto main = "pid " + (folder / "pid").string() + ";\nevents {}\nhttp {\n";
    for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        main += std::string{kind} + "_temp_path " + (folder / kind).string() + ";\n";
    main += "access_log off;\ninclude " + (folder / "sites-enabled").string() + "/*;\n}\n";
    write_file(folder / "nginx.conf", main);
}

json::object server(const std::string& name, const char* image) {
    return {{"container", name}, {"image", image}, {"volume", name}, {"port", free_port()}};
}

/// Every file below a folder, but the checkout's, with its size and permissions.
std::string files_below(const fs::path& folder) {
    return output_of({"sh", "-c",
                      "cd " + folder.string() +
                          " && find . -path ./config.json -o -printf '%p %y %m %s %l\\n' | sort"});
}

} // namespace

bool lacks_servers() {
    if (skipped())
        return true;
    for (const auto* image : {postgres_image, redis_image})
        if (run({"docker", "image", "inspect", image}).exit_code != 0) {
            std::printf("[skipped] %s: there is no image %s; cmake/bootstrap.sh says why\n",
                        doctest::getContextOptions()->currentTest->m_name, image);
            return true;
        }
    return false;
}

EmptyHost::EmptyHost()
    : id_{new_world_id()},
      service_{"psyfit-test-" + id_},
      traces_{service_},
      image_{import_sample_image(id_)},
      repository_{folder_.path(), image_},
      nginx_{folder_.path() / "nginx"} {
    config = {{"service", service_},
              {"state_directory", (root() / "state").string()},
              {"source", {{"checkout", repository_.checkout().string()}}},
              {"build", {{"image", service_}}},
              {"container", {{"network", service_}, {"volumes", json::array{}}}},
              {"health", {{"deadline", "20s"}, {"timeout", "2s"}}},
              {"proxy", {{"container", proxy()}, {"hosts", json::array{host()}}}},
              {"watch", {{"window", "1s"}}},
              {"backup", {{"directory", (root() / "backups").string()}}},
              {"database", server(database(), postgres_image)},
              {"redis", server(redis(), redis_image)},
              {"nginx", {{"site", site().string()}, {"certificates", (root() / "live").string()}}},
              {"setup",
               {{"proxy_port", free_port()},
                {"migrate", json::array{"migrate"}},
                {"seed", json::array{"/sample", "migrate"}},
                {"secrets", secrets().string()}}}};
    make_nginx(nginx_);
}

fs::path EmptyHost::site() const { return nginx_ / "sites-available/web"; }

fs::path EmptyHost::make_certificate(const std::string& host) const {
    const auto live = root() / "live" / host;
    fs::create_directories(live);
    output_of({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:prime256v1", "-nodes", "-days", "90", "-subj", "/CN=" + host,
               "-addext", "subjectAltName=DNS:" + host, "-keyout", (live / "privkey.pem").string(),
               "-out", (live / "fullchain.pem").string()});
    return live / "fullchain.pem";
}

Words EmptyHost::command(const Words& words) const {
    write_file(root() / "config.json", json::serialize(config));
    Words out{DEPLOY_TEST_CLI};
    out.insert(out.end(), words.begin(), words.end());
    out.insert(out.end(), {"--config", (root() / "config.json").string()});
    return out;
}

std::map<std::string, std::string> EmptyHost::environment() const {
    return {{"PATH", programs().string() + ":" + (cache() / "servers/usr/sbin").string() + ":" +
                         variable("PATH")}};
}

Finished EmptyHost::run_cli(const Words& words) const {
    return run(command(words), {.environment = environment()});
}

Program EmptyHost::start_cli(const Words& words) const {
    return Program{command(words), {.environment = environment()}};
}

std::string EmptyHost::everything() const {
    std::string out;
    for (const auto& container : traces_.containers())
        out += container.id + " " + container.name + " " + container.status + "\n";
    out += docker({"volume", "ls", "-q", "--filter", "name=" + service_}) + "\n";
    out += docker({"network", "ls", "--no-trunc", "--filter", "name=" + service_}) + "\n";
    out += docker({"images", "-q", "--filter", "reference=" + service_ + "*"}) + "\n";
    for (const auto& file : {site(), secrets(), root() / "state" / (service_ + ".setup")})
        out += fs::exists(file) ? read_file(file) + "\n" : std::string{"none\n"};
    return out + files_below(root());
}

std::map<std::string, std::string> states(const Finished& finished) {
    std::map<std::string, std::string> out;
    const auto report = json::parse(finished.out);
    for (const auto& part : report.at("parts").as_array())
        out[std::string{part.at("name").as_string()}] = part.at("state").as_string();
    return out;
}

} // namespace deploy::test
