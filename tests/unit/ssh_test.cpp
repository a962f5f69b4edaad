// SPDX-License-Identifier: MIT
#include "adapters/ssh_failure.hpp"
#include "helpers/result_text.hpp"

#include <deploy/remote.hpp>
#include <doctest/doctest.h>

using namespace deploy;

TEST_CASE("a server is a user, a host and perhaps a port") {
    struct Case {
        const char* text;
        const char* destination;
        std::uint16_t port;
    };
    for (const auto& each :
         {Case{"deploy@app.example.com", "deploy@app.example.com", 0}, Case{"app", "app", 0},
          Case{"deploy@app:2222", "deploy@app", 2222},
          Case{"ssh://root@10.0.0.1:22", "root@10.0.0.1", 22}, Case{"ssh://app", "app", 0},
          Case{"root@[2001:db8::1]:22", "root@2001:db8::1", 22},
          Case{"root@2001:db8::1", "root@2001:db8::1", 0}}) {
        CAPTURE(each.text);
        const auto settings = ssh_settings(each.text);
        REQUIRE(settings);
        CHECK(settings->destination == each.destination);
        CHECK(settings->port.value_or(0) == each.port);
    }
}

TEST_CASE("who waits a short time for an answer gives a silent peer half of it") {
    const auto of = [](int patience) {
        return within(SshSettings{.destination = "app"}, std::chrono::seconds{patience});
    };
    CHECK(of(600).silence == SshSettings{}.silence);
    CHECK(of(600).connect_timeout == SshSettings{}.connect_timeout);
    CHECK(of(10).silence == std::chrono::seconds{5});
    CHECK(of(10).connect_timeout == std::chrono::seconds{5});
    CHECK(of(0).silence == std::chrono::seconds{3}); // three questions, one a second
    CHECK(of(0).connect_timeout == std::chrono::seconds{1});
}

TEST_CASE("what ssh could take for something else is no server") {
    for (const auto* text :
         {"", "-oProxyCommand=id", "deploy@-oProxyCommand=id", "@app", "deploy@", "a b",
          "app:", "app:0", "app:70000", "app:2x", "$(id)@app", "app;id", "ssh://", "a\nb"}) {
        CAPTURE(text);
        const auto settings = ssh_settings(text);
        REQUIRE_FALSE(settings);
        CHECK(settings.error().is(Errc::invalid_input));
    }
}

TEST_CASE("ssh's own words are told apart from the program's") {
    SshComplaints complaints;

    CHECK(complaints.take("ssh: connect to host app port 22: Connection refused"));
    CHECK_FALSE(complaints.take("error: the candidate is not healthy"));
}

TEST_CASE("a key that is not accepted is refused for good; a cut is told from no connection") {
    constexpr auto for_good = Errc::refused;
    constexpr auto never = Errc::unreachable;
    constexpr auto cut = Errc::unknown_outcome;
    struct Case {
        const char* line;
        Errc kind;
        const char* says;
    };
    for (const auto& each :
         {Case{"root@app: Permission denied (publickey).", for_good, "does not accept the key"},
          Case{"Permission denied (publickey).", for_good, "does not accept the key"},
          Case{"Host key verification failed.", for_good, "not known here"},
          Case{"No ED25519 host key is known for app and you have requested strict checking.",
               for_good, "not known here"},
          Case{"@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @", for_good,
               "not the known one"},
          Case{"No user exists for uid 12345", for_good, "has no name here"},
          Case{"Load key \"/k\": error in libcrypto", for_good, "private key cannot be read"},
          Case{"ssh: connect to host app port 22: Connection refused", never, "Connection refused"},
          Case{"ssh: Could not resolve hostname app: Name or service not known", never, "resolve"},
          Case{"kex_exchange_identification: Connection closed by remote host", never, "closed"},
          Case{"Timeout, server app not responding.", cut, "not responding"},
          Case{"client_loop: send disconnect: Broken pipe", cut, "Broken pipe"}}) {
        CAPTURE(each.line);
        SshComplaints complaints;
        complaints.take(each.line);
        const auto error = complaints.failure("deploy@app", "ssh -v deploy@app true");
        CHECK(error.is(each.kind));
        CHECK(error.message.find(each.says) != std::string::npos);
        CHECK(error.message.find("deploy@app") != std::string::npos);
    }
    const auto silent = SshComplaints{}.failure("app", "ssh -v app true");
    CHECK(silent.is(cut));
    CHECK(silent.message == "app cannot be reached: the connection was cut");
    CHECK(silent.fix == "ssh -v app true");
}
