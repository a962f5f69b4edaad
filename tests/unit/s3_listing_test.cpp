// SPDX-License-Identifier: MIT
// What a list of names costs at most, whatever the storage does.
#include "adapters/s3_storage.hpp"
#include "fakes/fake_http_server.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;
using namespace std::chrono_literals;

namespace {

/// A page with one name, and the token of the next page; none: it is the last.
Reaction page(const std::string& name, const std::string& next = {}) {
    const auto more = next.empty() ? std::string{"<IsTruncated>false</IsTruncated>"}
                                   : "<IsTruncated>true</IsTruncated><NextContinuationToken>" +
                                         next + "</NextContinuationToken>";
    return {http_answer(200, "<ListBucketResult>" + more + "<Contents><Key>p/" + name +
                                 "</Key><Size>1</Size></Contents></ListBucketResult>"),
            Reaction::Then::keep};
}

bool asks_for(const std::string& request, const std::string& token) {
    return request.find("continuation-token=" + token + "&") != std::string::npos;
}

Result<std::vector<StoredObject>> list_of(const FakeHttpServer& server,
                                          std::chrono::seconds limit = 10min,
                                          std::chrono::milliseconds longest_look = 10min) {
    S3Storage storage{{.url = "http://127.0.0.1:" + std::to_string(server.port()),
                       .bucket = "backups",
                       .prefix = "p/"},
                      {.access_key = "a", .secret_key = "s"},
                      limit,
                      longest_look};
    return storage.list();
}

} // namespace

TEST_CASE("a list goes on by the token of each page, to its end") {
    const auto server = FakeHttpServer::on_loopback([](const std::string& request) {
        if (asks_for(request, "two"))
            return page("b", "three");
        return asks_for(request, "three") ? page("c") : page("a", "two");
    });

    const auto objects = list_of(*server);

    REQUIRE(objects);
    REQUIRE(objects->size() == 3);
    CHECK((*objects)[0].name == "a");
    CHECK((*objects)[2].name == "c");
    CHECK(server->requests().size() == 3);
}

TEST_CASE("a list that never comes to its end is given up after a thousand pages") {
    const auto server = FakeHttpServer::on_loopback(
        [](const std::string& /*request*/) { return page("again", "again"); });

    const auto objects = list_of(*server);

    REQUIRE_FALSE(objects);
    CHECK(objects.error().is(Errc::refused));
    CHECK(objects.error().message.find("more than 1000 pages") != std::string::npos);
    CHECK(objects.error().fix.find("storage.prefix") != std::string::npos);
    CHECK(server->requests().size() == 1000);
}

TEST_CASE("a page that never comes is asked for three times, each in its own time") {
    const auto server = FakeHttpServer::on_loopback([](const std::string& request) {
        return asks_for(request, "two") ? Reaction{.then = Reaction::Then::hang} : page("a", "two");
    });

    const auto objects = list_of(*server, 30s, 50ms);

    REQUIRE_FALSE(objects);
    CHECK(objects.error().is(Errc::unknown_outcome));
    CHECK(server->requests().size() == 4);
}

TEST_CASE("a list ends when the storage's time is over, also between two pages") {
    const auto server = FakeHttpServer::on_loopback([](const std::string& request) {
        return asks_for(request, "two") ? Reaction{.then = Reaction::Then::hang} : page("a", "two");
    });

    const auto hung = list_of(*server, 1s);
    REQUIRE_FALSE(hung);
    CHECK(hung.error().is(Errc::timed_out));
    CHECK(hung.error().message.find("backup.timeout") != std::string::npos);
    const auto asked = server->requests().size();
    CHECK(list_of(*server, 0s).error().is(Errc::timed_out));
    CHECK_MESSAGE(server->requests().size() == asked, "nobody is asked when time is over");
}
