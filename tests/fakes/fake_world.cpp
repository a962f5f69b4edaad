// SPDX-License-Identifier: MIT
#include "fakes/fake_host.hpp"

#include <filesystem>

namespace deploy::test {

Result<> FakeSource::fetch(std::stop_token /*stop*/) {
    return host_.faults.act("source.fetch", [] { return Result<>{}; });
}

Result<Commit> FakeSource::resolve(const std::optional<std::string>& reference) {
    auto acted = host_.faults.act("source.resolve", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return Commit{.id = reference.value_or(host_.remote), .subject = "a change", .author = "A"};
}

Result<Commit> FakeSource::head() {
    auto acted = host_.faults.act("source.head", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return Commit{.id = host_.head, .subject = "checked out", .author = "A"};
}

Result<> FakeSource::fast_forward(std::string_view commit) {
    ++host_.mutations;
    return host_.faults.act("source.fast_forward", [&]() -> Result<> {
        host_.head = commit;
        return {};
    });
}

Result<std::vector<Commit>> FakeSource::between(std::string_view /*from*/, std::string_view to,
                                                std::size_t /*limit*/) {
    auto acted = host_.faults.act("source.between", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return std::vector{Commit{.id = std::string{to}, .subject = "a change", .author = "A"}};
}

Result<std::optional<std::string>> FakeSource::file(std::string_view /*commit*/,
                                                    std::string_view path) {
    auto acted = host_.faults.act("source.file", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    const auto found = host_.committed.find(std::string{path});
    return found == host_.committed.end() ? std::optional<std::string>{} : found->second;
}

Result<> FakeSource::export_to(std::string_view /*commit*/,
                               const std::filesystem::path& directory) {
    ++host_.mutations;
    return host_.faults.act("source.export_to", [&]() -> Result<> {
        std::filesystem::create_directories(directory);
        return {};
    });
}

Result<CommandEnd> FakeContainerExec::run(const ContainerCommand& command) {
    ++host_.mutations;
    const auto* container = host_.find(command.container);
    if (container == nullptr || !container->running)
        return Error{Errc::precondition, command.container + " does not run"};
    if (!host_.programs)
        return Error{Errc::precondition, command.arguments.front() + ": it cannot be run there"};
    CommandEnd end;
    auto acted = host_.faults.act("exec.run", [&]() -> Result<> {
        auto ended = host_.programs(command);
        if (!ended)
            return ended.error();
        end = std::move(*ended);
        return {};
    });
    if (!acted)
        return acted.error();
    return end;
}

Result<ServedCertificate> FakeCertificateProbe::served(const CertificateTarget& target,
                                                       std::stop_token /*stop*/) {
    const std::lock_guard lock{one_at_a_time_};
    auto acted = host_.faults.act("certificates.served", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    const auto own = host_.certificates.find(target.host);
    const auto& served = own == host_.certificates.end() ? host_.certificate : own->second;
    if (!served)
        return Error{Errc::unreachable, to_string(target) + " does not answer"};
    return *served;
}

Result<> FakeBuilder::build(const BuildRequest& request, const LineSink& output,
                            std::stop_token /*stop*/) {
    ++host_.mutations;
    return host_.faults.act("builder.build", [&]() -> Result<> {
        output("Step 1/1");
        host_.add_image(request.tag, request.labels.at(std::string{label::revision}));
        return {};
    });
}

Result<Answer> FakeProber::get(const Probe& probe) {
    auto acted = host_.faults.act("prober.get", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    const Container* target = nullptr;
    const bool https = probe.url.starts_with("https://proxy");
    if (https && !(host_.route && host_.route->tls && host_.certificate))
        return Error{Errc::unreachable, "no TLS handshake"};
    if (https || probe.url.starts_with("http://proxy"))
        target = host_.routed();
    else
        for (const auto& [id, container] : host_.containers)
            if (const auto at = container.address_on("kamal");
                at && probe.url.starts_with("http://" + *at + ":"))
                target = &container;
    if (target == nullptr || !target->running)
        return Error{Errc::unreachable, "connection refused"};
    if (host_.candidate == Candidate::never_healthy && host_.is_candidate(*target))
        return Answer{.status = 503};
    return Answer{.status = 200, .body = R"({"data":{"health_status":"healthy"}})"};
}

Result<> FakeJournal::append(const Record& record) {
    ++host_.mutations;
    return host_.faults.act("journal.append", [&]() -> Result<> {
        auto kept = record;
        kept.sequence = host_.records.size() + 1;
        kept.at = std::to_string(3'000'000 + kept.sequence);
        host_.records.push_back(std::move(kept));
        return {};
    });
}

Result<std::vector<Record>> FakeJournal::read() {
    auto acted = host_.faults.act("journal.read", [] { return Result<>{}; });
    if (!acted)
        return acted.error();
    return host_.records;
}

} // namespace deploy::test
