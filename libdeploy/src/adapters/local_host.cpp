// SPDX-License-Identifier: MIT
#include "adapters/docker_client.hpp"
#include "adapters/docker_container_exec.hpp"
#include "adapters/docker_engine.hpp"
#include "adapters/docker_image_builder.hpp"
#include "adapters/file_journal.hpp"
#include "adapters/git_source.hpp"
#include "adapters/http_prober.hpp"
#include "adapters/kamal_proxy.hpp"
#include "adapters/kamal_proxy_command.hpp"
#include "adapters/system_clock.hpp"
#include <deploy/host.hpp>

namespace deploy {

namespace {

class LocalHost : public Host {
public:
    explicit LocalHost(const Config& config)
        : source_{config.source},
          builder_{config.docker.socket, config.build.timeout},
          engine_{config.docker.socket},
          client_{config.docker.socket},
          proxy_{client_, clock_, config},
          journal_{config.state_directory, config.service, clock_},
          exec_{config.docker.socket} {}

    Ports ports() override {
        return {source_, builder_, engine_, proxy_,         prober_,
                clock_,  journal_, exec_,   *certificates_, *machine_};
    }

private:
    SystemClock clock_;
    GitSource source_;
    DockerImageBuilder builder_;
    DockerEngine engine_;
    DockerClient client_; // the proxy's own: the two never wait for each other
    KamalProxy proxy_;
    HttpProber prober_;
    FileJournal journal_;
    DockerContainerExec exec_;
    std::unique_ptr<CertificateProbe> certificates_ = make_certificate_probe();
    std::unique_ptr<Machine> machine_ = make_machine();
};

} // namespace

Result<std::unique_ptr<Host>> Host::open(const Config& config) {
    if (!is_service_name(config.service))
        return Error{Errc::invalid_input, "'" + config.service + "' cannot be a service's name",
                     "`service` takes letters, digits, `-`, `_` and `.`"};
    return std::unique_ptr<Host>{std::make_unique<LocalHost>(config)};
}

} // namespace deploy
