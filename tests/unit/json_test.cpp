// SPDX-License-Identifier: MIT
#include "helpers/result_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/json.hpp>
#include <doctest/doctest.h>
#include <functional>

using namespace deploy;
namespace json = boost::json;

namespace {

Route full_route() {
    return {.service = "psyfit-web",
            .target = "c0ffee123456:3000",
            .hosts = {"psytech.jp", "www.psytech.jp"},
            .tls = true,
            .traffic = Traffic::paused,
            .other_targets = {"reader:3000"},
            .options = {{"DrainTimeout", 30}, {"Nested", {{"a", {1, 2}}}}}};
}

/// A record in which every field has a value of its own.
Record full_record() {
    Record record{.sequence = 41, .at = "2026-11-24T20:15:00.250Z", .state = State::live};
    record.reached = State::retiring;
    record.cause = "a \"cause\"\nof two lines";
    record.retire_failed = true;
    auto& release = record.release;
    release = {.id = "20261124-201500-3f9a", .kind = Kind::rollback, .service = "psyfit-web"};
    release.revision = std::string(40, 'a');
    release.image = "psyfit-local:aaaaaaaaaaaa";
    release.candidate = "psyfit-web-aaaaaaa-1";
    release.candidate_id = std::string(64, 'c');
    release.port = 65535;
    release.incumbent =
        Incumbent{.id = "i", .name = "old", .revision = "r", .image_id = "sha256:1"};
    release.before = full_route().to("10.0.0.7:3000");
    release.route = full_route();
    release.operation = "exec-1";
    release.environment = {.added = {"A"}, .changed = {"B", "C"}, .dropped = {"D"}};
    release.started_at = "2026-11-24T20:14:00.000Z";
    release.by = "haruto";
    record.receipt = Receipt{.answered_by = "c0ffee123456:3000"};
    record.receipt->time_in = {{State::gating, std::chrono::milliseconds{1500}},
                               {State::switching, std::chrono::milliseconds{7}}};
    record.receipt->total = std::chrono::milliseconds{20000};
    record.receipt->traffic = {.sent = 5000,
                               .failed = 2,
                               .longest_gap = std::chrono::milliseconds{12},
                               .first_failure = "503"};
    return record;
}

/// As it comes back from a file.
json::value through_text(const Record& record) {
    return json::parse(json::serialize(to_json(record)));
}

/// Keys that may be left out, and objects whose members are not ours.
bool optional(std::string_view key) {
    return key == "incumbent" || key == "before" || key == "receipt" || key == "retire_failed" ||
           key == "by";
}
bool free_form(std::string_view key) { return key == "options" || key == "time_in_ms"; }

json::value of_another_type(const json::value& value) {
    return value.is_string() ? json::value(7) : json::value("text");
}

/// Calls `visit` with each object of the document and a name of the way there.
void each_object(json::value& at, const std::string& path,
                 const std::function<void(json::object&, const std::string&)>& visit) {
    auto* const object = at.if_object();
    if (object == nullptr)
        return;
    visit(*object, path);
    for (auto& member : *object)
        if (!free_form(member.key()))
            each_object(member.value(), path + "/" + std::string{member.key()}, visit);
}

/// The document, altered at one key after the other.
void each_alteration(const std::function<void(json::object&, const std::string& key)>& alter,
                     const std::function<void(const json::value&, const std::string& path,
                                              std::string_view key)>& judge) {
    std::vector<std::pair<std::string, std::string>> places;
    auto whole = through_text(full_record());
    each_object(whole, "", [&](json::object& object, const std::string& path) {
        for (const auto& member : object)
            places.emplace_back(path, member.key());
    });
    REQUIRE(places.size() > 40);
    for (const auto& [place, key] : places) {
        auto altered = whole;
        each_object(altered, "", [&](json::object& object, const std::string& path) {
            if (path == place)
                alter(object, key);
        });
        judge(altered, place + "/" + key, key);
    }
}

void check_corrupt(const std::function<void(json::object&)>& spoil) {
    auto document = through_text(full_record());
    spoil(document.as_object());
    CAPTURE(json::serialize(document));
    const auto record = record_from_json(document);
    REQUIRE_FALSE(record);
    CHECK(record.error().is(Errc::corrupt));
}

} // namespace

TEST_CASE("a record comes back from its JSON with every field of the deployment") {
    const auto record = record_from_json(through_text(full_record()));

    REQUIRE(record);
    CHECK(record->sequence == 41);
    CHECK(record->at == "2026-11-24T20:15:00.250Z");
    CHECK(record->state == State::live);
    CHECK(record->reached == State::retiring);
    CHECK(record->cause == "a \"cause\"\nof two lines");
    CHECK(record->retire_failed);
    const auto& release = record->release;
    CHECK(release.id == "20261124-201500-3f9a");
    CHECK(release.kind == Kind::rollback);
    CHECK(release.service == "psyfit-web");
    CHECK(release.revision == std::string(40, 'a'));
    CHECK(release.image == "psyfit-local:aaaaaaaaaaaa");
    CHECK(release.candidate == "psyfit-web-aaaaaaa-1");
    CHECK(release.candidate_id == std::string(64, 'c'));
    CHECK(release.port == 65535);
    REQUIRE(release.incumbent);
    CHECK(release.incumbent->id == "i");
    CHECK(release.incumbent->name == "old");
    CHECK(release.incumbent->revision == "r");
    CHECK(release.incumbent->image_id == "sha256:1");
    CHECK(release.operation == "exec-1");
    CHECK(release.environment.added == std::vector<std::string>{"A"});
    CHECK(release.environment.changed == std::vector<std::string>{"B", "C"});
    CHECK(release.environment.dropped == std::vector<std::string>{"D"});
    CHECK(release.started_at == "2026-11-24T20:14:00.000Z");
    CHECK(release.by == "haruto");
}

TEST_CASE("both routes of a record come back with every option") {
    const auto record = record_from_json(through_text(full_record()));

    REQUIRE(record);
    const auto& route = record->release.route;
    CHECK(route.service == "psyfit-web");
    CHECK(route.target == "c0ffee123456:3000");
    CHECK(route.hosts == std::vector<std::string>{"psytech.jp", "www.psytech.jp"});
    CHECK(route.tls);
    CHECK(route.traffic == Traffic::paused);
    CHECK(route.other_targets == std::vector<std::string>{"reader:3000"});
    CHECK(json::value(route.options) == json::value(full_route().options));
    REQUIRE(record->release.before);
    CHECK(record->release.before->target == "10.0.0.7:3000");
    CHECK(json::value(record->release.before->options) == json::value(full_route().options));
}

TEST_CASE("the receipt of a record comes back in full") {
    const auto record = record_from_json(through_text(full_record()));

    REQUIRE(record);
    REQUIRE(record->receipt);
    const auto& receipt = *record->receipt;
    CHECK(receipt.time_in == full_record().receipt->time_in);
    CHECK(receipt.total == std::chrono::milliseconds{20000});
    CHECK(receipt.traffic.sent == 5000);
    CHECK(receipt.traffic.failed == 2);
    CHECK(receipt.traffic.longest_gap == std::chrono::milliseconds{12});
    CHECK(receipt.traffic.first_failure == "503");
    CHECK(receipt.answered_by == "c0ffee123456:3000");
}

TEST_CASE("what a record does not have stays absent") {
    const Record bare{.state = State::pulling, .release = {.id = "1", .kind = Kind::first}};

    const auto record = record_from_json(through_text(bare));

    REQUIRE(record);
    CHECK(record->release.kind == Kind::first);
    CHECK_FALSE(record->release.incumbent);
    CHECK_FALSE(record->release.before);
    CHECK_FALSE(record->receipt);
}

TEST_CASE("a record without one of its fields is corrupt") {
    each_alteration([](json::object& object, const std::string& key) { object.erase(key); },
                    [](const json::value& altered, const std::string& path, std::string_view key) {
                        CAPTURE(path);
                        const auto record = record_from_json(altered);
                        CHECK(record.has_value() == optional(key));
                        if (!record)
                            CHECK(record.error().is(Errc::corrupt));
                    });
}

TEST_CASE("a record with a field of another type is corrupt") {
    each_alteration([](json::object& object,
                       const std::string& key) { object[key] = of_another_type(object[key]); },
                    [](const json::value& altered, const std::string& path, std::string_view) {
                        CAPTURE(path);
                        const auto record = record_from_json(altered);
                        REQUIRE_FALSE(record);
                        CHECK(record.error().is(Errc::corrupt));
                    });
}

TEST_CASE("fields of a later version are ignored") {
    auto document = through_text(full_record());
    int objects = 0;
    each_object(document, "", [&](json::object& object, const std::string&) {
        object["a_field_of_tomorrow"] = json::array{1, "two", nullptr};
        ++objects;
    });

    const auto record = record_from_json(document);

    CHECK(objects >= 7);
    REQUIRE(record);
    CHECK(json::value(to_json(*record)) == json::value(to_json(full_record())));
}

TEST_CASE("values that no deployment can have are corrupt") {
    check_corrupt([](json::object& record) { record["state"] = "flying"; });
    check_corrupt([](json::object& record) { record["reached"] = ""; });
    check_corrupt([](json::object& record) { record["sequence"] = -1; });
    check_corrupt([](json::object& record) { record["sequence"] = 1.5; });
    check_corrupt([](json::object& record) { record["release"].as_object()["kind"] = "Deploy"; });
    check_corrupt([](json::object& record) { record["release"].as_object()["port"] = 65536; });
    check_corrupt([](json::object& record) { record["release"].as_object()["port"] = -1; });
    check_corrupt([](json::object& record) {
        record["release"].at("route").as_object()["traffic"] = "sleeping";
    });
    check_corrupt([](json::object& record) {
        record["release"].at("route").at("hosts").as_array().emplace_back(7);
    });
    check_corrupt(
        [](json::object& record) { record["receipt"].at("time_in_ms").as_object()["flying"] = 1; });
    check_corrupt([](json::object& record) {
        record["receipt"].at("time_in_ms").as_object()["gating"] = "1";
    });
    check_corrupt(
        [](json::object& record) { record["receipt"].as_object()["requests_sent"] = -1; });
}

TEST_CASE("what is no object at all is corrupt") {
    for (const char* text : {"null", "[]", "7", "\"record\""}) {
        CAPTURE(text);
        CHECK(record_from_json(json::parse(text)).error().is(Errc::corrupt));
        CHECK(release_from_json(json::parse(text)).error().is(Errc::corrupt));
        CHECK(route_from_json(json::parse(text)).error().is(Errc::corrupt));
    }
}

TEST_CASE("a route and a release come back on their own") {
    const auto route = route_from_json(to_json(full_route()));
    const auto release = release_from_json(to_json(full_record().release));

    REQUIRE(route);
    CHECK(json::value(to_json(*route)) == json::value(to_json(full_route())));
    REQUIRE(release);
    CHECK(json::value(to_json(*release)) == json::value(to_json(full_record().release)));
}

TEST_CASE("an error is told as kind, message and mending command") {
    const auto told = to_json(Error{Errc::locked, "held by 7", "wait"});

    CHECK(json::serialize(told) == R"({"kind":"locked","message":"held by 7","fix":"wait"})");
}

TEST_CASE("an outcome tells where and why it turned back") {
    Outcome outcome{.state = State::stuck};
    outcome.turned_back_in = State::verifying;
    outcome.error = Error{Errc::unhealthy, "sick"};
    outcome.revert_error = Error{Errc::unreachable, "proxy gone"};

    const auto told = to_json(outcome);

    CHECK(told.at("state") == "stuck");
    CHECK(told.at("turned_back_in") == "verifying");
    CHECK(told.at("error").at("message") == "sick");
    CHECK(told.at("revert_error").at("message") == "proxy gone");
    CHECK_FALSE(to_json(Outcome{}).contains("error"));
}

TEST_CASE("the environment of a container is in no JSON form") {
    Status status{.service = "psyfit-web"};
    status.container = Container{.id = "c", .name = "n"};
    status.container->env = {"PASSWORD=hunter22"};
    status.container->config = {{"Env", {"PASSWORD=hunter22"}}};
    status.rollback = {{.container = *status.container}};

    CHECK(json::serialize(to_json(status)).find("hunter22") == std::string::npos);
}
