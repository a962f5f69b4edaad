// SPDX-License-Identifier: MIT
#include "contract/docker_sandbox.hpp"
#include "adapters/docker_image_builder.hpp"
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace deploy::test {

namespace {

std::string unique_prefix() {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    const char* const run = std::getenv("DEPLOY_TEST_RUN"); // tests/run.sh looks for its own traces
    return "psyfit-test-" + std::string{run == nullptr ? "manual" : run} + "-engine-" +
           std::to_string(getpid()) + "-" + std::to_string(now);
}

template <class T>
T require(Result<T> result) {
    if (!result)
        throw std::runtime_error{result.error().message};
    return std::move(*result);
}

boost::json::object network_body(const std::string& name, const std::string& prefix) {
    return {{"Name", name}, {"Labels", {{test_label, prefix}}}};
}

} // namespace

DockerSandbox::DockerSandbox() : prefix_{unique_prefix()} {
    auto pattern = (std::filesystem::temp_directory_path() / "docker-sandbox-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error{"no temporary directory"};
    directory_ = pattern;
    make_image(prefix_ + ":1", "ENV BAKED=in\n");
    for (const auto& name : {prefix_, second_network()})
        must({.method = "POST", .path = "/networks/create", .body = network_body(name, prefix_)});
}

void DockerSandbox::make_image(const std::string& tag, const std::string& instruction) {
    DockerImageBuilder builder{docker_socket, std::chrono::seconds{60}};
    // The label first: images that share a layer with another test's go away with that test.
    const auto dockerfile = "FROM scratch\nLABEL " + std::string{test_label} + "=" + prefix_ +
                            "\nCOPY idle /idle\n" + instruction + "CMD [\"/idle\"]\n";
    const auto built = builder.build(
        {.context = context("base", dockerfile), .dockerfile = "Dockerfile", .tag = tag},
        [](std::string_view) {}, {});
    if (!built)
        throw std::runtime_error{built.error().message};
}

ContractWorld DockerSandbox::world() {
    return {engine_, prefix_ + ":1", prefix_, prefix_,
            [this](const std::string& name) { return build(name); }};
}

std::string DockerSandbox::build(const std::string& name) {
    make_image(name, "ENV MADE=" + std::to_string(++made_) + "\n");
    return name;
}

DockerSandbox::~DockerSandbox() {
    remove_containers();
    for (const auto& name : {prefix_, second_network()})
        static_cast<void>(client_.send({.method = "DELETE", .path = "/networks/" + name}));
    remove_images();
    std::filesystem::remove_all(directory_);
}

void DockerSandbox::remove_containers() {
    const auto mine = engine_.list(test_label, prefix_);
    if (mine)
        for (const auto& container : *mine)
            static_cast<void>(engine_.remove(container.id));
}

void DockerSandbox::must(const DockerRequest& request) {
    const auto response = require(client_.send(request));
    if (!response.ok())
        throw std::runtime_error{request.path + ": " + response.message()};
}

/// Those of failed builds too: their label is set before anything else is done.
void DockerSandbox::remove_images() {
    const boost::json::object filters{
        {"label", boost::json::array{std::string{test_label} + "=" + prefix_}}};
    const auto response =
        client_.send({.path = "/images/json?all=1&filters=" +
                              DockerClient::escape(boost::json::serialize(filters))});
    const auto images = response ? response->json() : Result<boost::json::value>{nullptr};
    if (images && images->is_array())
        for (const auto& image : images->get_array())
            static_cast<void>(client_.send(
                {.method = "DELETE",
                 .path = "/images/" + std::string{image.at("Id").get_string()} + "?force=1"}));
}

ContainerSpec DockerSandbox::idle(const std::string& name, std::vector<std::string> arguments) {
    auto spec = world().spec(name);
    boost::json::array command{"/idle"};
    for (auto& argument : arguments)
        command.emplace_back(std::move(argument));
    spec.config["Cmd"] = std::move(command);
    return spec;
}

std::string DockerSandbox::run(const ContainerSpec& spec) {
    auto id = require(engine_.create(spec));
    if (const auto started = engine_.start(id); !started)
        throw std::runtime_error{started.error().message};
    return id;
}

int DockerSandbox::exit_code(const std::string& id) {
    must({.method = "POST", .path = "/containers/" + id + "/wait"});
    return require(engine_.inspect(id)).value().exit_code;
}

std::filesystem::path DockerSandbox::context(const std::string& name,
                                             const std::string& dockerfile) {
    const auto folder = directory_ / name;
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(DEPLOY_TEST_IDLE, folder / "idle",
                               std::filesystem::copy_options::overwrite_existing);
    std::ofstream{folder / "Dockerfile"} << dockerfile;
    return folder;
}

DockerSandbox& docker_sandbox() {
    static DockerSandbox sandbox;
    return sandbox;
}

} // namespace deploy::test
