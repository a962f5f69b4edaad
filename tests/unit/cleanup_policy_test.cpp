// SPDX-License-Identifier: MIT
#include "core/cleanup_policy.hpp"
#include "core/image_name.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

using namespace deploy;

namespace {

/// A host that a test fills; times are counted, so that later ones are newer.
struct Site {
    Config config;
    Inventory now;
    int made = 0;

    ContainerSummary& container(const std::string& name, const std::string& status = "exited",
                                const std::string& image = "sha256:app") {
        const auto number = std::to_string(10'000 + ++made);
        now.containers.push_back({.id = "id-" + number,
                                  .name = name,
                                  .image_id = image,
                                  .status = status,
                                  .created_at = number});
        return now.containers.back();
    }

    /// One that a deployment made; the journal knows how it ended.
    ContainerSummary& deployed(const std::string& name, State end,
                               const std::string& status = "exited") {
        auto& out = container(name, status);
        out.labels = {{std::string{label::service}, config.service},
                      {std::string{label::deployment}, name},
                      {std::string{label::role}, "candidate"}};
        Record record{.at = "live-" + out.created_at, .state = end, .release = {.id = name}};
        record.release.candidate_id = out.id;
        now.records.push_back(record);
        return out;
    }

    Image& image(const std::string& id, std::vector<std::string> tags) {
        now.images.push_back({.id = "sha256:" + id, .tags = std::move(tags), .env = {}});
        now.images.back().created_at = std::to_string(10'000 + ++made);
        return now.images.back();
    }

    [[nodiscard]] Cleanup plan() const { return plan_cleanup(config, now); }
};

std::vector<std::string> names(const std::vector<CleanupItem>& items) {
    std::vector<std::string> out;
    for (const auto& item : items)
        out.push_back(item.name);
    std::ranges::sort(out);
    return out;
}

std::string why(const std::vector<CleanupItem>& items, const std::string& name) {
    const auto found = std::ranges::find(items, name, &CleanupItem::name);
    return found == items.end() ? "absent" : found->why;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("of the stopped versions the newest stays, and what the proxy routes to") {
    Site site;
    site.deployed("psyfit-web-1", State::live);
    site.deployed("psyfit-web-2", State::live);
    site.now.routed = site.deployed("psyfit-web-3", State::live, "running").id;

    const auto plan = site.plan();

    CHECK(names(plan.gone) == Names{"psyfit-web-1"});
    CHECK(names(plan.kept) == Names{"psyfit-web-2", "psyfit-web-3"});
    CHECK(why(plan.gone, "psyfit-web-1") == "only the newest 1 stopped stay for a rollback");
}

TEST_CASE("after a rollback the version that was left last stays, though another is younger") {
    Site site;
    const auto first = site.deployed("psyfit-web-1", State::live, "running").id;
    const auto second = site.deployed("psyfit-web-2", State::live).id;
    site.deployed("psyfit-web-3", State::live);
    Record back{.at = "live-9", .state = State::live, .release = {.id = "back"}};
    back.release.candidate_id = first;
    back.release.incumbent = Incumbent{.id = second, .name = "psyfit-web-2"};
    site.now.records.push_back(back);
    site.now.routed = first;

    CHECK(names(site.plan().gone) == Names{"psyfit-web-3"});
}

TEST_CASE("a version that was never live uses up no slot and goes") {
    Site site;
    site.deployed("psyfit-web-old", State::live);
    site.deployed("psyfit-web-reverted", State::reverted);
    site.deployed("psyfit-web-stuck", State::stuck);
    site.container("psyfit-web-created", "created");
    site.deployed("psyfit-web-x-release", State::reverted).labels[std::string{label::role}] =
        "release-command";

    const auto plan = site.plan();

    CHECK(names(plan.kept) == Names{"psyfit-web-old"});
    CHECK(plan.gone.size() == 4);
    CHECK(why(plan.gone, "psyfit-web-reverted") ==
          "it was never live: its deployment ended reverted");
    CHECK(why(plan.gone, "psyfit-web-created") == "it was never started");
    CHECK(why(plan.gone, "psyfit-web-x-release") == "it ran a release command");
}

TEST_CASE("a version that the journal has forgotten may have been live") {
    Site site;
    site.deployed("psyfit-web-1", State::live);
    site.now.records.clear();

    CHECK(names(site.plan().kept) == Names{"psyfit-web-1"});
}

TEST_CASE("a version known to have served keeps its slot against one made by hand later") {
    Site site;
    site.deployed("psyfit-web-1", State::live);
    site.container("psyfit-web-by-hand");

    CHECK(names(site.plan().gone) == Names{"psyfit-web-by-hand"});
}

TEST_CASE("what is not of the service stays, however it is called") {
    Site site;
    site.config.cleanup.containers = 1;
    site.container("psyfit-web-new");
    site.container("psyfit-web2-1", "created");
    site.container("psyfit-web", "created");
    site.container("my-psyfit-web-1", "created");
    site.container("psyfit-web-admin-1", "created").labels = {
        {std::string{label::service}, "psyfit-web-admin"}, {std::string{label::deployment}, "1"}};
    site.container("psyfit-web-db", "created").labels = {{"service", "psyfit-web-db"}};
    site.container("psyfit-web-x", "created").labels = {{"com.docker.compose.project", "x"}};
    site.container("psyfit-web-part", "created").labels = {
        {std::string{label::service}, "psyfit-web"}};

    const auto plan = site.plan();

    CHECK(names(plan.gone).empty());
    CHECK(names(plan.kept) == Names{"psyfit-web-new"});
}

TEST_CASE("what was started by hand is the service's only with its image, or one without a name") {
    Site site;
    site.image("other", {"alpine:3"});
    site.image("ours", {"psyfit-local:1"});
    site.image("nameless", {});
    site.container("psyfit-web-admin", "exited", "sha256:other");
    site.container("psyfit-web-by-hand", "exited", "sha256:ours");
    site.container("psyfit-web-older", "exited", "sha256:nameless");
    site.container("psyfit-web-kamal", "exited", "sha256:other").labels = {
        {"service", "psyfit-web"}};

    const auto plan = site.plan();

    Names containers;
    for (const auto& items : {plan.kept, plan.gone})
        for (const auto& item : items)
            if (item.kind == CleanupItem::Kind::container)
                containers.push_back(item.name);
    std::ranges::sort(containers);
    CHECK(containers == Names{"psyfit-web-by-hand", "psyfit-web-kamal", "psyfit-web-older"});
}

TEST_CASE("database, cache and proxy stay, though their names begin as the service's") {
    Site site;
    site.config.database.container = site.container("psyfit-web-db", "created").name;
    site.config.redis.container = site.container("psyfit-web-redis", "created").name;
    site.config.proxy.container = site.container("psyfit-web-proxy", "created").name;

    CHECK(site.plan().gone.empty());
}

TEST_CASE("a container of Kamal's is one of the service where Kamal says so") {
    Site site;
    site.container("psyfit-web-web-1").labels = {{"service", "psyfit-web"}};
    site.container("psyfit-web-web-2").labels = {{"service", "psyfit-web"}};

    CHECK(names(site.plan().gone) == Names{"psyfit-web-web-1"});
}

TEST_CASE("whatever is not stopped stays") {
    for (const auto* status : {"running", "restarting", "paused", "removing"}) {
        Site site;
        site.deployed("psyfit-web-1", State::reverted, status);
        CHECK(site.plan().gone.empty());
    }
}

TEST_CASE("a routed container stays even where it has stopped or was never live") {
    Site site;
    site.now.routed = site.deployed("psyfit-web-1", State::reverted).id;
    site.deployed("psyfit-web-2", State::live);

    CHECK(names(site.plan().kept) == Names{"psyfit-web-1", "psyfit-web-2"});
}

TEST_CASE("of the service's images the newest two stay, and those in use") {
    Site site;
    site.image("1", {"psyfit-local:1"});
    site.image("2", {"psyfit-local:2"});
    site.image("3", {"psyfit-local:3"});
    site.image("4", {"psyfit-local:4", "psyfit-local:latest"});
    site.container("stranger", "exited", "sha256:1");

    const auto plan = site.plan();

    CHECK(names(plan.gone) == Names{"psyfit-local:2"});
    CHECK(why(plan.kept, "psyfit-local:1") == "a container uses it");
    CHECK(why(plan.gone, "psyfit-local:2") == "only the newest 2 stay");
}

TEST_CASE("the image of a container that goes is not in use") {
    Site site;
    site.config.cleanup.images = 1;
    site.image("1", {"psyfit-local:1"});
    site.image("2", {"psyfit-local:2"});
    site.container("psyfit-web-1", "created", "sha256:1");

    CHECK(names(site.plan().gone) == Names{"psyfit-local:1", "psyfit-web-1"});
}

TEST_CASE("the image of a version that was never live uses up no slot") {
    Site site;
    site.image("1", {"psyfit-local:1"});
    site.image("2", {"psyfit-local:2"});
    site.image("3", {"psyfit-local:3"});
    site.image("4", {"psyfit-local:4"});
    for (const auto& [image, end] :
         {std::pair{"3", State::reverted}, {"4", State::reverted}, {"4", State::live}})
        site.now.records.push_back({.state = end, .release = {.id = "d"}});
    site.now.records[0].release.image = "psyfit-local:3";
    site.now.records[1].release.image = "psyfit-local:4";
    site.now.records[2].release.image = "psyfit-local:4";

    const auto plan = site.plan();

    CHECK(names(plan.gone) == Names{"psyfit-local:1", "psyfit-local:3"});
    CHECK(why(plan.gone, "psyfit-local:3") == "its version was never live");
}

TEST_CASE("an image without a name goes unless a container uses it or it was pulled by digest") {
    Site site;
    site.image("aaaaaaaaaaaaaaaa", {});
    site.image("b", {});
    site.container("anybody", "exited", "sha256:b");
    site.image("c", {}).digests = {"postgres@sha256:c"};

    const auto plan = site.plan();

    REQUIRE(names(plan.gone) == Names{"aaaaaaaaaaaa"});
    CHECK(plan.gone.front().references == Names{"sha256:aaaaaaaaaaaaaaaa"});
}

TEST_CASE("an image with another name, too, or of a similar repository is not the service's") {
    Site site;
    site.config.cleanup.images = 1;
    site.image("1", {"psyfit-local:1", "archive:1"});
    site.image("2", {"psyfit-local2:1"});
    site.image("3", {"registry.example:5000/psyfit-local:1"});
    site.image("4", {"psyfit-local:4"});

    CHECK(site.plan().gone.empty());
}

TEST_CASE("a repository and a tag are told apart, ports and all") {
    CHECK(repository_of("a:1") == "a");
    CHECK(tag_of("a:1") == "1");
    CHECK(repository_of("host:5000/a/b:1") == "host:5000/a/b");
    CHECK(repository_of("host:5000/a") == "host:5000/a");
    CHECK(tag_of("host:5000/a").empty());
}

namespace {

const auto statuses = std::array{"created", "exited", "dead", "running", "restarting", "paused"};
const auto ends = std::array{State::live, State::reverted, State::stuck};

/// Any mixture of versions, strangers and images.
Site any_site(std::mt19937& random) {
    Site site;
    const auto pick = [&](std::size_t count) { return random() % count; };
    site.config.cleanup.containers = static_cast<int>(1 + pick(3));
    site.config.cleanup.images = static_cast<int>(1 + pick(3));
    for (std::size_t i = 0, count = pick(12); i < count; ++i) {
        const auto name = "psyfit-web-" + std::to_string(i);
        auto& one = pick(2) == 0 ? site.deployed(name, ends.at(pick(3)), statuses.at(pick(6)))
                                 : site.container(pick(3) == 0 ? "other-" + name : name,
                                                  statuses.at(pick(6)));
        one.image_id = "sha256:" + std::to_string(pick(8));
        if (pick(4) == 0)
            site.now.routed = one.id;
    }
    for (std::size_t i = 0; i < 8; ++i)
        site.image(std::to_string(i),
                   pick(3) == 0 ? Names{} : Names{"psyfit-local:" + std::to_string(i)});
    return site;
}

bool goes(const Cleanup& plan, const std::string& id) {
    return std::ranges::find(plan.gone, id, &CleanupItem::id) != plan.gone.end();
}

/// The same host after all that goes is gone.
Site after(Site site, const Cleanup& plan) {
    std::erase_if(site.now.containers, [&](const auto& each) { return goes(plan, each.id); });
    std::erase_if(site.now.images, [&](const auto& each) { return goes(plan, each.id); });
    return site;
}

} // namespace

TEST_CASE("whatever there is: nothing needed goes, nothing of others goes, and twice is once") {
    std::mt19937 random{20261125};
    for (int round = 0; round < 2000; ++round) {
        CAPTURE(round);
        const auto site = any_site(random);

        const auto plan = site.plan();

        std::size_t stopped_live = 0;
        for (const auto& each : site.now.containers) {
            const bool stopped = each.stopped();
            if (goes(plan, each.id)) {
                CHECK(stopped);
                CHECK(each.id != site.now.routed);
                CHECK(each.name.starts_with("psyfit-web-"));
            } else
                CHECK_FALSE(goes(plan, each.image_id));
            const bool was_live = std::ranges::any_of(site.now.records, [&](const Record& record) {
                return record.state == State::live && record.release.candidate_id == each.id;
            });
            if (stopped && was_live && each.id != site.now.routed && !goes(plan, each.id))
                ++stopped_live;
        }
        const auto all_live = static_cast<std::size_t>(
            std::ranges::count_if(site.now.records, [&](const Record& record) {
                const auto found = std::ranges::find(
                    site.now.containers, record.release.candidate_id, &ContainerSummary::id);
                return record.state == State::live && found != site.now.containers.end() &&
                       found->id != site.now.routed && found->stopped();
            }));
        CHECK(stopped_live ==
              std::min(all_live, static_cast<std::size_t>(site.config.cleanup.containers)));
        CHECK(after(site, plan).plan().gone.empty());
    }
}
