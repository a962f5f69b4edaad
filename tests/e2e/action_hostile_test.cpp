// SPDX-License-Identifier: MIT
// What comes from outside the action, and what it cannot do in GitHub: build output, logs, names.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"
#include "helpers/markdown.hpp"
#include "helpers/runner_log.hpp"

using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

std::string repeated(const std::string& piece, std::size_t size) {
    std::string out;
    while (out.size() < size)
        out += piece;
    return out;
}

} // namespace

TEST_CASE("what a build, a release command and a container print forges nothing") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const auto dockerfile = read_file(world.repository().author() / "Dockerfile");
    write_file(world.repository().author() / "Dockerfile",
               dockerfile + "LABEL forged=\"##[error]forged by the build\"\n"
                            "RUN [\"/sample\", \"migrate\"]\n"); // which says what follows
    world.repository().commit({{"version", "2"},
                               {"mode", "exit"},
                               {"exit_code", "7"},
                               {"say", "::set-output name=result::forged|  ::error::forged|"
                                       "##[add-mask]forged|::stop-commands::forged|result=forged|"
                                       "result<<ghadelimiter|forged|ghadelimiter|# forged"}});
    const Before before{world};

    const auto step = world.runner.run(world.inputs());

    CHECK(step.exit_code == 5);
    CHECK(step.outputs.at("result") == "reverted");
    const auto built = step.log.substr(step.log.find("::group::building"));
    const auto building = built.substr(0, built.find("::endgroup::"));
    for (const auto* line : {"forged by the build", "set-output name=result", "error::forged"})
        CHECK_MESSAGE(has(building, line), building);
    CHECK_MESSAGE(has(step.summary, "forged"), "the container's last words are told");
    CHECK_MESSAGE(flaw_of_summary(step.summary).empty(), step.summary);
    CHECK_MESSAGE(!has(outside_of_code(step.summary).value(), "\n# forged"), step.summary);
    for (const auto& command : commands_in(step.log))
        if (!command.starts_with("::error title=psyfit-deploy"))
            CHECK_FALSE(has(command, "forged"));
    for (const auto& [name, value] : step.outputs)
        CHECK_FALSE(has(value, "forged"));
    expect_untouched(world, before);
}

TEST_CASE("more than GitHub takes in a summary is cut, and what matters stays") {
    if (skipped())
        return;
    Production world;
    boost::json::object variables; // a name is told with five bytes for each of these
    for (int number = 0; number < 9000; ++number)
        variables["V" + std::string(24, '_') + std::to_string(number)] = "";
    world.config["environment"] = {{"set", variables}};
    for (int number = 0; number < 20; ++number)
        world.repository().commit_with(repeated("\xe6\x97\xa5`", 20'000));
    world.repository().commit(
        {{"version", "2"}, {"mode", "exit"}, {"say", repeated("<\xe6\x97\xa5```|", 200'000)}});
    world.access.write_configuration();
    const Before before{world};

    const auto failed = world.runner.run(world.inputs());
    expect_untouched(world, before);
    world.merge("3");
    world.watch_for("0s");
    const auto live = world.runner.run(world.inputs());

    CHECK(failed.exit_code == 5);
    CHECK(flaw_of_summary(failed.summary) == "");
    for (const std::string part : {"exit code 1", "still serves", "To mend it", "did not go live"})
        CHECK_MESSAGE(has(failed.summary, part), part);
    CHECK_MESSAGE(live.exit_code == 0, live.log);
    CHECK(flaw_of_summary(live.summary) == "");
    for (const std::string part : {"is live", "**0 lost**", "more", "psyfit-deploy rollback "})
        CHECK_MESSAGE(has(live.summary, part), part);
}

TEST_CASE("the name of a branch is a name, whatever it looks like") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const Before before{world};
    auto inputs = world.inputs();
    const auto trap = world.root() / "trap";
    for (const auto& name : {"zzz\";touch${IFS}" + trap.string() + ";#",
                             "$(touch " + trap.string() + ")", std::string{"--image=x"}}) {
        CAPTURE(name);
        inputs["REF"] = name;

        const auto step = world.runner.run(inputs);

        CHECK((step.exit_code == 2 || step.exit_code == 3));
        CHECK((step.outputs.at("result") == "failed" || step.outputs.at("result") == "reverted"));
        CHECK_FALSE(std::filesystem::exists(trap));
        expect_untouched(world, before);
    }
}
