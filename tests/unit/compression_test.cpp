// SPDX-License-Identifier: MIT
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"
#include "support/compression.hpp"
#include "support/digest.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <random>

using namespace deploy;

namespace {

struct Format {
    std::string name;
    std::unique_ptr<Compressor> (*compressor)();
    std::unique_ptr<Decompressor> (*decompressor)();
};
const Format formats[] = {{"gzip", make_gzip_compressor, make_gzip_decompressor},
                          {"zstd", make_zstd_compressor, make_zstd_decompressor}};

ByteSink into(std::string& text) {
    return [&text](std::string_view bytes) -> Result<> {
        text += bytes;
        return {};
    };
}

std::string sample() {
    std::mt19937 random{7};
    std::string text;
    while (text.size() < (std::size_t{3} << 20U))
        text +=
            "row " + std::to_string(random() % 5000) + '\t' + static_cast<char>(random()) + '\n';
    return text;
}

std::string compressed(const Format& format, std::string_view text) {
    std::string out;
    auto compressor = format.compressor();
    for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(70'000, text.size())))
        REQUIRE(compressor->feed(text.substr(0, 70'000), into(out)));
    REQUIRE(compressor->finish(into(out)));
    return out;
}

Result<> decompress(const Format& format, std::string_view bytes, std::string& out,
                    std::size_t step) {
    auto decompressor = format.decompressor();
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size())))
        if (auto fed = decompressor->feed(bytes.substr(0, step), into(out)); !fed)
            return fed;
    return decompressor->finish();
}

} // namespace

TEST_CASE("what is compressed comes back byte for byte") {
    const auto text = sample();
    for (const auto& format : formats) {
        CAPTURE(format.name);
        const auto bytes = compressed(format, text);
        CHECK(bytes.size() < text.size() / 2);
        std::string back;
        CHECK(decompress(format, bytes, back, 4099));
        const bool same = back == text; // a failure would print both
        CHECK(same);
    }
}

TEST_CASE("what is cut short or damaged is told") {
    const auto text = sample();
    for (const auto& format : formats) {
        CAPTURE(format.name);
        const auto bytes = compressed(format, text);
        std::string back;
        CHECK(decompress(format, bytes.substr(0, bytes.size() - 5), back, 4099)
                  .error()
                  .is(Errc::corrupt));
        CHECK(decompress(format, "", back, 10).error().is(Errc::corrupt));
        auto damaged = bytes;
        damaged[bytes.size() / 2] = static_cast<char>(damaged[bytes.size() / 2] ^ 0x55);
        CHECK(decompress(format, damaged, back, 4099).error().is(Errc::corrupt));
        CHECK(decompress(format, "no such file", back, 100).error().is(Errc::corrupt));
    }
}

TEST_CASE("other programs read it, and it reads theirs") {
    const deploy::test::TemporaryFolder folder;
    const auto file = folder.path() / "t.gz";
    deploy::test::write_file(file, compressed(formats[0], "hello\n"));
    CHECK(deploy::test::output_of({"gzip", "-dc", file.string()}) == "hello");
    // Two streams, one after the other, as `cat a.gz b.gz` makes.
    std::string back;
    CHECK(decompress(formats[0], compressed(formats[0], "one ") + compressed(formats[0], "two"),
                     back, 3));
    CHECK(back == "one two");
}

TEST_CASE("digests are the standard's") {
    // FIPS 180-4 and RFC 4231, test case 2.
    CHECK(to_hex(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}
