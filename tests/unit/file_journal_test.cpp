// SPDX-License-Identifier: MIT
#include "adapters/file_journal.hpp"
#include "adapters/system_clock.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include <boost/json/serialize.hpp>
#include <csignal>
#include <deploy/json.hpp>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace deploy;
namespace fs = std::filesystem;

namespace {

struct Fixture {
    test::TemporaryFolder folder;
    SystemClock clock;
    fs::path directory = folder.path() / "state";
    fs::path file = directory / "web.journal";

    FileJournal journal() { return FileJournal{directory, "web", clock}; }
};

Record record(State state, const std::string& id = "20261124-201500-3f9a") {
    Record made;
    made.state = state;
    made.reached = state;
    made.release.id = id;
    made.release.service = "web";
    made.cause = "line\nbreak and \"quotes\"";
    return made;
}

std::string content(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream{file, std::ios::binary} << text;
}

std::string json_of(const Record& record) { return boost::json::serialize(to_json(record)); }

} // namespace

TEST_CASE_FIXTURE(Fixture, "a journal gives back what was appended, numbered and dated") {
    auto journal = this->journal();

    REQUIRE(journal.append(record(State::pulling)));
    REQUIRE(journal.append(record(State::building)));

    const auto records = journal.read();
    REQUIRE(records);
    REQUIRE(records->size() == 2);
    CHECK((*records)[0].sequence == 1);
    CHECK((*records)[1].sequence == 2);
    CHECK((*records)[1].state == State::building);
    CHECK((*records)[1].cause == record(State::building).cause);
    CHECK((*records)[0].at.ends_with("Z"));
}

TEST_CASE_FIXTURE(Fixture, "a journal that does not exist is empty, and reading makes nothing") {
    CHECK(journal().read()->empty());

    CHECK_FALSE(fs::exists(directory));
}

TEST_CASE_FIXTURE(Fixture, "directory and file are for their owner only") {
    REQUIRE(journal().append(record(State::pulling)));

    CHECK((fs::status(directory).permissions() & fs::perms::mask) == fs::perms::owner_all);
    CHECK((fs::status(file).permissions() & fs::perms::mask) ==
          (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE_FIXTURE(Fixture, "the numbers go on when another process takes over") {
    auto first = journal();
    REQUIRE(first.append(record(State::pulling)));
    auto second = journal();
    REQUIRE(second.append(record(State::building)));

    REQUIRE(first.append(record(State::capturing)));

    const auto records = first.read();
    REQUIRE(records->size() == 3);
    CHECK(records->back().sequence == 3);
}

TEST_CASE_FIXTURE(Fixture, "every prefix of a journal is read as the whole records in it") {
    auto journal = this->journal();
    for (const auto state : {State::pulling, State::building, State::capturing})
        REQUIRE(journal.append(record(state)));
    const auto whole = content(file);
    const auto all = *journal.read();

    for (std::size_t length = 0; length <= whole.size(); ++length) {
        CAPTURE(length);
        const auto prefix = whole.substr(0, length);
        const auto parsed = parse_journal(prefix, "journal");
        REQUIRE(parsed);
        const auto expected = std::ranges::count(prefix, '\n');
        REQUIRE(std::ssize(parsed->records) == expected);
        CHECK(parsed->end == prefix.rfind('\n') + 1);
        for (std::size_t i = 0; i < parsed->records.size(); ++i)
            CHECK(json_of(parsed->records[i]) == json_of(all[i]));
    }
}

TEST_CASE_FIXTURE(Fixture, "a flipped bit never makes a record of its own") {
    auto journal = this->journal();
    for (const auto state : {State::pulling, State::building, State::capturing})
        REQUIRE(journal.append(record(state)));
    const auto whole = content(file);
    const auto all = *journal.read();

    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        auto flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto parsed = parse_journal(flipped, "journal");
        if (!parsed) {
            REQUIRE(parsed.error().is(Errc::corrupt));
            continue;
        }
        REQUIRE(parsed->records.size() < all.size());
        for (std::size_t i = 0; i < parsed->records.size(); ++i)
            REQUIRE(json_of(parsed->records[i]) == json_of(all[i]));
    }
}

TEST_CASE_FIXTURE(Fixture, "a torn tail is dropped and overwritten by the next append") {
    auto journal = this->journal();
    REQUIRE(journal.append(record(State::pulling)));
    const auto whole = content(file);
    for (const auto& tail :
         {whole.substr(0, 20), std::string(3000, '\0'), std::string{"00000000 \n"}}) {
        write(file, whole + tail);
        CHECK(journal.read()->size() == 1);

        REQUIRE(this->journal().append(record(State::building)));

        const auto records = journal.read();
        REQUIRE(records->size() == 2);
        CHECK(records->back().sequence == 2);
        CHECK_MESSAGE(content(file).back() == '\n', "nothing of the tail is left");
    }
}

TEST_CASE_FIXTURE(Fixture,
                  "damage before the end names its line and a way out, and stops appends") {
    auto journal = this->journal();
    REQUIRE(journal.append(record(State::pulling)));
    REQUIRE(journal.append(record(State::building)));
    auto damaged = content(file);
    damaged[12] = 'X';
    write(file, damaged);

    const auto records = journal.read();
    const auto appended = this->journal().append(record(State::capturing));

    REQUIRE_FALSE(records);
    CHECK(records.error().is(Errc::corrupt));
    CHECK(records.error().message.find(":1:") != std::string::npos);
    CHECK_FALSE(records.error().fix.empty());
    CHECK(appended.error().is(Errc::corrupt));
    CHECK(content(file) == damaged);
}

TEST_CASE_FIXTURE(Fixture, "a journal of a newer program is refused, not dropped") {
    fs::create_directory(directory);
    // CRC-32 of the text behind it, computed by another program.
    write(file, "4932bcb1 {\"format\":2,\"record\":{}}\n");

    const auto records = journal().read();

    REQUIRE_FALSE(records);
    CHECK(records.error().message.find("newer version") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a state directory that others could use is refused") {
    SUBCASE("a link") {
        fs::create_directory(folder.path() / "real");
        fs::create_symlink(folder.path() / "real", directory);
    }
    SUBCASE("a file") { write(directory, ""); }
    SUBCASE("writable by the group") {
        fs::create_directory(directory);
        fs::permissions(directory, fs::perms::group_write, fs::perm_options::add);
    }
    SUBCASE("another owner") {
        fs::create_directory(directory);
        if (::geteuid() != 0)
            return;
        REQUIRE(::chown(directory.c_str(), 12345, 12345) == 0);
    }
    SUBCASE("the file is a FIFO") {
        fs::create_directory(directory);
        REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    }
    SUBCASE("the file is a link") {
        fs::create_directory(directory);
        write(folder.path() / "elsewhere", "");
        fs::create_symlink(folder.path() / "elsewhere", file);
    }

    const auto appended = journal().append(record(State::pulling));

    REQUIRE_FALSE(appended);
    CHECK(appended.error().is(Errc::precondition));
    CHECK_FALSE(appended.error().fix.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a state directory without a parent is told with the command that makes it") {
    directory = folder.path() / "no" / "state";

    const auto appended = journal().append(record(State::pulling));

    REQUIRE_FALSE(appended);
    CHECK(appended.error().fix.find("install -d -m 700") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "an append without room is an io error and leaves the journal as it was") {
    auto journal = this->journal();
    REQUIRE(journal.append(record(State::pulling)));
    const auto before = content(file);
    const auto room = before.size() + 40; // part of a record
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{room, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);

    const auto appended = journal.append(record(State::building));

    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, handler);
    REQUIRE_FALSE(appended);
    CHECK(appended.error().is(Errc::io));
    CHECK(content(file) == before);
    REQUIRE(journal.append(record(State::building)));
    CHECK(journal.read()->back().sequence == 2);
}

TEST_CASE_FIXTURE(Fixture, "a long journal is cut down to the end of each deployment") {
    auto journal = this->journal();
    auto big = record(State::pulling);
    big.cause = std::string(20'000, 'x');
    for (int i = 0; i < 40; ++i) {
        big.release.id = "20261124-201500-" + std::to_string(1000 + i / 4);
        big.state = i % 4 == 3 ? State::live : State::pulling;
        REQUIRE(journal.append(big));
    }

    const auto records = *journal.read();

    CHECK(records.size() < 40);
    CHECK(fs::file_size(file) < 800'000);
    CHECK(records.back().sequence == 40);
    CHECK(records.back().release.id == "20261124-201500-1009");
    for (std::size_t i = 1; i < records.size(); ++i)
        CHECK(records[i].sequence > records[i - 1].sequence);
    CHECK(std::ranges::count_if(records,
                                [](const Record& one) { return is_terminal(one.state); }) == 10);
}

TEST_CASE_FIXTURE(Fixture, "what was live is kept however many deployments have failed since") {
    auto journal = this->journal();
    REQUIRE(journal.append(record(State::live, "live")));
    auto refused = record(State::reverted);
    refused.cause = std::string(20'000, 'x');
    for (int i = 0; i < 150; ++i) {
        refused.release.id = "refused-" + std::to_string(i);
        REQUIRE(journal.append(refused));
    }

    const auto records = *journal.read();

    CHECK(records.front().release.id == "live");
    CHECK(records.size() <= 101 + 13);
    CHECK(records.back().release.id == "refused-149");
}
