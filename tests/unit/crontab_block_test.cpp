// SPDX-License-Identifier: MIT
#include "core/crontab_block.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace deploy;

namespace {

constexpr std::string_view foreign = "# mine\nMAILTO=me@example.com\n\n0 1 * * * echo '100\\%'\r\n";
constexpr std::string_view block =
    "# BEGIN psyfit-deploy web\n# backup\n0 2 * * * x\n# END psyfit-deploy web\n";
const std::vector<std::string> jobs{"# backup", "0 2 * * * x"};

std::string block_complaint(const std::string& crontab) {
    const auto found = find_block(crontab, "web");
    REQUIRE_FALSE(found);
    CHECK(found.error().is(Errc::corrupt));
    CHECK_FALSE(with_block(crontab, "web", jobs));
    CHECK_FALSE(without_block(crontab, "web"));
    return found.error().message;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a block goes to the end, and going again gives the foreign bytes back") {
    for (const auto before : {std::string_view{}, foreign}) {
        const auto installed = with_block(before, "web", jobs).value();
        CHECK(installed == std::string{before} + std::string{block});
        CHECK(without_block(installed, "web").value() == before);
        CHECK(find_block(installed, "web").value().value().lines == jobs);
    }
}

TEST_CASE("a block is replaced where it is") {
    const std::string text = "a\n" + std::string{block} + "b\n";
    CHECK(with_block(text, "web", jobs).value() == text);
    CHECK(with_block(text, "web", {}).value() ==
          "a\n# BEGIN psyfit-deploy web\n# END psyfit-deploy web\nb\n");
    CHECK(without_block(text, "web").value() == "a\nb\n");
}

TEST_CASE("a crontab without a last line end gets one before the block") {
    CHECK(with_block("a", "web", jobs).value() == "a\n" + std::string{block});
}

TEST_CASE("the block of another service is somebody else's, damaged or not") {
    const auto both = with_block(block, "web-two", {"x"}).value();
    CHECK(find_block(both, "web").value().value().lines == jobs);
    CHECK(without_block(both, "web-two").value() == block);
    CHECK(with_block("# END psyfit-deploy web-two\n", "web", jobs));
    CHECK_FALSE(find_block(block, "we").value());
}

TEST_CASE("a damaged block is refused with its lines") {
    CHECK(has(block_complaint("a\n# BEGIN psyfit-deploy web\nb\n"),
              "line 2 begins it and nothing ends it"));
    CHECK(has(block_complaint("# END psyfit-deploy web\n"), "line 1 ends what nothing begins"));
    CHECK(has(block_complaint(std::string{block} + std::string{block}),
              "line 5 begins it again after line 1"));
    CHECK(has(block_complaint(std::string{block} + "# END psyfit-deploy web\n"),
              "line 5 ends what nothing begins"));
    CHECK(has(block_complaint("# BEGIN psyfit-deploy web\n# BEGIN psyfit-deploy web\n"),
              "line 2 begins it again after line 1"));
    CHECK(has(block_complaint("# BEGIN psyfit-deploy web\n# BEGIN psyfit-deploy x\n"
                              "# END psyfit-deploy x\n# END psyfit-deploy web\n"),
              "line 2 is of another block, in the one of line 1"));
}

TEST_CASE("lines that still run the guide's scripts are found, comments are not") {
    CHECK(former_jobs("0 2 * * * cd /var/www/psyfit && bin/backup.sh\n# bin/monitor.sh\n  # x "
                      "bin/monitor.sh\n0 8 * * * /var/www/psyfit/bin/worker-schedule start\n") ==
          std::vector<std::string>{"line 1 runs bin/backup.sh", "line 4 runs bin/worker-schedule"});
}

TEST_CASE("whatever a crontab holds: in and out again gives its bytes, or it is refused") {
    std::mt19937 random{20261125};
    const std::vector<std::string> pieces{"# BEGIN psyfit-deploy web\n",
                                          "# END psyfit-deploy web\n",
                                          "# BEGIN psyfit-deploy other\n",
                                          "# END psyfit-deploy other\n",
                                          "0 1 * * * x\n",
                                          "\n",
                                          " # BEGIN psyfit-deploy web\n",
                                          "# BEGIN psyfit-deploy web\r\n",
                                          "\xff\n",
                                          "# END"};
    int whole = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (auto left = random() % 7; left > 0; --left)
            text += pieces[random() % pieces.size()];
        const auto found = find_block(text, "web");
        if (!found)
            continue;
        ++whole;
        const auto bare = without_block(text, "web").value();
        const auto full = with_block(bare, "web", jobs).value();
        CHECK(with_block(full, "web", jobs).value() == full);
        auto again = without_block(full, "web").value();
        if (!bare.empty() && bare.back() != '\n')
            again.pop_back();
        CHECK(again == bare);
        CHECK_FALSE(find_block(bare, "web").value());
    }
    CHECK(whole > 1000);
}
