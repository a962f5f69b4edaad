// SPDX-License-Identifier: MIT
#pragma once
#include "fakes/fake_machine.hpp"
#include "fakes/faults.hpp"

#include <deploy/host.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace deploy::test {

/// How the candidate of a test behaves.
enum class Candidate { healthy, never_healthy, exits, dies_under_traffic };

/// One simulated server: engine, proxy, repository and disk. It survives a crash of the program;
/// the program's memory does not.
struct FakeHost {
    Faults faults;
    Candidate candidate = Candidate::healthy;
    std::map<std::string, Container> containers; ///< By id.
    std::map<std::string, Image> images;         ///< By reference and by id.
    std::set<std::string> networks{"kamal"};
    std::set<std::string> registry; ///< Images that can be fetched.
    std::optional<Route> route;
    std::string tls_url{"https://proxy"}; ///< Where the proxy answers by https; empty: nowhere.
    std::optional<Route> late_route;      ///< A proxy call that outlives the process that made it.
    /// Makes or starts the container that a process asked for before it died; none: there is no
    /// such call.
    std::function<void()> late_call;
    std::vector<std::string> settled; ///< The operations of the proxy that were waited for.
    std::chrono::milliseconds late_call_at{0}; ///< When it does, of `elapsed`.
    std::vector<Record> records;               ///< The journal.
    std::chrono::milliseconds elapsed{0};
    std::string head = std::string(40, 'a');      ///< Checked out.
    std::string remote = std::string(40, 'b');    ///< What the remote branch has.
    std::map<std::string, std::string> committed; ///< Files of every commit, by their path.
    std::int64_t build_cache = 0;                 ///< Bytes, all of it old.
    std::chrono::seconds pruned_unused_for{0};    ///< Of the last call to remove some of it.
    std::int64_t memory_total = 0;                ///< Bytes; 0: the engine does not know.
    std::int64_t memory_available = 0;            ///< The same.
    std::vector<EngineComponent> components{{"Engine", "28.2.2"}, {"runc", "1.2.8"}};
    int mutations = 0; ///< Calls that may change something.
    int created = 0;
    FakeMachine machine; ///< The host beyond its engine.
    /// What the world is served; none: nobody answers there.
    std::optional<ServedCertificate> certificate;
    /// The same of hosts that are served another one.
    std::map<std::string, std::optional<ServedCertificate>> certificates;
    /// What a program in a container does; none: there is no such program.
    std::function<Result<CommandEnd>(const ContainerCommand&)> programs;

    /// A container of an image that exists, running where `running`.
    Container& add(const std::string& name, const std::string& image, bool running);
    void add_image(const std::string& reference, const std::string& revision);
    Container* find(std::string_view reference);
    /// The engine does now what it does late; false where there is nothing of that.
    bool arrive_late();
    /// The container that the route leads to.
    Container* routed();
    [[nodiscard]] bool is_candidate(const Container& container) const;
    void begin(Container& container);
    static void end(Container& container, int code);
};

class FakeEngine final : public Engine {
public:
    explicit FakeEngine(FakeHost& host) : host_{host} {}
    Result<EngineInfo> info() override;
    Result<std::vector<EngineComponent>> components() override;
    Result<std::optional<Container>> inspect(std::string_view reference) override;
    Result<std::set<std::string, std::less<>>> ids() override;
    Result<std::vector<Container>> list(std::string_view label, std::string_view value) override;
    Result<std::string> create(const ContainerSpec& spec) override;
    Result<> start(std::string_view id) override;
    Result<> stop(std::string_view id, std::chrono::seconds grace) override;
    Result<> remove(std::string_view id) override;
    Result<> set_restart_policy(std::string_view id, std::string_view policy) override;
    Result<std::string> logs(std::string_view id, int lines) override;
    Result<std::int64_t> memory_used(std::string_view id) override;
    Result<std::optional<Image>> image(std::string_view reference) override;
    Result<> tag(std::string_view image, std::string_view reference) override;
    Result<bool> has_network(std::string_view name) override;
    Result<> create_network(std::string_view name) override;
    Result<> pull(std::string_view reference, std::stop_token stop) override;
    Result<std::vector<ContainerSummary>> summaries() override;
    Result<std::vector<Image>> images() override;
    Result<> remove_image(std::string_view reference) override;
    Result<std::int64_t> prune_build_cache(std::chrono::seconds unused_for) override;
    Result<DiskUsage> disk_usage() override;

private:
    /// What is done only after the process that asked for it has died.
    void call_late(std::function<void()> call);

    FakeHost& host_;
};

class FakeProxy final : public Proxy {
public:
    explicit FakeProxy(FakeHost& host) : host_{host} {}
    Result<ProxyEndpoint> endpoint() override;
    Result<std::optional<Route>> route(std::string_view service) override;
    Result<> route_to(const Route& route, const OperationSink& begun) override;
    Result<> settle(std::string_view operation) override;
    Result<> remove_route(std::string_view service) override;
    Result<std::optional<Passage>> passage(std::string_view request_id,
                                           std::chrono::system_clock::time_point since) override;

private:
    void arrive(const Route& route);
    FakeHost& host_;
    std::string last_target_;
};

class FakeSource final : public Source {
public:
    explicit FakeSource(FakeHost& host) : host_{host} {}
    Result<> fetch(std::stop_token stop) override;
    Result<Commit> resolve(const std::optional<std::string>& reference) override;
    Result<Commit> head() override;
    Result<> fast_forward(std::string_view commit) override;
    Result<std::vector<Commit>> between(std::string_view from, std::string_view to,
                                        std::size_t limit) override;
    Result<std::optional<std::string>> file(std::string_view commit,
                                            std::string_view path) override;
    Result<> export_to(std::string_view commit, const std::filesystem::path& directory) override;

private:
    FakeHost& host_;
};

class FakeBuilder final : public ImageBuilder {
public:
    explicit FakeBuilder(FakeHost& host) : host_{host} {}
    Result<> build(const BuildRequest& request, const LineSink& output,
                   std::stop_token stop) override;

private:
    FakeHost& host_;
};

class FakeProber final : public Prober {
public:
    explicit FakeProber(FakeHost& host) : host_{host} {}
    Result<Answer> get(const Probe& probe) override;
    void begin_traffic(const Probe&) override {}
    ProbeCounts traffic() override { return {}; }
    ProbeCounts end_traffic() override { return {}; }

private:
    FakeHost& host_;
};

/// Time that passes only when somebody sleeps.
class FakeClock final : public Clock {
public:
    explicit FakeClock(FakeHost& host) : host_{host} {}
    std::chrono::steady_clock::time_point now() override {
        return std::chrono::steady_clock::time_point{host_.elapsed};
    }
    std::chrono::system_clock::time_point wall() override {
        return std::chrono::system_clock::time_point{std::chrono::hours{500'000} + host_.elapsed};
    }
    void sleep_for(std::chrono::milliseconds duration, std::stop_token) override {
        host_.elapsed += duration;
    }

private:
    FakeHost& host_;
};

class FakeJournal final : public Journal {
public:
    explicit FakeJournal(FakeHost& host) : host_{host} {}
    Result<> append(const Record& record) override;
    Result<std::vector<Record>> read() override;

private:
    FakeHost& host_;
};

class FakeContainerExec final : public ContainerExec {
public:
    explicit FakeContainerExec(FakeHost& host) : host_{host} {}
    Result<CommandEnd> run(const ContainerCommand& command) override;

private:
    FakeHost& host_;
};

class FakeCertificateProbe final : public CertificateProbe {
public:
    explicit FakeCertificateProbe(FakeHost& host) : host_{host} {}
    Result<ServedCertificate> served(const CertificateTarget& target,
                                     std::stop_token stop) override;

private:
    FakeHost& host_;
    std::mutex one_at_a_time_;
};

/// The ports of one process on the host; a new process gets new ones.
struct FakePorts {
    explicit FakePorts(FakeHost& host)
        : source{host},
          builder{host},
          engine{host},
          proxy{host},
          prober{host},
          clock{host},
          journal{host},
          exec{host},
          certificates{host},
          machine{host.machine} {}
    Ports ports() {
        return {source, builder, engine, proxy,        prober,
                clock,  journal, exec,   certificates, machine};
    }

    FakeSource source;
    FakeBuilder builder;
    FakeEngine engine;
    FakeProxy proxy;
    FakeProber prober;
    FakeClock clock;
    FakeJournal journal;
    FakeContainerExec exec;
    FakeCertificateProbe certificates;
    Machine& machine;
};

} // namespace deploy::test
