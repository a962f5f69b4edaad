// SPDX-License-Identifier: MIT
#include "base64.hpp"
#include "ended_runs.hpp"
#include "helpers/git_servers.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include "helpers/ssh_stand_in.hpp"
#include "own_image.hpp"
#include "server.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::action;
using namespace deploy::test;

namespace {

/// A key pair without passphrase, or with one.
std::string private_key(const TemporaryFolder& folder, const std::string& passphrase = "") {
    const auto file = folder.path() / "key";
    make_ssh_key(file);
    if (!passphrase.empty())
        deploy::test::output_of({"ssh-keygen", "-p", "-N", passphrase, "-f", file.string()});
    return read_file(file);
}

Inputs with_key(const std::string& key) {
    return {.host = "app.example.com",
            .port = 2222,
            .user = "deploy",
            .ssh_key = key,
            .known_hosts = "ssh-ed25519 AAAA"};
}

} // namespace

TEST_CASE("a key that suffered in a form is mended") {
    const TemporaryFolder folder;
    const auto key = private_key(folder);
    auto crlf = key;
    for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2)
        crlf.replace(at, 1, "\r\n");

    for (const auto& given : {key, crlf, key.substr(0, key.size() - 1), "\n  " + key + "\n\n",
                              to_base64(key), to_base64(crlf)}) {
        CHECK(mended_key(given) == key);
        CHECK(SshIdentity::create(with_key(given)));
    }
}

TEST_CASE("a key that cannot be used is refused before the server hears of it") {
    const TemporaryFolder folder;
    const auto locked = private_key(folder, "passphrase");

    const auto protected_key = SshIdentity::create(with_key(locked));
    REQUIRE_FALSE(protected_key);
    CHECK(protected_key.error().message.find("has a passphrase") != std::string::npos);
    for (const auto& given : {std::string{"nonsense"}, locked.substr(0, locked.size() / 2)}) {
        const auto refused = SshIdentity::create(with_key(given));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().is(Errc::invalid_input));
        CHECK(refused.error().message.find(given) == std::string::npos);
    }
}

TEST_CASE("key and known hosts are private files that go with their owner") {
    const TemporaryFolder folder;
    std::filesystem::path key;
    {
        const auto identity = SshIdentity::create(with_key(private_key(folder)));
        REQUIRE(identity);
        const auto settings = identity->settings();
        key = settings.key;
        CHECK(settings.destination == "deploy@app.example.com");
        CHECK(settings.port == 2222);
        CHECK(settings.configuration == "none");
        CHECK((std::filesystem::status(key).permissions() & std::filesystem::perms::mask) ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
        CHECK(read_file(settings.known_hosts) == "[app.example.com]:2222 ssh-ed25519 AAAA\n");
    }
    CHECK_FALSE(exists(key));
    CHECK_FALSE(exists(key.parent_path()));
}

TEST_CASE("a line of known_hosts that has a host is left as it is") {
    Inputs inputs{.host = "app", .known_hosts = "app ssh-ed25519 AAAA\r\n|1|x|y ssh-rsa BBBB\n"};
    CHECK(mended_known_hosts(inputs) == "app ssh-ed25519 AAAA\n|1|x|y ssh-rsa BBBB\n");
    inputs.known_hosts = "ecdsa-sha2-nistp256 CCCC";
    CHECK(mended_known_hosts(inputs) == "app ecdsa-sha2-nistp256 CCCC\n");
}

TEST_CASE("a server's program is new enough from this version on") {
    CHECK(new_enough("psyfit-deploy 1.2.3", "1.2.3"));
    CHECK(new_enough("psyfit-deploy 1.10.0", "1.2.3"));
    CHECK_FALSE(new_enough("psyfit-deploy 1.2.2", "1.2.3"));
    CHECK_FALSE(new_enough("psyfit-deploy 2.0.0", "1.2.3"));
    CHECK_FALSE(new_enough("psyfit-deploy 1.2", "1.2.3"));
    CHECK_FALSE(new_enough("bash: no such thing", "1.2.3"));
    CHECK_FALSE(new_enough("", "1.2.3"));
}

TEST_CASE("the action's image acts on the server as the user who logs in") {
    const SshStandIn ssh;
    ssh.run("case $asked in\n"
            "*id*-u*) printf '1001\\n1002\\n998\\n' ;;\n"
            "*'config show'*) echo '{\"state_directory\":\"/srv/state\"}' ;;\n"
            "*'ls -d'*state*) echo /srv/state ;;\n"
            "esac\n");

    auto remote =
        run_image(programs_behind({.destination = "deploy@app"}), "sha256:abc", {}, [](auto) {});
    REQUIRE(remote);
    REQUIRE((*remote)->call({.words = {"deploy", "--detach", "--id", "x"}}));

    const auto asked = ssh.asked();
    CHECK(asked.find("mkdir -p -m 0700 -- /srv/state\n") != std::string::npos);
    const auto run = asked.substr(asked.rfind("docker run"));
    CHECK(run.find(" --user 1001:1002 --group-add 998 ") != std::string::npos);
    CHECK(run.find(" --volume /srv/state:/srv/state ") != std::string::npos);
    CHECK(run.find("--sig-proxy=false --name psyfit-deploy-x") != std::string::npos);
}

TEST_CASE("nothing that is asked on the way to a server outlasts a job that is cancelled") {
    const SshStandIn ssh;
    ssh.run("case $asked in\n*id*-u*) printf '1\\n2\\n3\\n' ;;\n*config*) echo '{}' ;;\nesac\n");
    const auto server = programs_behind({.destination = "deploy@app"});
    struct Asked final : Remote {
        Asked(std::unique_ptr<Remote> there, std::vector<bool>& ends)
            : there_{std::move(there)}, ends_{ends} {}
        Result<int> call(const RemoteCall& call) override {
            ends_.push_back(call.stop.stop_possible());
            return there_->call(call);
        }
        [[nodiscard]] std::string name() const override { return there_->name(); }
        std::unique_ptr<Remote> there_;
        std::vector<bool>& ends_;
    };
    std::vector<bool> ends;
    const Programs noted = [&](std::vector<std::string> program) {
        return std::unique_ptr<Remote>{std::make_unique<Asked>(server(std::move(program)), ends)};
    };
    const std::stop_source job;

    const auto remote = run_image(
        noted, "sha256:abc", {}, [](auto) {}, job.get_token());

    CHECK(remote);
    CHECK(ends.size() > 4);
    CHECK(std::ranges::find(ends, false) == ends.end());
}

TEST_CASE("what earlier jobs left with the engine goes, and what a job is about to start stays") {
    const SshStandIn ssh;
    ssh.run("case $asked in\n"
            "*status=created*) printf 'left gone\\nawaited running\\nolder \\n' ;;\n"
            "*'ps --quiet --no-trunc'*) printf 'other\\nrunning\\n' ;;\n"
            "*deploy.helper*status=exited*) echo ended ;;\n"
            "esac\n");

    remove_ended_runs(programs_behind({.destination = "deploy@app"}));

    const auto asked = ssh.asked();
    CHECK(asked.substr(asked.rfind("docker rm")) == "docker rm left older ended\n");
}

TEST_CASE("a key that is restricted to psyfit-deploy is told from an engine that is not there") {
    const SshStandIn ssh;
    const auto reach = [] {
        const auto remote = run_image(programs_behind({.destination = "deploy@app"}), "sha256:abc",
                                      {}, [](auto) {});
        return remote ? Error{} : remote.error();
    };

    ssh.answer(2, {}, "error: this key calls psyfit-deploy and nothing else, not 'docker image'\n");
    const auto restricted = reach();
    ssh.answer(127, {}, "sh: 1: docker: not found\n");
    const auto without = reach();

    CHECK(restricted.is(Errc::precondition));
    CHECK(restricted.message.find("key is restricted") != std::string::npos);
    CHECK(restricted.message.find("Docker") == std::string::npos);
    CHECK(restricted.fix.find("`install` to never") != std::string::npos);
    CHECK(without.message.find("nor a Docker Engine") != std::string::npos);
}

TEST_CASE("Base64 reads back what it wrote") {
    for (const auto* text : {"", "a", "ab", "abc", "abcd\n"})
        CHECK(from_base64(to_base64(text)).value_or("") == text);
    CHECK(from_base64("YW Jj\nZA==").value() == "abcd");
    for (const auto* text :
         {"***", "=", "==", "===", "====", "YWJj====", "Y===", "YQ==YQ==", "Y=Jj"}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text));
    }
    CHECK_FALSE(from_base64(""));
}
