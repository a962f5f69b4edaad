// SPDX-License-Identifier: MIT
// What the action prints for the runner to read, and what nobody can make it print.
#include "log_progress.hpp"

#include "helpers/runner_log.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::action;
using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

struct Log {
    std::ostringstream out;
    WorkflowCommands commands{out};
    LogProgress progress{commands};
    [[nodiscard]] std::string text() const { return out.str(); }
};

const Release release{.id = "20261124-201500-3f9a", .service = "web"};

} // namespace

TEST_CASE("each state is a group") {
    Log log;

    log.progress.on_begin(release);
    log.progress.on_state(release, State::building);
    log.progress.on_output("Step 1/2 : FROM scratch");
    log.progress.on_transition(release,
                               {State::building, Event::succeeded, State::capturing, 3200ms});
    log.progress.on_state(release, State::gating);
    log.progress.finish();

    CHECK(log.text() == "deployment 20261124-201500-3f9a of web\n::group::building\n"
                        "| Step 1/2 : FROM scratch\nsucceeded after 3.2s\n::endgroup::\n"
                        "::group::gating\n::endgroup::\n");
}

TEST_CASE("warnings are annotations, as many as the runner keeps") {
    Log log;

    for (int number = 0; number < 12; ++number)
        log.progress.on_warning("low: memory, 50%\nnow");

    CHECK(log.text().starts_with("::warning title=psyfit-deploy::low: memory, 50%25%0Anow\n"));
    CHECK(commands_in(log.text()).size() == 9);
}

TEST_CASE("a title holds no property of its own") {
    Log log;

    log.commands.error("a,b:c\nd", "text");

    CHECK(log.text() == "::error title=a%2Cb%3Ac%0Ad::text\n");
}

TEST_CASE("text from outside is no command, wherever it stands") {
    Log log;
    log.progress.on_state(release, State::building);
    for (const auto* hostile :
         {"::set-output name=result::deployed", "  ::error::forged", "\t::stop-commands::x",
          "##[error]forged", "text ##[add-mask]x", "a\r::warning::b", "a\n::add-mask::b",
          "a\n  ##[group]b", "\x1b[2J::endgroup::", "::endgroup::", "a\vb\f::error::c"}) {
        log.progress.on_output(hostile);
        log.progress.on_note(hostile);
        log.commands.line(hostile);
    }

    CHECK(commands_in(log.text()) == std::vector<std::string>{"::group::building"});
}

TEST_CASE("text from outside in an annotation ends none and begins none") {
    Log log;

    log.progress.on_warning("a\n::error::forged\r\n##[error]x");

    CHECK(commands_in(log.text()).size() == 1);
    CHECK(log.text().find('\n') == log.text().size() - 1);
}

TEST_CASE("a secret is masked line by line, and in Base64") {
    Log log;

    log.commands.mask("first line\r\nsecond%line\nab\n");

    CHECK(log.text() == "::add-mask::first line\n::add-mask::second%25line\n"
                        "::add-mask::Zmlyc3QgbGluZQ0Kc2Vjb25kJWxpbmUKYWIK\n");
}

TEST_CASE("who cancels is told that the server goes on by itself") {
    Log log;

    log.progress.on_state(release, State::gating);
    log.progress.on_cancelling();

    CHECK(log.text().find("::endgroup::\n::warning title=Cancelled::") != std::string::npos);
}
