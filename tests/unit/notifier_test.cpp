// SPDX-License-Identifier: MIT
// What others are told, on a server that answers in every way.
#include "adapters/notice_words.hpp"
#include "adapters/notify_post.hpp"
#include "adapters/webhook_signature.hpp"
#include "fakes/fake_host.hpp"
#include "fakes/fake_http_server.hpp"
#include "helpers/result_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/alarm_way.hpp>
#include <deploy/notifier.hpp>
#include <doctest/doctest.h>
#include <optional>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;
using Occasion = Notice::Occasion;

namespace {

Notice notice(Occasion occasion = Occasion::succeeded) {
    Notice out{.occasion = occasion, .environment = "production", .url = "https://app.example"};
    out.release = {.id = "20261124-201500-3f9a",
                   .service = "web",
                   .revision = "3f2a9c1d3f2a9c1d3f2a9c1d3f2a9c1d3f2a9c1d",
                   .candidate = "web-3f2a9c1-9c04"};
    out.release.incumbent = Incumbent{.id = "1", .name = "web-old", .revision = "1b2c3d4e"};
    out.receipt.total = 12'345ms;
    return out;
}

/// A server that answers one after the other, the last for ever.
struct Answering {
    std::vector<std::string> answers;
    std::size_t next = 0;
    std::unique_ptr<FakeHttpServer> server =
        FakeHttpServer::on_loopback([this](const std::string&) -> Reaction {
            const auto& bytes = answers[std::min(next++, answers.size() - 1)];
            return {bytes, bytes.empty() ? Reaction::Then::hang : Reaction::Then::close};
        });

    [[nodiscard]] std::string url(const std::string& path = "/hook") const {
        return "http://127.0.0.1:" + std::to_string(server->port()) + path;
    }
    [[nodiscard]] boost::json::value body(std::size_t number) const {
        const auto request = server->requests().at(number);
        return boost::json::parse(request.substr(request.find("\r\n\r\n") + 4));
    }
};

std::string header(const std::string& request, const std::string& name) {
    const auto at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos)
        return {};
    const auto begin = at + name.size() + 4;
    return request.substr(begin, request.find("\r\n", begin) - begin);
}

/// Sends it with a clock of the test's own.
struct Sending {
    FakeHost host;
    FakeClock clock{host};
    NotifyPost post{"Slack", clock};
    Result<HttpReply> send(const std::string& url) { return post.send(json_post(url, "{}")); }
};

} // namespace

TEST_CASE("a busy or broken service is asked again, up to three times") {
    Answering busy{
        {http_answer(429, "", "Retry-After: 3\r\n"), http_answer(500, ""), http_answer(200, "ok")}};
    Sending on;

    CHECK(on.send(busy.url()));

    CHECK(busy.server->requests().size() == 3);
    CHECK(on.host.elapsed == 3500ms);
    Answering broken{{http_answer(503, "no")}};
    const auto failed = on.send(broken.url());
    CHECK(failed.error().is(Errc::refused));
    CHECK(failed.error().message == "Slack answered 503 no");
    CHECK(broken.server->requests().size() == 3);
}

TEST_CASE("a service that wants to be asked too late, or says no, is left alone") {
    for (const auto& answer :
         {http_answer(429, "", "Retry-After: 60\r\n"), http_answer(404, "no_service"),
          http_answer(302, "", "Location: http://127.0.0.1:1/\r\n")}) {
        Answering server{{answer}};
        Sending on;
        const auto sent = on.send(server.url());
        CHECK(sent.error().is(Errc::refused));
        CHECK(server.server->requests().size() == 1);
    }
}

TEST_CASE("no address and no token is in an error") {
    Sending on;
    const auto unreachable = on.send("http://127.0.0.1:1/canary-in-path");
    Answering refusing{{http_answer(403, "action_prohibited")}};
    const auto refused =
        make_sentry_notifier(
            {.url = refusing.url("/canary"), .organization = "o", .token = "canary"})
            ->notify(notice(), {});
    const auto by_slack =
        make_slack_notifier(refusing.url("/services/canary"))->notify(notice(), {});

    for (const auto& message :
         {unreachable.error().message, refused.error().message, by_slack.error().message})
        CHECK_MESSAGE(message.find("canary") == std::string::npos, message);
    CHECK(by_slack.error().message == "Slack answered 403 action_prohibited");
}

TEST_CASE("Slack is told in its own markup, and text from outside is none") {
    Answering server{{http_answer(200, "ok")}};
    auto failed = notice(Occasion::failed);
    failed.cause = "<!channel> & ```" + std::string(10'000, 'x');
    failed.serves = std::string(5'000, '<');

    CHECK(make_slack_notifier(server.url())->notify(failed, {}));

    const auto body = server.body(0);
    CHECK(body.at("text") == "web in production: the deployment failed");
    const auto text = boost::json::serialize(body);
    CHECK(text.find("<!channel>") == std::string::npos);
    CHECK(text.size() < 13'000);
    for (const auto& block : body.at("blocks").as_array())
        CHECK(block.at("text").at("text").as_string().size() <= 3000);
}

TEST_CASE("the way back is called as the run was") {
    Answering server{{http_answer(200, "ok")}};
    Observer nobody;
    Notifiers notifiers;
    notifiers.push_back(make_slack_notifier(server.url()));
    RunNotifier::Settings settings{.events = {"succeeded"}};
    settings.facts.command = "psyfit-deploy --config /srv/web.json --service web";
    RunNotifier others{std::move(notifiers), settings, nobody};

    others.end(run_end(Outcome{.release = notice().release, .state = State::live}));

    CHECK(boost::json::serialize(server.body(0))
              .find("psyfit-deploy --config /srv/web.json --service web rollback web-old") !=
          std::string::npos);
}

TEST_CASE("an alarm comes to Slack in one text, and text from outside mentions nobody") {
    Answering server{{http_answer(200, "ok"), http_answer(404, "no_service")}};
    const auto slack = make_slack_alarm(server.url("/services/canary"));
    const AlarmMessage alarm{.subject = "web on host: DOWN health",
                             .lines = {"DOWN  health: <!channel> & " + std::string(5'000, 'x')}};

    CHECK(slack->tell(alarm, {}));

    const auto text = std::string{server.body(0).at("text").as_string()};
    CHECK(text.starts_with("*web on host: DOWN health*\nDOWN  health: &lt;!channel&gt; &amp; xx"));
    CHECK(text.size() <= 3000);
    const auto refused = slack->tell(alarm, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message == "Slack answered 404 no_service");
}

TEST_CASE("a webhook is signed over its time and body") {
    Answering server{{http_answer(500, ""), http_answer(204, "")}};

    CHECK(make_webhook_notifier(server.url(), "secret")->notify(notice(), {}));

    const auto requests = server.server->requests();
    REQUIRE(requests.size() == 2);
    const auto& request = requests[1];
    const auto body = request.substr(request.find("\r\n\r\n") + 4);
    CHECK(header(request, "X-Psyfit-Signature-256") ==
          "sha256=" + webhook_signature("secret", header(request, "X-Psyfit-Timestamp"), body));
    CHECK(header(requests[0], "X-Psyfit-Delivery") == header(request, "X-Psyfit-Delivery"));
    CHECK(server.body(1).at("event") == "succeeded");
    CHECK(server.body(1).at("release").at("id") == "20261124-201500-3f9a");
}

TEST_CASE("the signature is HMAC-SHA256") {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
    CHECK(webhook_signature("secret", "1700000000", "{}") ==
          "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
}

TEST_CASE("Sentry is told of a release and its deploy, once one is live") {
    Answering server{{http_answer(208, "{}"), http_answer(201, "{}")}};
    const auto sentry = make_sentry_notifier(
        {.url = server.url(""), .organization = "psyfit", .projects = {"web"}, .token = "t"});

    CHECK(sentry->notify(notice(Occasion::failed), {}));
    CHECK(server.server->requests().empty());
    CHECK(sentry->notify(notice(), {}));

    const auto requests = server.server->requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].starts_with("POST /api/0/organizations/psyfit/releases/ "));
    CHECK(requests[1].starts_with("POST /api/0/organizations/psyfit/releases/" +
                                  notice().release.revision + "/deploys/ "));
    CHECK(header(requests[0], "Authorization") == "Bearer t");
    CHECK(server.body(1).at("environment") == "production");
}

TEST_CASE("GitHub has one deployment, and a status for each notice") {
    Answering server{{http_answer(201, R"({"id":17})"), http_answer(201, "{}")}};
    const auto github =
        make_github_notifier({.api_url = server.url(""), .repository = "o/r", .token = "t"});

    CHECK(github->notify(notice(Occasion::started), {}));
    CHECK(github->notify(notice(Occasion::failed), {}));

    const auto requests = server.server->requests();
    REQUIRE(requests.size() == 3);
    CHECK(requests[0].starts_with("POST /repos/o/r/deployments "));
    CHECK(server.body(0).at("auto_merge") == false);
    CHECK(server.body(0).at("required_contexts").as_array().empty());
    CHECK(requests[1].starts_with("POST /repos/o/r/deployments/17/statuses "));
    CHECK(server.body(1).at("state") == "in_progress");
    CHECK(server.body(2).at("state") == "failure");
    CHECK(server.body(2).at("description").as_string().size() <= 140);
}

TEST_CASE(
    "a deployment at GitHub is of the commit, or of what was asked for while nobody knows it") {
    auto begun = notice(Occasion::started);
    const auto known = begun.release.revision;
    for (const auto& revision : {known, std::string{}}) {
        Answering server{{http_answer(201, R"({"id":17})"), http_answer(201, "{}")}};
        begun.release.revision = revision;

        CHECK(make_github_notifier(
                  {.api_url = server.url(""), .repository = "o/r", .token = "t", .ref = "v1"})
                  ->notify(begun, {}));

        CHECK(server.body(0).at("ref").as_string() == (revision.empty() ? "v1" : known));
    }
}

TEST_CASE("a success after a failure is a recovery") {
    Outcome live{.release = notice().release, .state = State::live};
    Outcome back = live;
    back.state = State::reverted;
    back.error = Error{Errc::unhealthy, "ill"};
    back.turned_back_in = State::gating;

    CHECK(notice_of(run_end(live), false).occasion == Occasion::succeeded);
    CHECK(notice_of(run_end(live), true).occasion == Occasion::recovered);
    CHECK(notice_of(run_end(back), true).occasion == Occasion::failed);
    CHECK(notice_of(run_end(back), true).cause == "gating: ill");
    CHECK(notice_of(run_end(Error{Errc::unknown_outcome, "cut"}, "old"), false).cause == "cut");
    back.error = Error{Errc::cancelled, "enough"};
    CHECK(notice_of(run_end(back), true).occasion == Occasion::cancelled);
}

TEST_CASE("a run that never began is nobody's concern, unless that is not known") {
    struct Telling final : Notifier {
        std::vector<std::string>& told;
        explicit Telling(std::vector<std::string>& to) : told{to} {}
        Result<> notify(const Notice& notice, std::stop_token) override {
            told.push_back(std::string{to_string(notice.occasion)});
            return {};
        }
    };
    Observer nobody;
    std::vector<std::string> told;
    const auto run = [&](const RunEnd& end, std::optional<State> reached = {}, bool over = true) {
        told.clear();
        Notifiers notifiers;
        notifiers.push_back(std::make_unique<Telling>(told));
        RunNotifier others{std::move(notifiers), {.events = {"failed", "cancelled"}}, nobody};
        if (reached)
            others.on_begin(notice().release);
        if (reached && over)
            others.on_end(notice().release, *reached, {});
        others.end(end);
        return told;
    };
    using Told = std::vector<std::string>;
    Outcome back{.release = notice().release, .state = State::reverted};
    const Error full{Errc::io, "the journal cannot be written"};

    CHECK(run(run_end(Error{Errc::locked, "taken"}, "")).empty());
    CHECK(run(run_end(Error{Errc::invalid_input, "typo"}, "")).empty());
    CHECK(run(run_end(Error{Errc::cancelled, "while it waited"}, "")).empty());
    CHECK(run(run_end(Error{Errc::unknown_outcome, "cut"}, "")) == Told{"failed"});
    CHECK(run(run_end(back), State::reverted) == Told{"failed"});
    CHECK(run(run_end(full, ""), State::pulling, false) == Told{"failed"});
    CHECK(run(run_end(Error{Errc::invalid_input, "after what a crash left"}, ""), State::reverted)
              .empty());
}

TEST_CASE("only what is wanted is told, and a failure is a warning") {
    struct Telling final : Notifier {
        std::vector<std::string>& told;
        explicit Telling(std::vector<std::string>& to) : told{to} {}
        Result<> notify(const Notice& notice, std::stop_token) override {
            told.push_back(std::string{to_string(notice.occasion)} + " " + notice.environment);
            return Error{Errc::refused, "no"};
        }
    };
    struct Warnings final : Observer {
        std::vector<std::string> all;
        void on_warning(std::string_view text) noexcept override { all.emplace_back(text); }
    } warnings;
    std::vector<std::string> told;
    Notifiers notifiers;
    notifiers.push_back(std::make_unique<Telling>(told));
    RunNotifier::Settings settings{.events = {"started", "succeeded"}};
    settings.facts.environment = "staging";
    RunNotifier others{std::move(notifiers), settings, warnings};

    others.on_begin(notice().release);
    others.end(run_end(Error{Errc::locked, "taken"}, ""));
    others.end(run_end(Outcome{.release = notice().release, .state = State::live}));

    CHECK(told == std::vector<std::string>{"started staging", "succeeded staging"});
    CHECK(warnings.all == std::vector<std::string>(2, "a notification was not taken: no"));
}

TEST_CASE("text is cut between two characters") {
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("aäb", 2) == "a…");
    CHECK(shortened("aäb", 3) == "aä…");
}
