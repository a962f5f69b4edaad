// SPDX-License-Identifier: MIT
#include "adapters/git_source.hpp"
#include "helpers/git_fixture.hpp"
#include "helpers/git_servers.hpp"
#include "helpers/result_text.hpp"
#include <cstdlib>
#include <doctest/doctest.h>
#include <unistd.h>

using namespace deploy;
using namespace deploy::test;
namespace fs = std::filesystem;

namespace {

/// Sets a variable of this process, and puts it back.
class Variable {
public:
    Variable(const char* name, const char* value) : name_{name} {
        if (const char* old = std::getenv(name))
            old_ = old, had_ = true;
        value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
    }
    ~Variable() { had_ ? ::setenv(name_, old_.c_str(), 1) : ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
    std::string old_;
    bool had_ = false;
};

struct RemoteFixture : GitFixture {
    Variable agent{"SSH_AUTH_SOCK", nullptr};
    Variable token{"GIT_TOKEN", nullptr};
    Variable home{"HOME", root().c_str()};

    void set_url(const std::string& url) { in_checkout({"remote", "set-url", "origin", url}); }
    /// The error of a fetch that must fail, all its text.
    std::string fails(const Config::Source& config, Errc kind, std::stop_token stop = {}) {
        const auto fetched = GitSource{config}.fetch(std::move(stop));
        REQUIRE_FALSE(fetched);
        const auto told = fetched.error().message + "\n" + fetched.error().fix;
        CAPTURE(told);
        CHECK(fetched.error().is(kind));
        CHECK_FALSE(fetched.error().message.empty());
        return told;
    }
};

struct SshFixture : RemoteFixture {
    SshServer server{root() / "sshd"};

    SshFixture() { set_url(server.url(origin())); }
    Config::Source trusted(const std::string& known_hosts) {
        auto source = config();
        source.known_hosts = root() / "known_hosts";
        source.ssh_key = server.client_key();
        write_file(source.known_hosts, known_hosts);
        return source;
    }
};

bool contains(const std::string& text, std::string_view part) {
    CAPTURE(text);
    CAPTURE(part);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a fetch over ssh with a key and a known host brings the new commit") {
    SshFixture git;
    const auto id = git.publish("a", "1");
    GitSource source{git.trusted(git.server.known_hosts_line())};

    const auto fetched = source.fetch({});

    REQUIRE_MESSAGE(fetched, fetched.error().message);
    CHECK(source.resolve(std::nullopt)->id == id);
}

TEST_CASE("the usual files are used where the configuration names none") {
    SshFixture git;
    write_file(git.root() / ".ssh/known_hosts", git.server.known_hosts_line() + "\n");
    fs::copy(git.server.client_key(), git.root() / ".ssh/id_ed25519");
    git.publish("a", "1");

    CHECK(GitSource{git.config()}.fetch({}));
}

TEST_CASE("a host that is not known is refused, with its fingerprint and the line to add") {
    SshFixture git;

    const auto told = git.fails(git.trusted(""), Errc::refused);

    CHECK(contains(told, "ssh-ed25519"));
    CHECK(contains(told, "SHA256:"));
    CHECK(contains(told, git.server.known_hosts_line()));

    CHECK(GitSource{git.trusted(git.server.known_hosts_line())}.fetch({}));
}

TEST_CASE("a host key that changed is refused, and the way to renew it told") {
    SshFixture git;
    const auto line = git.server.known_hosts_line();
    const auto old = line.substr(0, line.find(' ')) + " " +
                     SshServer::public_key(git.server.client_key().string() + ".pub");

    const auto told = git.fails(git.trusted(old), Errc::refused);

    CHECK(contains(told, "SHA256:"));
    CHECK(contains(told, "ssh-keygen -R '" + line.substr(0, line.find(' '))));
}

TEST_CASE("a revoked host key is refused") {
    SshFixture git;
    const auto line = git.server.known_hosts_line();

    const auto told = git.fails(git.trusted(line + "\n@revoked " + line), Errc::refused);

    CHECK(contains(told, "revoked"));
}

TEST_CASE("a key that the server does not know is refused and named") {
    SshFixture git;
    auto source = git.trusted(git.server.known_hosts_line());
    source.ssh_key = git.root() / "stranger";
    make_ssh_key(source.ssh_key);

    CHECK(contains(git.fails(source, Errc::refused), source.ssh_key.string()));
}

TEST_CASE("without any key the server's refusal says what to do") {
    SshFixture git;
    auto source = git.trusted(git.server.known_hosts_line());
    source.ssh_key.clear();

    CHECK(contains(git.fails(source, Errc::refused), "ssh-keygen"));
}

TEST_CASE("a key or token file that is configured but missing is told before connecting") {
    RemoteFixture git;
    auto source = git.config();

    SUBCASE("ssh key") {
        git.set_url("ssh://git@127.0.0.1:1/x");
        source.ssh_key = git.root() / "none";
    }
    SUBCASE("token file") {
        git.set_url("http://127.0.0.1:1/x");
        source.token_file = git.root() / "none";
    }

    CHECK(contains(git.fails(source, Errc::precondition), (git.root() / "none").string()));
}

TEST_CASE("a fetch over http with the token brings the new commit, whoever gives it") {
    RemoteFixture git;
    const HttpServer server{git.root(), "token-of-the-test"};
    git.set_url(server.url("", "origin.git"));
    const auto id = git.publish("a", "1");
    auto config = git.config();

    SUBCASE("file") {
        config.token_file = git.root() / "token";
        write_file(config.token_file, "token-of-the-test\n");
    }
    SUBCASE("variable") { ::setenv("GIT_TOKEN", "token-of-the-test", 1); }
    SUBCASE("URL") { git.set_url(server.url("x-access-token:token-of-the-test@", "origin.git")); }

    GitSource source{config};
    const auto fetched = source.fetch({});
    REQUIRE_MESSAGE(fetched, fetched.error().message);
    CHECK(source.resolve(std::nullopt)->id == id);
}

TEST_CASE("a token that is wrong or lacks is refused, told where it comes from, never shown") {
    RemoteFixture git;
    const HttpServer server{git.root(), "token-of-the-test"};
    git.set_url(server.url("", "origin.git"));
    auto config = git.config();
    std::string source;

    SUBCASE("none") { source = "GIT_TOKEN"; }
    SUBCASE("file") {
        config.token_file = git.root() / "token";
        write_file(config.token_file, "wrong-canary\n");
        source = config.token_file.string();
    }
    SUBCASE("variable") {
        ::setenv("GIT_TOKEN", "wrong-canary", 1);
        source = "GIT_TOKEN";
    }
    SUBCASE("URL") {
        git.set_url(server.url("bob:wrong-canary@", "origin.git"));
        source = "URL";
    }

    const auto told = git.fails(config, Errc::refused);
    CHECK(contains(told, source));
    CHECK(told.find("canary") == std::string::npos);
    CHECK(told.find("bob") == std::string::npos);
}

TEST_CASE("no error shows the user and password of the remote's URL") {
    RemoteFixture git;
    const HttpServer server{git.root(), "secret-canary"};
    const auto closed = std::to_string(Listener{}.port());
    auto kind = Errc::unreachable;

    SUBCASE("closed port") { git.set_url("http://bob:secret-canary@127.0.0.1:" + closed + "/x"); }
    SUBCASE("no such host") { git.set_url("https://bob:secret-canary@host.invalid/x"); }
    SUBCASE("no such repository") {
        git.set_url(server.url("x-access-token:secret-canary@", "none.git"));
        kind = Errc::refused;
    }

    const auto told = git.fails(git.config(), kind);
    CHECK(told.find("canary") == std::string::npos);
    CHECK(told.find("bob") == std::string::npos);
}

TEST_CASE("a token is not sent over http to another host") {
    RemoteFixture git;
    ::setenv("GIT_TOKEN", "secret-canary", 1);
    git.set_url("http://host.invalid/x");

    CHECK(git.fails(git.config(), Errc::unreachable).find("canary") == std::string::npos);
}

TEST_CASE("a remote that accepts and never answers ends the fetch at the timeout") {
    RemoteFixture git;
    const Listener silent;
    const auto port = std::to_string(silent.port());
    auto config = git.config();
    config.timeout = std::chrono::seconds{1};

    SUBCASE("http") { git.set_url("http://127.0.0.1:" + port + "/x"); }
    SUBCASE("ssh") { git.set_url("ssh://git@127.0.0.1:" + port + "/x"); }
    SUBCASE("git") { git.set_url("git://127.0.0.1:" + port + "/x"); }

    CHECK(contains(git.fails(config, Errc::unreachable), "within 1 s"));
}

TEST_CASE("cancelling ends a fetch that hangs") {
    RemoteFixture git;
    const Listener silent;
    git.set_url("http://127.0.0.1:" + std::to_string(silent.port()) + "/x");
    auto config = git.config();
    config.timeout = std::chrono::seconds{100};
    std::stop_source stop;
    FileDescriptor client;
    const std::jthread canceller{[&] {
        client = FileDescriptor{silent.accept()}; // the fetch is under way
        stop.request_stop();
    }};

    git.fails(config, Errc::cancelled, stop.get_token());
}

TEST_CASE("a remote that is not configured or not there is told") {
    RemoteFixture git;

    SUBCASE("no such path") {
        git.set_url("file://" + (git.root() / "none").string());
        CHECK(contains(git.fails(git.config(), Errc::unreachable), "none"));
    }
    SUBCASE("no such remote") {
        auto config = git.config();
        config.remote = "upstream";
        CHECK(contains(git.fails(config, Errc::precondition), "remote add upstream"));
    }
}
