// SPDX-License-Identifier: MIT
#include <deploy/verdict.hpp>

#include <deploy/exit_code.hpp>

namespace deploy {
namespace {

/// Whether requests may have reached the candidate before it turned back.
bool traffic_moved(const Outcome& outcome) {
    if (!outcome.turned_back_in) // it was interrupted
        return outcome.reached >= State::switching;
    return *outcome.turned_back_in >= State::switching && exit_code(outcome) != ExitCode::unhealthy;
}

/// Whether the candidate of a way back that failed may serve.
bool may_serve(const Outcome& outcome) {
    const bool somebody_routes_to_it =
        outcome.revert_error && outcome.revert_error->is(Errc::conflict);
    return somebody_routes_to_it || traffic_moved(outcome);
}

std::string general_fix(const Outcome& outcome) {
    if (outcome.state == State::stuck)
        return "psyfit-deploy status, then psyfit-deploy recover";
    if (outcome.error && outcome.error->is(Errc::cancelled))
        return outcome.release.kind == Kind::rollback
                   ? "psyfit-deploy rollback " + outcome.release.candidate
                   : "psyfit-deploy deploy";
    return "mend the cause in a new commit, then psyfit-deploy; psyfit-deploy history keeps this "
           "one";
}

} // namespace

std::string describe(std::string_view name, std::string_view revision) {
    std::string text{name};
    return revision.empty() ? text : text + " (commit " + short_revision(revision) + ")";
}

bool moved_by_others(const Outcome& outcome) {
    return outcome.turned_back_in == State::watching && outcome.error &&
           outcome.error->is(Errc::conflict);
}

std::string what_serves(const Outcome& outcome) {
    if (outcome.state == State::stuck && may_serve(outcome))
        return "not known for certain; the way back failed";
    if (moved_by_others(outcome))
        return "what somebody else moved the route to";
    const auto& incumbent = outcome.release.incumbent;
    if (!incumbent)
        return "nothing, as before: " + outcome.release.service + " has no route";
    const auto name = describe(incumbent->name, incumbent->revision);
    return traffic_moved(outcome) ? name + " serves again; traffic was moved back to it"
                                  : name + " still serves; no request was moved";
}

Error failure_of(const Outcome& outcome) {
    Error error = outcome.error.value_or(
        Error{Errc::unhealthy, outcome.revert_error
                                   ? "a deployment that was interrupted could not be undone"
                                   : "a deployment that was interrupted has been undone"});
    if (outcome.turned_back_in && !error.is(Errc::cancelled))
        error = error.within(to_string(*outcome.turned_back_in));
    if (outcome.revert_error) {
        error.message += "\nthe way back failed as well: " + outcome.revert_error->message;
        if (!outcome.revert_error->fix.empty())
            error.fix = outcome.revert_error->fix + ", then psyfit-deploy recover";
    }
    if (error.fix.empty())
        error.fix = general_fix(outcome);
    return error;
}

} // namespace deploy
