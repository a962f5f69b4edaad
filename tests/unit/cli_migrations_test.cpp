// SPDX-License-Identifier: MIT
#include "console/migrations_text.hpp"
#include "options.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace deploy;
using namespace deploy::cli;

namespace {

Result<Options> parse_rollback(std::vector<std::string> words) {
    words.insert(words.begin(), {"db", "rollback"});
    return parse_options(words);
}

} // namespace

TEST_CASE("what goes and the newest that stays are shown, before and after") {
    MigrationRollback rollback{.container = "web-2",
                               .before = {{.id = "1", .name = "Users", .applied = true},
                                          {.id = "2", .name = "Posts", .applied = true},
                                          {.id = "3", .name = "Tags", .applied = true}},
                               .reverted = {{.id = "3", .name = "Tags", .applied = true}},
                               .command = {"bin/rails", "db:rollback", "STEP=1"},
                               .backup = "/b.sql.gz"};
    rollback.after = rollback.before;
    rollback.after->at(2).applied = false;
    std::ostringstream out;

    print_migrations(out, rollback, {}, {});

    CHECK(out.str() == "container    web-2\n"
                       "command      bin/rails db:rollback STEP=1\n"
                       "backup       /b.sql.gz\n\n"
                       "migration  name   before   after\n"
                       "3          Tags   applied  not applied\n"
                       "2          Posts  applied  applied\n"
                       "and 1 others\n");
}

TEST_CASE("db rollback takes steps or a version") {
    CHECK(parse_rollback({})->migration.steps == 1);
    CHECK(parse_rollback({"--step", "3", "--yes"})->migration.steps == 3);
    CHECK(parse_rollback({"--to", "20260101000000", "--database", "queue"})->migration.version ==
          "20260101000000");
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--step", "0"},
                                                  {"--step", "1", "--to", "2"},
                                                  {"--to", "x"},
                                                  {"--to", ""},
                                                  {"--database", "a b"}})
        CHECK_FALSE(parse_rollback(wrong).has_value());
}
