// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/docker_traces.hpp"
#include "e2e/service_repository.hpp"
#include "helpers/program.hpp"

#include <boost/json/object.hpp>
#include <filesystem>
#include <map>
#include <string>

namespace deploy::test {

/// True, with one line that says why, where there is no engine, PostgreSQL or Redis to set up.
bool lacks_servers();

/// A Docker host without anything of the service, and a web server's configuration of its own.
class EmptyHost {
public:
    EmptyHost();

    [[nodiscard]] const std::string& service() const { return service_; }
    [[nodiscard]] std::string database() const { return service_ + "-db"; }
    [[nodiscard]] std::string redis() const { return service_ + "-redis"; }
    [[nodiscard]] std::string proxy() const { return service_ + "-proxy"; }
    [[nodiscard]] std::string host() const { return service_ + ".example"; }
    [[nodiscard]] std::string image() const { return image_; } ///< Of a program that is no server.
    [[nodiscard]] const DockerTraces& traces() const { return traces_; }
    [[nodiscard]] std::filesystem::path root() const { return folder_.path(); }
    [[nodiscard]] std::filesystem::path secrets() const { return root() / "etc/psyfit.env"; }
    [[nodiscard]] std::filesystem::path site() const;
    /// Programs there come before all others in the PATH of psyfit-deploy.
    [[nodiscard]] std::filesystem::path programs() const { return root() / "bin"; }
    [[nodiscard]] std::filesystem::path nginx() const { return nginx_; } ///< Its configuration.
    /// Where Nginx looks for it, signed by itself. Gives its file.
    std::filesystem::path make_certificate(const std::string& host) const;

    boost::json::object config; ///< Written before each run.
    Finished run_cli(const Words& words) const;
    Program start_cli(const Words& words) const;
    /// The command line and the variables that these run.
    [[nodiscard]] Words command(const Words& words) const;
    [[nodiscard]] std::map<std::string, std::string> environment() const;

    /// All that the program may change: containers with their state, volumes, files.
    [[nodiscard]] std::string everything() const;

private:
    std::string id_;
    std::string service_;
    TemporaryFolder folder_;
    DockerTraces traces_;
    std::string image_;
    ServiceRepository repository_;
    std::filesystem::path nginx_;
};

/// The parts of a report in JSON, and the state of each.
[[nodiscard]] std::map<std::string, std::string> states(const Finished& finished);

} // namespace deploy::test
