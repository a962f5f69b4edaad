// SPDX-License-Identifier: MIT
#include "core/dump_reader.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>

using namespace deploy;

namespace {

constexpr std::string_view head = "--\n-- PostgreSQL database dump\n--\n\nSET a = 1;\n";
constexpr std::string_view body = "CREATE TABLE public.users (id integer);\n"
                                  "COPY public.users (id, name) FROM stdin;\n"
                                  "1\ta\\nb\n2\t\\N\n3\t\\\\.\n\\.\n"
                                  "CREATE TABLE public.\"Odd name\" (a integer);\n"
                                  "COPY public.\"Odd name\" (a) FROM stdin;\n\\.\n";
constexpr std::string_view tail = "\n--\n-- PostgreSQL database dump complete\n--\n\n";

struct Read {
    std::string passed;
    TableRows rows;
    Result<> end;
};

/// Feeds the text in pieces of `step` bytes.
Read read(std::string_view text, DumpReader::Mode mode, std::size_t step) {
    Read out;
    DumpReader reader{mode};
    const ByteSink sink = [&](std::string_view bytes) -> Result<> {
        out.passed += bytes;
        return {};
    };
    for (; !text.empty() && out.end; text.remove_prefix(std::min(step, text.size())))
        out.end = reader.feed(text.substr(0, step), sink);
    if (out.end)
        out.end = reader.finish(sink);
    out.rows = reader.rows();
    return out;
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts)
        out += part;
    return out;
}

} // namespace

TEST_CASE("the rows of each table are counted, however the dump is cut into pieces") {
    const auto dump = joined({head, body, tail});
    for (std::size_t step = 1; step < dump.size(); ++step) {
        CAPTURE(step);
        const auto out = read(dump, DumpReader::Mode::all, step);
        REQUIRE(out.end);
        CHECK(out.passed == dump);
        CHECK(out.rows == TableRows{{"public.users", 3}, {"public.\"Odd name\"", 0}});
        const auto loaded = read(dump, DumpReader::Mode::into_empty, step);
        CHECK(loaded.passed == dump);
        CHECK(loaded.rows == out.rows);
    }
}

TEST_CASE("a dump that ends early is no dump") {
    const auto dump = joined({head, body, tail});
    for (const auto end :
         {dump.find("2\t"), dump.find("CREATE TABLE public.\""), head.size(), std::size_t{0}}) {
        CAPTURE(end);
        const auto out = read(std::string_view{dump}.substr(0, end), DumpReader::Mode::all, 7);
        CHECK(out.end.error().is(Errc::corrupt));
    }
    // The last line as a row is none.
    const auto faked = joined({head, "COPY t (a) FROM stdin;\n", tail});
    CHECK(read(faked, DumpReader::Mode::all, 64).end.error().is(Errc::corrupt));
}

TEST_CASE("what --clean and --create put in front is left out for a fresh database") {
    const auto dump = joined({head,
                              "ALTER TABLE ONLY public.users DROP CONSTRAINT users_pkey;\n"
                              "DROP TABLE public.users;\nDROP DATABASE psyfit_production;\n"
                              "CREATE DATABASE psyfit_production WITH TEMPLATE = template0;\n"
                              "ALTER DATABASE psyfit_production OWNER TO psyfit;\n"
                              "\\connect psyfit_production\n\nSET b = 1;\n",
                              body, tail});
    const auto out = read(dump, DumpReader::Mode::into_empty, 11);
    REQUIRE(out.end);
    CHECK(out.passed == joined({head, "\nSET b = 1;\n", body, tail}));
    CHECK(read(dump, DumpReader::Mode::all, 11).passed == dump);
}

TEST_CASE("a line that reaches out of the database is refused") {
    for (const auto* line :
         {"\\connect other\n", "\\! rm -rf /\n", "\\i /etc/passwd\n", "\\!touch /tmp/x\n",
          "\\connect\tother\n", " \\c other\n", "\\gexec\n"}) {
        CAPTURE(line);
        const auto dump = joined({head, body, line, tail});
        CHECK(read(dump, DumpReader::Mode::into_empty, 5).end.error().is(Errc::precondition));
        const auto row = joined({head, "COPY t (a) FROM stdin;\n", line, "\\.\n", tail});
        CHECK(read(row, DumpReader::Mode::into_empty, 5).end); // a row may look like one
    }
}

TEST_CASE("a line longer than memory should hold passes whole") {
    const auto insert = "INSERT INTO t VALUES ('" + std::string(3U << 20U, 'x') + "');\n";
    const auto dump = joined({head, "CREATE TABLE t (a text);\n", insert, tail});
    const auto out = read(dump, DumpReader::Mode::into_empty, 100'000);
    REQUIRE(out.end);
    CHECK(out.passed.size() == dump.size());
}
