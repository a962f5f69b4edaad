// SPDX-License-Identifier: MIT
#include "inputs.hpp"
#include "questions.hpp"
#include "run_words.hpp"

#include "helpers/result_text.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace deploy;
using namespace deploy::action;

namespace {

using Given = std::map<std::string, std::string>;

Given enough() {
    return {{"INPUT_HOST", "app.example.com"},
            {"INPUT_SSH_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-line\n"},
            {"INPUT_KNOWN_HOSTS", "app.example.com ssh-ed25519 AAAA"}};
}

Result<Inputs> read(const Given& given) {
    return read_inputs([&](std::string_view name) {
        const auto found = given.find(std::string{name});
        return found == given.end() ? std::string{} : found->second;
    });
}

} // namespace

TEST_CASE("what is needed is enough, and the rest has its defaults") {
    const auto inputs = read(enough());

    REQUIRE(inputs);
    CHECK(inputs->command == Command::deploy);
    CHECK(inputs->install == Install::automatic);
    CHECK(inputs->host == "app.example.com");
    CHECK(inputs->user == "deploy");
    CHECK(inputs->port == 22);
    CHECK(inputs->wait.count() == 900);
    CHECK_FALSE(inputs->ref);
    CHECK_FALSE(inputs->allow_older);
}

TEST_CASE("without ssh there is no host and no key") {
    const auto inputs = read({{"INPUT_TRANSPORT", "local"}, {"INPUT_USER", "app"}});

    REQUIRE(inputs);
    CHECK(inputs->transport == Transport::local);
    CHECK(inputs->user == "app");
    for (const auto* name : {"HOST", "SSH_KEY", "KNOWN_HOSTS"}) {
        const auto both = read({{"INPUT_TRANSPORT", "local"}, {std::string{"INPUT_"} + name, "x"}});
        REQUIRE_FALSE(both);
        CHECK(both.error().message.find("`transport: ssh` only") != std::string::npos);
    }
}

TEST_CASE("names may be written with a dash, blanks around a value do not count") {
    auto given = enough();
    given.erase("INPUT_SSH_KEY");
    given["INPUT_SSH-KEY"] = "key";
    given["INPUT_REF"] = "  main\n";
    given["INPUT_ALLOW_OLDER"] = "true";
    given["INPUT_UNSET"] = "A\n\n B \n";

    const auto inputs = read(given);

    REQUIRE(inputs);
    CHECK(inputs->ssh_key == "key");
    CHECK(inputs->ref == "main");
    CHECK(inputs->allow_older);
    CHECK(inputs->unset == std::vector<std::string>{"A", "B"});
}

TEST_CASE("a wrong input is named, and no secret is told") {
    struct Case {
        const char* name;
        const char* value;
        const char* says;
    };
    for (const auto& each :
         {Case{"INPUT_HOST", "", "input host:"},
          Case{"INPUT_HOST", "-oProxyCommand=id", "input host:"},
          Case{"INPUT_SSH_KEY", " \n", "input ssh_key:"},
          Case{"INPUT_KNOWN_HOSTS", "", "ssh-keyscan -p 22 app.example.com"},
          Case{"INPUT_PORT", "0", "input port:"}, Case{"INPUT_PORT", "22x", "input port:"},
          Case{"INPUT_COMMAND", "destroy", "none of deploy, rollback, plan, status"},
          Case{"INPUT_INSTALL", "maybe", "none of auto, never"},
          Case{"INPUT_ALLOW_OLDER", "yes", "true or false"},
          Case{"INPUT_REF", "--upload-pack=id", "input ref:"},
          Case{"INPUT_REF", "a\nb", "input ref:"}, Case{"INPUT_CONTAINER", "web", "rollback"},
          Case{"INPUT_WAIT", "-1", "input wait:"}, Case{"INPUT_TIMEOUT", "0", "input timeout:"}}) {
        CAPTURE(each.name);
        CAPTURE(each.value);
        auto given = enough();
        given[each.name] = each.value;
        const auto inputs = read(given);
        REQUIRE_FALSE(inputs);
        CHECK(inputs.error().is(Errc::invalid_input));
        CHECK(inputs.error().message.find(each.says) != std::string::npos);
        CHECK(inputs.error().message.find("secret-line") == std::string::npos);
    }
}

TEST_CASE("variables that cannot be read are refused, and none of them is told") {
    auto given = enough();
    given["INPUT_SET"] = "A=1\nsecret-line";

    const auto inputs = read(given);

    REQUIRE_FALSE(inputs);
    CHECK(inputs.error().message.starts_with("input set:"));
    CHECK(inputs.error().message.find("set:2") != std::string::npos);
    CHECK(inputs.error().message.find("secret-line") == std::string::npos);
}

TEST_CASE("what says what goes live is refused where nothing does") {
    for (const auto* command : {"rollback", "status"})
        for (const auto& [name, value] : Given{{"REF", "v1"}, {"SET", "A=b"}, {"UNSET", "A"}}) {
            auto given = enough();
            given["INPUT_COMMAND"] = command;
            given["INPUT_" + name] = value;
            const auto inputs = read(given);
            REQUIRE_FALSE(inputs);
            CHECK(inputs.error().message.find("deploy` and `plan` only") != std::string::npos);
        }
}

TEST_CASE("a plan is asked for with all that the deployment would be") {
    struct : Remote {
        Result<int> call(const RemoteCall& call) override {
            words = call.words;
            input = call.input;
            return 0;
        }
        [[nodiscard]] std::string name() const override { return "app"; }
        std::vector<std::string> words;
        std::string input;
    } remote;
    auto given = enough();
    given["INPUT_COMMAND"] = "plan";
    given["INPUT_REF"] = "v1";
    given["INPUT_SET"] = "A=b";
    given["INPUT_UNSET"] = "C";
    const auto inputs = read(given).value();

    REQUIRE(ask_server(remote, inputs, {}));
    CHECK(remote.words == std::vector<std::string>{"plan", "--ref", "v1", "--newer-only",
                                                   "--unset-env", "C", "--set-env-file", "-"});
    CHECK(remote.input == "A=b");
    commits_to_go_live(remote, inputs, {});
    CHECK(remote.words.front() == "plan");
    CHECK(remote.input == "A=b");
}

TEST_CASE("the server is called as the inputs say, with values on standard input") {
    auto given = enough();
    given["INPUT_REF"] = "v1";
    given["INPUT_SET"] = "A=b";
    given["INPUT_UNSET"] = "C";
    given["INPUT_CONFIG"] = "/etc/web.json";
    given["INPUT_SERVICE"] = "web";

    const auto run = remote_run(read(given).value(), "id-1");

    CHECK(run.command == std::vector<std::string>{"deploy", "--ref", "v1", "--newer-only",
                                                  "--unset-env", "C", "--set-env-file", "-",
                                                  "--wait", "900"});
    CHECK(run.input == "A=b");
    CHECK(run.options == std::vector<std::string>{"--config", "/etc/web.json", "--service", "web"});
    CHECK(run.id == "id-1");
}

TEST_CASE("a rollback names its container, and an older commit goes live where that is allowed") {
    auto given = enough();
    given["INPUT_ALLOW_OLDER"] = "true";
    CHECK(remote_run(read(given).value(), "x").command ==
          std::vector<std::string>{"deploy", "--wait", "900"});
    given["INPUT_COMMAND"] = "rollback";
    given["INPUT_CONTAINER"] = "web-1";
    CHECK(remote_run(read(given).value(), "x").command ==
          std::vector<std::string>{"rollback", "web-1", "--wait", "900"});
}
