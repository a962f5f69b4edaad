// SPDX-License-Identifier: MIT
// Keys, host keys and users of the action's way to the server.
#include "e2e/action_world.hpp"
#include "e2e/expect.hpp"
#include "helpers/free_port.hpp"

#include <vector>

using namespace deploy::test;

TEST_CASE("a key that is restricted to psyfit-deploy is enough where it is installed") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.access.restrict_key("restrict,command=\"psyfit-deploy serve --config " +
                              (world.root() / "config.json").string() + "\"");

    const auto step = world.runner.run(world.inputs());

    CHECK_MESSAGE(step.exit_code == 0, step.log);
    CHECK(step.outputs.at("result") == "deployed");
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("keys that suffered in a form work, others are refused with the way to mend it") {
    if (skipped())
        return;
    Production world;
    auto inputs = world.inputs();
    inputs["COMMAND"] = "status";
    const auto key = inputs["SSH_KEY"];
    auto crlf = key;
    for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2)
        crlf.replace(at, 1, "\r\n");

    for (const auto& given : {crlf, key.substr(0, key.size() - 1)}) {
        inputs["SSH_KEY"] = given;
        const auto step = world.runner.run(inputs);
        CHECK_MESSAGE(step.exit_code == 0, step.log);
        CHECK(step.outputs.at("result") == "ok");
        CHECK(step.outputs.at("container") == world.routed()->name);
    }
    make_ssh_key(world.root() / "other_key");
    inputs["SSH_KEY"] = read_file(world.root() / "other_key");
    const auto refused = world.runner.run(inputs);
    CHECK(refused.exit_code == 3);
    CHECK(has(refused.log, "it does not accept the key"));
    inputs["SSH_KEY"] = "nonsense";
    const auto unreadable = world.runner.run(inputs);
    CHECK(unreadable.exit_code == 2);
    CHECK(has(unreadable.log, "it is no private key"));
}

TEST_CASE("a host key that is not the known one stops the step, and the line to paste is told") {
    if (skipped())
        return;
    Production world;
    world.merge();
    const Before before{world};
    auto inputs = world.inputs();
    make_ssh_key(world.root() / "another");
    const auto host = inputs["KNOWN_HOSTS"].substr(0, inputs["KNOWN_HOSTS"].find(' '));
    const std::vector<std::string> strangers{
        "other.example ssh-ed25519 AAAA",
        host + " " + SshServer::public_key(world.root() / "another.pub")};
    for (const auto& known : strangers) {
        CAPTURE(known);
        auto given = inputs;
        given["KNOWN_HOSTS"] = known;

        const auto step = world.runner.run(given);

        CHECK(step.exit_code == 3);
        CHECK_MESSAGE(has(step.log, inputs["KNOWN_HOSTS"]), step.log);
        CHECK(has(step.log, "SHA256:"));
        expect_untouched(world, before);
    }
}

TEST_CASE("a user without a name is told that OpenSSH wants one, once and at once") {
    if (skipped())
        return;
    Production world;
    const auto as_nobody = [&](Words words) {
        words.insert(words.begin(),
                     {"docker", "run", "--rm", "--network", world.service(), "--user", "12345"});
        return run(words);
    };
    Words step;
    for (const auto& [key, value] : world.inputs())
        step.insert(step.end(), {"--env", "INPUT_" + key + "=" + value});
    step.push_back(ActionRunner::image());

    const auto action = as_nobody(step);
    const auto cli = as_nobody(
        {"--entrypoint", "/usr/bin/psyfit-deploy", ActionRunner::image(), "--host",
         "root@" + world.access.address() + ":" + std::to_string(world.access.sshd().port()),
         "deploy"});

    CHECK(action.exit_code == 3);
    CHECK_MESSAGE(has(action.out, "runs as a user that has no name here"), action.out);
    CHECK(cli.exit_code == 3);
    CHECK_MESSAGE(has(cli.err, "has no name here"), cli.err);
    CHECK_FALSE(has(cli.err, "trying again"));
}

TEST_CASE("on the server a user without a name deploys as any other") {
    if (skipped())
        return;
    Production world;
    world.merge();
    world.repository().move_origin_into_checkout();
    const std::string socket = "/var/run/docker.sock";
    output_of({"chown", "-R", "12345", world.root().string()});
    Words command{"docker",
                  "run",
                  "--rm",
                  "--network",
                  "host",
                  "--user",
                  "12345:12345",
                  "--group-add",
                  output_of({"stat", "-L", "-c", "%g", socket}),
                  "--env",
                  "HOME=/tmp",
                  "--entrypoint",
                  "/usr/bin/psyfit-deploy"};
    for (const auto& path : {socket, std::string{"/usr/bin/docker"}, world.root().string()})
        command.insert(command.end(), {"--volume", path + ":" + path});
    command.insert(command.end(), {ActionRunner::image(), "deploy", "--config",
                                   (world.root() / "config.json").string()});

    const auto done = run(command);

    CHECK_MESSAGE(done.exit_code == 0, done.err);
    expect_live(world, "2", world.incumbent);
}

TEST_CASE("a server that is not there is told as such, and nothing runs") {
    if (skipped())
        return;
    Production world;
    auto inputs = world.inputs();
    inputs["PORT"] = std::to_string(free_port());
    const Before before{world};

    const auto step = world.runner.run(inputs);

    CHECK(step.exit_code == 9);
    CHECK(step.outputs.at("result") == "failed");
    CHECK_MESSAGE(has(step.log, "Connection refused"), step.log);
    CHECK(has(step.summary, "nothing was touched"));
    expect_untouched(world, before);
}
