// SPDX-License-Identifier: MIT
#include "operations/doctor/checks.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <future>

namespace deploy {
namespace {

/// `remedy` is what to type where the check itself names nothing, as where a part does not answer.
struct Question {
    std::string_view id;
    Said (*ask)(const Examination&);
    std::string_view remedy;
};

struct SlowQuestion {
    std::string_view id;
    Said (*ask)(const Surroundings&);
    std::string_view remedy;
    /// Why it does not apply here, as the parts say that are asked meanwhile; empty: it does.
    std::string (*moot)(const Examination&) = nullptr;
};

constexpr std::string_view journal = "journal";
constexpr std::string_view ask_status = "psyfit-deploy status";

constexpr std::array questions{
    Question{"engine", check_engine, "systemctl status docker"},
    Question{"engine-holes", check_engine_holes, "docker version"},
    Question{"network", check_shared_network, "docker network ls"},
    Question{"proxy", check_proxy, "docker ps --all"},
    Question{"route", check_route, ask_status},
    Question{"answer", check_answer, ask_status},
    Question{journal, check_journal, "psyfit-deploy history"},
    Question{"lock", check_lock, ask_status},
    Question{"memory", check_memory, "psyfit-deploy plan"},
    Question{"image-room", check_image_room, "psyfit-deploy cleanup"},
    Question{"checkout", check_checkout, "psyfit-deploy plan"},
    Question{"master-key", check_master_key, "psyfit-deploy secrets check"},
    Question{"committed-secrets", check_committed_secrets, "psyfit-deploy plan"},
    Question{"protected-keys", check_protected_keys, "psyfit-deploy secrets check"},
    Question{"grace-times", check_grace_times, "psyfit-deploy config show"},
    Question{"restart-policy", check_restart_policies, "docker ps --all"},
    Question{"database", check_database, "docker ps --all"},
    Question{"redis", check_redis, "docker ps --all"},
    Question{"certificate", check_served_certificate, "psyfit-deploy certificate"},
};

constexpr std::array slow_questions{
    SlowQuestion{"disk", check_disk, "psyfit-deploy cleanup"},
    SlowQuestion{"inodes", check_inodes, "psyfit-deploy cleanup"},
    SlowQuestion{"nginx", check_nginx, "nginx -t", why_no_nginx},
    SlowQuestion{"dns", check_dns, "psyfit-deploy config show"},
    SlowQuestion{"timezone", check_timezone, "timedatectl"},
    SlowQuestion{"schedule", check_schedule, "psyfit-deploy schedule show"},
    SlowQuestion{"alarms", check_alarms, "psyfit-deploy monitor --test-alarm"},
    SlowQuestion{"backup", check_backup, "psyfit-deploy backup"},
    SlowQuestion{"systemd-puma", check_systemd, "systemctl list-units"},
    SlowQuestion{"workflows", check_workflows, "psyfit-deploy config show"},
};

Check named(std::string_view id, Said said, std::string_view remedy) {
    const bool ill = said.finding == CheckStatus::warn || said.finding == CheckStatus::fail;
    if (ill && said.fix.empty())
        said.fix = remedy;
    return {.id = std::string{id},
            .finding = said.finding,
            .detail = std::move(said.detail),
            .fix = std::move(said.fix)};
}

Check answer_of(const SlowQuestion& question, std::future<Said>& answer, const Examination& host) {
    auto said = answer.get();
    if (auto why = question.moot != nullptr ? question.moot(host) : std::string{}; !why.empty())
        said = skip(std::move(why));
    return named(question.id, std::move(said), question.remedy);
}

Result<Situation> look(const Config& config, Ports ports, const Result<EngineInfo>& engine) {
    return engine ? look_around(config, ports) : Result<Situation>{engine.error()};
}

} // namespace

std::string_view to_string(CheckStatus finding) {
    switch (finding) {
    case CheckStatus::ok: return "ok";
    case CheckStatus::warn: return "warn";
    case CheckStatus::fail: return "fail";
    case CheckStatus::skip: return "skip";
    }
    return "skip";
}

std::size_t Diagnosis::count(CheckStatus finding) const {
    return static_cast<std::size_t>(std::ranges::count(checks, finding, &Check::finding));
}

bool needs_recovery(const Diagnosis& diagnosis) {
    return std::ranges::any_of(diagnosis.checks, [](const Check& check) {
        return check.id == journal && check.finding == CheckStatus::fail &&
               check.fix == "psyfit-deploy recover";
    });
}

Diagnosis diagnose(const Config& config, Ports ports, const Premises& premises,
                   const std::stop_token& stop) {
    const Surroundings around{config, premises.machine, premises.schedule, premises.scheduled,
                              ports.clock.wall()};
    std::vector<std::future<Said>> answers;
    answers.reserve(std::size(slow_questions));
    for (const auto& question : slow_questions)
        answers.push_back(std::async(std::launch::async, question.ask, std::cref(around)));
    auto engine = ports.engine.info();
    auto situation = look(config, ports, engine);
    const Examination host{config,
                           ports,
                           premises.machine,
                           stop,
                           std::move(engine),
                           std::move(situation),
                           ports.journal.read()};
    Diagnosis out;
    for (const auto& question : questions)
        out.checks.push_back(named(question.id, question.ask(host), question.remedy));
    for (std::size_t i = 0; i < answers.size(); ++i)
        out.checks.push_back(answer_of(slow_questions.at(i), answers[i], host));
    return out;
}

boost::json::object to_json(const Diagnosis& diagnosis) {
    boost::json::array checks;
    for (const auto& check : diagnosis.checks)
        checks.push_back(boost::json::object{{"id", check.id},
                                             {"status", to_string(check.finding)},
                                             {"detail", check.detail},
                                             {"fix", check.fix}});
    return {{"ok", diagnosis.well()}, {"checks", std::move(checks)}};
}

} // namespace deploy
