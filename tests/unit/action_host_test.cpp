// SPDX-License-Identifier: MIT
// A runner on the server itself: who a helper becomes there, and a run that the engine owns.
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include "on_host.hpp"
#include "owned_run.hpp"

#include <doctest/doctest.h>
#include <stdexcept>
#include <utility>

using namespace deploy;
using namespace deploy::action;
using namespace deploy::test;

namespace {

/// Says these lines, and ends with this code unless it is left before.
class Saying final : public Remote {
public:
    Saying(std::vector<std::string> lines, int code) : lines_{std::move(lines)}, code_{code} {}

    Result<int> call(const RemoteCall& call) override {
        for (const auto& line : lines_) {
            if (call.stop.stop_requested())
                return Error{Errc::cancelled, "left"};
            call.line(line);
            ++said;
        }
        if (call.stop.stop_requested())
            return Error{Errc::cancelled, "left"};
        return code_;
    }
    [[nodiscard]] std::string name() const override { return "there"; }

    int said = 0;

private:
    std::vector<std::string> lines_;
    int code_;
};

} // namespace

TEST_CASE("a user of the machine is the one of its own files, with all groups") {
    const TemporaryFolder root;
    write_file(root.path() / "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
                                           "deploy:x:1001:1002:Deploy,,,:/home/deploy:/bin/bash\n");
    write_file(root.path() / "etc/group", "docker:x:998:other,deploy\nadm:x:4:syslog\n"
                                          "deploy:x:1002:deploy\n");

    const auto user = user_of_host("deploy", root.path());

    CHECK(user.id == 1001);
    CHECK(user.group == 1002);
    CHECK(user.groups == std::vector<unsigned>{1002, 998});
    CHECK(user.home == "/home/deploy");
    CHECK_THROWS_WITH_AS(static_cast<void>(user_of_host("nobody", root.path())),
                         "there is no user 'nobody' in this machine's /etc/passwd; name one in the "
                         "input `user`",
                         std::runtime_error);
}

TEST_CASE("a run of its own container is named for its id, and does not detach itself") {
    const RemoteCall call{.words = {"deploy", "--detach", "--json", "--id", "r1"}};

    REQUIRE(is_detached(call));
    const auto run = owned_run(call);

    CHECK(run.container == "psyfit-deploy-r1");
    CHECK(run.words == std::vector<std::string>{"deploy", "--json", "--id", "r1"});
    CHECK_FALSE(is_detached({.words = run.words}));
}

TEST_CASE("a run that has begun is left, one that is refused tells why") {
    Saying begun{{R"({"seq":1,"event":"begin"})", R"({"seq":2,"event":"state"})"}, 5};
    Saying refused{{R"({"error":{"message":"locked"}})"}, 8};
    std::vector<std::string> heard;
    const RemoteCall call{.words = {"deploy"},
                          .line = [&](std::string_view line) { heard.emplace_back(line); }};

    CHECK(start_and_leave(begun, call).value() == 0);
    CHECK(begun.said == 1);
    CHECK(heard.empty());
    CHECK(start_and_leave(refused, call).value() == 8);
    CHECK(heard.size() == 1);
}
