// SPDX-License-Identifier: MIT
#include "operations/doctor/checks.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <future>

namespace deploy {
namespace {

struct Question {
    std::string_view id;
    Said (*ask)(const Examination&);
};

struct SlowQuestion {
    std::string_view id;
    Said (*ask)(const Surroundings&);
};

constexpr std::string_view journal = "journal";

constexpr std::array questions{
    Question{"engine", check_engine},
    Question{"network", check_shared_network},
    Question{"proxy", check_proxy},
    Question{"route", check_route},
    Question{"answer", check_answer},
    Question{journal, check_journal},
    Question{"lock", check_lock},
    Question{"memory", check_memory},
    Question{"checkout", check_checkout},
    Question{"master-key", check_master_key},
    Question{"protected-keys", check_protected_keys},
    Question{"grace-times", check_grace_times},
    Question{"restart-policy", check_restart_policies},
    Question{"certificate", check_served_certificate},
};

constexpr std::array slow_questions{
    SlowQuestion{"disk", check_disk},           SlowQuestion{"inodes", check_inodes},
    SlowQuestion{"nginx", check_nginx},         SlowQuestion{"dns", check_dns},
    SlowQuestion{"timezone", check_timezone},   SlowQuestion{"schedule", check_schedule},
    SlowQuestion{"backup", check_backup},       SlowQuestion{"systemd-puma", check_systemd},
    SlowQuestion{"workflows", check_workflows},
};

Check named(std::string_view id, Said said) {
    return {.id = std::string{id},
            .finding = said.finding,
            .detail = std::move(said.detail),
            .fix = std::move(said.fix)};
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
    const Examination host{
        config, ports, stop, std::move(engine), std::move(situation), ports.journal.read()};
    Diagnosis out;
    for (const auto& question : questions)
        out.checks.push_back(named(question.id, question.ask(host)));
    for (std::size_t i = 0; i < answers.size(); ++i)
        out.checks.push_back(named(slow_questions.at(i).id, answers[i].get()));
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
