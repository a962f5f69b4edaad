// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/certificate.hpp>
#include <deploy/clock.hpp>
#include <deploy/config.hpp>
#include <deploy/container_exec.hpp>
#include <deploy/engine.hpp>
#include <deploy/image_builder.hpp>
#include <deploy/journal.hpp>
#include <deploy/machine.hpp>
#include <deploy/observer.hpp>
#include <deploy/prober.hpp>
#include <deploy/proxy.hpp>
#include <deploy/source.hpp>
#include <memory>

namespace deploy {

/// The outside world, one port each. Borrowed: the owner outlives every user.
struct Ports {
    Source& source;
    ImageBuilder& builder;
    Engine& engine;
    Proxy& proxy;
    Prober& prober;
    Clock& clock;
    Journal& journal;
    ContainerExec& exec;
    CertificateProbe& certificates;
    Machine& machine;
};

/// The real adapters for this server, made from the configuration. Nothing is contacted before the
/// first call of a port.
class Host {
public:
    static Result<std::unique_ptr<Host>> open(const Config& config);
    virtual ~Host() = default;
    virtual Ports ports() = 0;
};

} // namespace deploy
