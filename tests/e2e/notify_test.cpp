// SPDX-License-Identifier: MIT
// Those who are told of a deployment: a real run tells servers that listen on loopback, and one
// that is told in vain ends as it would have.
#include "e2e/expect.hpp"
#include "e2e/server_access.hpp"
#include "fakes/fake_http_server.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace deploy::test;

namespace {

namespace json = boost::json;

/// What a server was sent.
struct Post {
    std::string path, head, body;

    explicit Post(const std::string& request)
        : path{request.substr(5, request.find(' ', 5) - 5)},
          head{request.substr(0, request.find("\r\n\r\n") + 2)},
          body{request.substr(request.find("\r\n\r\n") + 4)} {}

    [[nodiscard]] std::string header(const std::string& name) const {
        const auto at = head.find("\r\n" + name + ": ");
        REQUIRE_MESSAGE(at != std::string::npos, name, " is in\n", head);
        const auto begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
    [[nodiscard]] json::value document() const { return json::parse(body); }
};

/// All that are told, at one address.
struct Listeners {
    std::unique_ptr<FakeHttpServer> server =
        FakeHttpServer::on_loopback([](const std::string& request) -> Reaction {
            return {http_answer(
                201, request.starts_with("POST /repos/o/r/deployments ") ? R"({"id":17})" : "{}")};
        });

    [[nodiscard]] std::string url(const std::string& path = {}) const {
        return "http://127.0.0.1:" + std::to_string(server->port()) + path;
    }
    /// What came to that path or below it, in its order.
    [[nodiscard]] std::vector<Post> posts(const std::string& path) const {
        std::vector<Post> out;
        for (const auto& request : server->requests())
            if (Post post{request}; post.path.starts_with(path))
                out.push_back(std::move(post));
        return out;
    }
};

constexpr auto slack_path = "/services/canary-slack";
constexpr auto secret = "canary-secret";

/// A service whose configuration tells those three.
struct TellingWorld : World {
    TellingWorld(const std::string& slack, const std::string& webhook, const std::string& sentry) {
        config["watch"] = {{"window", 0}};
        config["notify"] = {
            {"events", {"started", "succeeded", "failed", "cancelled", "recovered"}},
            {"environment", "staging"},
            {"url", "https://app.example"},
            {"slack_webhook_file", file("slack", slack)},
            {"webhook_url", webhook},
            {"webhook_secret_file", file("webhook", secret)},
            {"sentry_url", sentry},
            {"sentry_organization", "psyfit"},
            {"sentry_projects", json::array{"web"}},
            {"sentry_token_file", file("sentry", "canary-token")}};
        start_by_hand();
    }
    std::string file(const std::string& name, const std::string& text) const {
        const auto path = root() / "notify" / name;
        write_file(path, text + "\n");
        std::filesystem::permissions(path, std::filesystem::perms::owner_read);
        return path.string();
    }
    void commit(const std::string& version, const std::string& mode = "ok") {
        repository().commit({{"version", version}, {"mode", mode}});
    }
    [[nodiscard]] std::string head() {
        return ServiceRepository::git(repository().author(), {"rev-parse", "HEAD"});
    }
};

/// As docs/notifications.md has it.
std::string signature_of(const Post& post) {
    return "sha256=" +
           output_of(
               {"sh", "-c",
                R"(printf '%s.%s' "$timestamp" "$body" | openssl dgst -sha256 -hmac "$secret")"
                R"( | sed 's/.* //')"},
               {.environment = {{"timestamp", post.header("X-Psyfit-Timestamp")},
                                {"body", post.body},
                                {"secret", secret}}});
}

std::vector<std::string> texts(const std::vector<Post>& posts, const char* key) {
    std::vector<std::string> out;
    for (const auto& post : posts)
        out.emplace_back(post.document().at(key).as_string());
    return out;
}

void expect_no_canary(const Finished& run) {
    CHECK_MESSAGE((run.out + run.err).find("canary") == std::string::npos, run.out, run.err);
}

} // namespace

TEST_CASE("who listens is told of the start, a failure, the recovery after it and a success") {
    if (skipped())
        return;
    const Listeners listeners;
    TellingWorld world{listeners.url(slack_path), listeners.url("/hook"), listeners.url("/sentry")};

    world.commit("2", "exit");
    const auto failed = world.run_cli({"deploy"});
    CHECK(failed.exit_code == 5);
    CHECK_MESSAGE(listeners.posts("/sentry").empty(), "there is no release");
    world.commit("3");
    const auto recovered = world.run_cli({"deploy"});
    const auto live = world.head();
    expect_done(recovered);
    const auto back = world.run_cli({"rollback"});
    expect_done(back);

    const auto version = [](const std::string& commit) { return commit.substr(0, 7); };
    const auto what = world.service() + " in staging: ";
    const auto slack = listeners.posts(slack_path);
    REQUIRE(slack.size() == 6);
    const auto headlines = texts(slack, "text");
    CHECK(headlines[1] == what + "the deployment failed");
    CHECK(headlines[3] == what + version(live) + " is live, after a failure");
    CHECK(headlines[5].ends_with(" is live"));
    const auto command = "psyfit-deploy --config " + (world.root() / "config.json").string();
    CHECK(json::serialize(slack[3].document()).find(command + " rollback") != std::string::npos);
    CHECK(slack[1].body.find("the candidate") != std::string::npos); // the cause
    CHECK(slack[1].body.find("-new still serves") != std::string::npos);

    const auto hook = listeners.posts("/hook");
    CHECK(texts(hook, "event") == std::vector<std::string>{"started", "failed", "started",
                                                           "recovered", "started", "succeeded"});
    for (const auto& post : hook)
        CHECK(post.header("X-Psyfit-Signature-256") == signature_of(post));
    CHECK(hook[3].document().at("release").at("revision").as_string() == live);
    CHECK(hook[3].document().at("url") == "https://app.example");
    CHECK(hook[3].document().at("receipt").at("total_ms").as_int64() > 0);

    const auto sentry = listeners.posts("/sentry/api/0/organizations/psyfit/releases/");
    REQUIRE(sentry.size() == 2); // nobody knows the commit of what was rolled back to
    CHECK(sentry[0].document().at("version").as_string() == live);
    CHECK(sentry[0].header("Authorization") == "Bearer canary-token");
    CHECK(sentry[1].path.ends_with("/releases/" + live + "/deploys/"));
    CHECK(sentry[1].document().at("environment") == "staging");
    for (const auto& run : {failed, recovered, back})
        expect_no_canary(run);
}

TEST_CASE("who hangs, is broken or never stops talking changes no outcome") {
    if (skipped())
        return;
    const auto hanging = FakeHttpServer::on_loopback([](const std::string&) -> Reaction {
        return {"", Reaction::Then::hang};
    });
    const auto broken = FakeHttpServer::on_loopback(
        [](const std::string&) -> Reaction { return {http_answer(500, "no")}; });
    const auto endless = FakeHttpServer::on_loopback([](const std::string&) -> Reaction {
        return {http_answer(404, std::string(std::size_t{100} << 20U, 'x'))};
    });
    const auto address = [](const auto& server) {
        return "http://127.0.0.1:" + std::to_string(server->port());
    };
    TellingWorld world{address(hanging) + slack_path, address(broken), address(endless)};

    world.commit("2");
    const auto live = world.run_cli({"deploy"});
    world.config["notify"].as_object()["slack_webhook_file"] =
        world.file("nobody", "http://127.0.0.1:1" + std::string{slack_path});
    world.commit("3", "exit");
    const auto failed = world.run_cli({"deploy"});

    CHECK_MESSAGE(live.exit_code == 0, live.err);
    CHECK(world.version() == "2");
    expect_refused(failed, 5, {.error = "the candidate", .serves = "still serves", .fix = ""});
    for (const std::string told :
         {"Slack does not answer", "the webhook answered 500 no", "Sentry answered 404 xxx"})
        CHECK_MESSAGE(live.err.find("warning: a notification was not taken: " + told) !=
                          std::string::npos,
                      live.err);
    CHECK(failed.err.find("not taken: Slack does not answer") != std::string::npos);
    for (const auto& run : {live, failed})
        expect_no_canary(run);
    CHECK(hanging->requests().size() == 2); // of the start and of the end, each tried once
}

#ifdef DEPLOY_TEST_ACTION
TEST_CASE(
    "GitHub has a deployment whose status follows the run, where the action is asked for it") {
    if (skipped())
        return;
    const Listeners listeners;
    World world;
    world.config["watch"] = {{"window", 0}};
    world.start_by_hand();
    const ServerAccess access{world};
    const auto step = [&](const std::string& start) {
        access.write_configuration();
        auto options = access.client();
        options.environment.insert({{"INPUT_HOST", access.address()},
                                    {"INPUT_PORT", std::to_string(access.sshd().port())},
                                    {"INPUT_USER", "root"},
                                    {"INPUT_SSH_KEY", read_file(access.sshd().client_key())},
                                    {"INPUT_KNOWN_HOSTS", access.known_hosts()},
                                    {"INPUT_INSTALL", "never"},
                                    {"INPUT_ENVIRONMENT", "staging"},
                                    {"INPUT_URL", "https://app.example"},
                                    {"INPUT_SLACK_WEBHOOK", listeners.url(slack_path)},
                                    {"INPUT_SLACK_START", start},
                                    {"INPUT_CREATE_DEPLOYMENT", "true"},
                                    {"INPUT_TOKEN", "canary-token"},
                                    {"GITHUB_API_URL", listeners.url()},
                                    {"GITHUB_SERVER_URL", "https://github.example"},
                                    {"GITHUB_REPOSITORY", "o/r"},
                                    {"GITHUB_RUN_ID", "42"}});
        return run({DEPLOY_TEST_ACTION}, options);
    };

    world.repository().commit({{"version", "2"}, {"mode", "exit"}});
    const auto failed = step("");
    world.repository().commit({{"version", "3"}});
    const auto live = step("true");

    CHECK_MESSAGE(failed.exit_code == 5, failed.out);
    CHECK_MESSAGE(live.exit_code == 0, live.out);
    const auto posts = listeners.posts("/repos/o/r/deployments");
    REQUIRE(posts.size() == 6);
    const auto made = posts[3].document();
    CHECK(made.at("environment") == "staging");
    CHECK(posts[3].header("Authorization") == "Bearer canary-token");
    std::vector<std::string> states;
    for (const auto& post : posts)
        if (post.path == "/repos/o/r/deployments/17/statuses") {
            states.emplace_back(post.document().at("state").as_string());
            CHECK(post.document().at("log_url") == "https://github.example/o/r/actions/runs/42");
        }
    CHECK(states == std::vector<std::string>{"in_progress", "failure", "in_progress", "success"});
    const auto headlines = texts(listeners.posts(slack_path), "text");
    REQUIRE(headlines.size() == 3); // a failure, and a beginning with its end
    CHECK(headlines.back().ends_with(" is live, after a failure"));
}
#endif
