// SPDX-License-Identifier: MIT
#include <deploy/doctor.hpp>

#include "../console/own_command.hpp"
#include "../console/report.hpp"
#include "../signals.hpp"
#include "commands.hpp"
#include "schedule.hpp"

#include <deploy/flow.hpp>
#include <ostream>

namespace deploy::cli {
namespace {

/// What a recovery tells goes beside the diagnosis.
class Remarks final : public Observer {
public:
    Remarks(std::ostream& err, const SafeText& safe) : err_{err}, safe_{safe} {}
    void on_note(std::string_view text) noexcept override { tell(text); }
    void on_warning(std::string_view text) noexcept override { tell(text); }
    void on_error(const Error& error) noexcept override { tell(error.message); }

private:
    void tell(std::string_view text) { err_ << safe_(text) << std::endl; }

    std::ostream& err_;
    const SafeText& safe_;
};

ExitCode code_of(const Diagnosis& diagnosis, const Options& options) {
    const bool warned = options.strict && diagnosis.count(CheckStatus::warn) > 0;
    return diagnosis.well() && !warned ? ExitCode::done : ExitCode::preflight;
}

} // namespace

ExitCode run_doctor(const Session& session) {
    const Signals signals{calling(recover_later, session.own_command())}; // before any thread
    const auto& options = session.options;
    return ask(session,
               [&](const Config& config, Ports ports, const SafeText& safe) -> Result<ExitCode> {
                   const auto machine = make_machine();
                   const auto scheduler = Scheduler::open();
                   const Premises premises{*machine, scheduler->ports(), schedule_request(options)};
                   auto found = diagnose(config, ports, premises, signals.token());
                   if (options.fix && needs_recovery(found)) {
                       Remarks remarks{session.err, safe};
                       const auto mended = recover(config, ports, {}, remarks, signals.token());
                       if (!mended)
                           return mended.error();
                       found = diagnose(config, ports, premises, signals.token());
                   }
                   if (options.json)
                       print_json(session, to_json(found), safe);
                   else if (!options.quiet || !found.well())
                       print_diagnosis(session.out, found, safe, session.out_terminal,
                                       session.own_command());
                   return code_of(found, options);
               });
}

} // namespace deploy::cli
