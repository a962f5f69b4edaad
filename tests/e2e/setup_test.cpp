// SPDX-License-Identifier: MIT
// From an empty host to the first version live, on the real engine, proxy, PostgreSQL, Redis and
// Nginx.
#include "e2e/fixture.hpp"
#include "e2e/sample_image.hpp"
#include "e2e/world_names.hpp"
#include "helpers/free_port.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <doctest/doctest.h>

using namespace deploy::test;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr auto postgres_image = "psyfit-deploy/test-postgres:15";
constexpr auto redis_image = "psyfit-deploy/test-redis:7";

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

fs::path cache() {
    const char* const named = std::getenv("DEPLOY_CACHE");
    const char* const home = std::getenv("HOME");
    return named != nullptr ? fs::path{named}
                            : fs::path{home == nullptr ? "" : home} / ".cache/psyfit-deploy";
}

/// A Docker host without anything of the service, and a web server's configuration of its own.
struct EmptyHost {
    std::string id = new_world_id();
    std::string service = "psyfit-test-" + id;
    TemporaryFolder folder;
    DockerTraces traces{service};
    ServiceRepository repository{folder.path(), import_sample_image(id)};
    fs::path nginx = folder.path() / "nginx";
    std::string host = service + ".example";
    json::object config;

    EmptyHost() {
        config = {{"service", service},
                  {"state_directory", (folder.path() / "state").string()},
                  {"source", {{"checkout", repository.checkout().string()}}},
                  {"build", {{"image", service}}},
                  {"container", {{"network", service}, {"volumes", json::array{}}}},
                  {"health", {{"deadline", "20s"}, {"timeout", "2s"}}},
                  {"proxy", {{"container", service + "-proxy"}, {"hosts", json::array{host}}}},
                  {"watch", {{"window", "1s"}}},
                  {"database",
                   {{"container", service + "-db"},
                    {"image", postgres_image},
                    {"volume", service + "-db"},
                    {"port", free_port()}}},
                  {"redis",
                   {{"container", service + "-redis"},
                    {"image", redis_image},
                    {"volume", service + "-redis"},
                    {"port", free_port()}}},
                  {"nginx",
                   {{"site", (nginx / "sites-available/web").string()},
                    {"certificates", (folder.path() / "live").string()}}},
                  {"setup",
                   {{"proxy_port", free_port()},
                    {"seed", json::array{"/sample", "migrate"}},
                    {"secrets", (folder.path() / "etc/psyfit.env").string()}}}};
        fs::create_directories(nginx / "sites-available");
        fs::create_directories(nginx / "sites-enabled");
        auto main = "pid " + (nginx / "pid").string() + ";\nevents {}\nhttp {\n";
        for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
            main += std::string{kind} + "_temp_path " + (nginx / kind).string() + ";\n";
        main += "access_log off;\ninclude " + (nginx / "sites-enabled").string() + "/*;\n}\n";
        write_file(nginx / "nginx.conf", main);
    }

    void make_certificate() const {
        const auto live = folder.path() / "live" / host;
        fs::create_directories(live);
        output_of({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                   "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=" + host,
                   "-keyout", (live / "privkey.pem").string(), "-out",
                   (live / "fullchain.pem").string()});
    }

    Finished cli(Words words) const {
        write_file(folder.path() / "config.json", json::serialize(config));
        words.insert(words.begin(), DEPLOY_TEST_CLI);
        words.insert(words.end(), {"--config", (folder.path() / "config.json").string()});
        const char* const path = std::getenv("PATH");
        return run(words, {.environment = {{"PATH", (cache() / "servers/usr/sbin").string() + ":" +
                                                        (path == nullptr ? "" : path)}}});
    }

    /// The state of each part.
    static std::map<std::string, std::string> states(const Finished& finished) {
        std::map<std::string, std::string> out;
        const auto report = json::parse(finished.out);
        for (const auto& part : report.at("parts").as_array())
            out[std::string{part.at("name").as_string()}] = part.at("state").as_string();
        return out;
    }

    /// What the program may change: containers with their start, volumes, the files.
    [[nodiscard]] std::string everything() const {
        auto out = docker({"ps", "-a", "--no-trunc", "--filter", "network=" + service, "--format",
                           "{{.ID}} {{.Names}} {{.State}}"});
        out += docker({"volume", "ls", "-q", "--filter", "name=" + service});
        for (const auto& file : {nginx / "sites-available/web", folder.path() / "etc/psyfit.env",
                                 folder.path() / "state" / (service + ".setup")})
            out += "\n" + (fs::exists(file) ? read_file(file) : "none");
        return out;
    }
};

void check_success(const Finished& finished) {
    INFO(finished.out, finished.err);
    REQUIRE(finished.exit_code == 0);
}

using States = std::map<std::string, std::string>;

const States all_made{{"secrets", "made"}, {"network", "made"},     {"database", "made"},
                      {"redis", "made"},   {"proxy", "made"},       {"nginx", "made"},
                      {"release", "made"}, {"seed", "made"},        {"firewall", "by hand"},
                      {"ssh", "by hand"},  {"timezone", "by hand"}, {"schedule", "by hand"}};

} // namespace

TEST_CASE("an empty host becomes a server with the first version live, once") {
    if (lacks_servers())
        return;
    EmptyHost on;
    on.make_certificate();
    const auto before = on.everything();

    const auto told = on.cli({"setup", "--dry-run", "--json"});

    check_success(told);
    auto would = EmptyHost::states(told);
    CHECK(would["database"] == "would make");
    CHECK(on.everything() == before);

    const auto made = on.cli({"setup", "--json"});

    check_success(made);
    CHECK(EmptyHost::states(made) == all_made);
    CHECK(on.cli({"status"}).exit_code == 0);
    const auto secrets = on.cli({"secrets", "check", "--json"});
    INFO(secrets.out);
    CHECK(secrets.exit_code == 0);
    CHECK_MESSAGE(secrets.out.find("not checked") == std::string::npos, "both servers were asked");
    const auto settings =
        docker({"inspect", "--format",
                "{{.HostConfig.RestartPolicy.Name}} "
                "{{index .HostConfig.LogConfig.Config \"max-size\"}}",
                on.service + "-db", on.service + "-redis", on.service + "-proxy"});
    CHECK(settings == "unless-stopped 10m\nunless-stopped 10m\nunless-stopped 10m");

    const auto after = on.everything();
    const auto again = on.cli({"setup"});

    check_success(again);
    CHECK(again.out.find("nothing was changed\n") != std::string::npos);
    CHECK(on.everything() == after);

    const auto environment = read_file(on.folder.path() / "etc/psyfit.env");
    const auto key = environment.find("REDIS_PASSWORD=") + 15;
    const auto password = environment.substr(key, environment.find('\n', key) - key);
    const auto processes = docker({"top", on.service + "-redis", "-eo", "pid,args"});
    CHECK(processes.find("redis-server") != std::string::npos);
    for (const auto& text : {processes, made.out, made.err, again.out, again.err, secrets.out})
        CHECK_MESSAGE(text.find(password) == std::string::npos, "no password is shown");

    docker({"restart", "-t", "20", on.service + "-redis", on.service + "-db"});
    CHECK_MESSAGE(on.cli({"setup", "--skip", "nginx"}).exit_code == 0, "they come back");
}
