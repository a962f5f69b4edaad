// SPDX-License-Identifier: MIT
#include <deploy/notifier.hpp>

#include <deploy/verdict.hpp>

namespace deploy {

std::string_view to_string(Notice::Occasion occasion) {
    switch (occasion) {
    case Notice::Occasion::started: return "started";
    case Notice::Occasion::succeeded: return "succeeded";
    case Notice::Occasion::failed: return "failed";
    case Notice::Occasion::cancelled: return "cancelled";
    case Notice::Occasion::recovered: return "recovered";
    }
    return "failed";
}

Notice notice_of(const RunEnd& end, bool failed_before) {
    using enum Notice::Occasion;
    Notice out{.occasion = end.code == ExitCode::cancelled ? cancelled : failed};
    out.serves = end.serves;
    if (!end.outcome) {
        out.cause = end.error ? end.error->message : "";
        return out;
    }
    out.release = end.outcome->release;
    out.receipt = end.outcome->receipt;
    if (end.error)
        out.cause = end.error->message;
    else if (end.outcome->state == State::live)
        out.occasion = failed_before || end.recovery ? recovered : succeeded;
    else
        out.cause = failure_of(*end.outcome).message;
    return out;
}

} // namespace deploy
