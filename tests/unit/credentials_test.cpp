// SPDX-License-Identifier: MIT
#include "helpers/git_fixture.hpp"
#include "helpers/rails_credentials.hpp"
#include "helpers/result_text.hpp"
#include <deploy/credentials.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace deploy;
using deploy::test::ScratchDirectory;
using deploy::test::write_file;
namespace fs = std::filesystem;

namespace {

// Made by another implementation: AESGCM of Python's cryptography package, iv 00 01 … 0b.
const std::string fixed_key = "00112233445566778899aabbccddeeff";
const std::string fixed_data = "L91+5rHk6gPtXV3Ae+g4sm9+/i9OkYDi+3O7Y5Ju5VpT/dhSKw4MpA==";
const std::string fixed_iv = "AAECAwQFBgcICQoL";
const std::string fixed_tag = "P1M9Fc/95jKY5bN2zNS2Iw==";
const std::string fixed = fixed_data + "--" + fixed_iv + "--" + fixed_tag;

bool says(const Error& error, std::string_view part) {
    return (error.message + "\n" + error.fix).find(part) != std::string::npos;
}

struct KeyFile {
    ScratchDirectory scratch;
    fs::path root = scratch.path() / "app";
    fs::path file = root / "config/master.key";

    explicit KeyFile(std::string_view content = "") { write_file(file, content); }
    [[nodiscard]] Result<std::string> read() const { return read_master_key(file, root); }
};

} // namespace

TEST_CASE("the right key opens credentials that another implementation made") {
    CHECK(prove_master_key(fixed_key, fixed));
    CHECK(prove_master_key("00112233445566778899AABBCCDDEEFF", fixed + "\n"));
}

TEST_CASE("credentials as Rails writes them open with their key and no other") {
    const auto key = test::new_master_key();
    const auto credentials = test::encrypt_credentials(key, "secret_key_base: abc\n");

    CHECK(prove_master_key(key, credentials));

    const auto wrong = prove_master_key(test::new_master_key(), credentials);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().is(Errc::precondition));
    CHECK(says(wrong.error(), "does not open"));
    CHECK_FALSE(wrong.error().fix.empty());
}

TEST_CASE("a changed bit anywhere in the message is found") {
    auto data = fixed, iv = fixed, tag = fixed;
    data[0] = 'M';
    iv[fixed_data.size() + 2] = 'B';
    tag[fixed.size() - 24] = 'Q';

    for (const auto& message : {data, iv, tag}) {
        const auto proof = prove_master_key(fixed_key, message);
        REQUIRE_FALSE(proof);
        CHECK(proof.error().is(Errc::precondition));
    }
}

TEST_CASE("a malformed message is corrupt, not a wrong key") {
    const std::string messages[] = {
        "",
        "   \n",
        fixed_data,
        fixed_data + "--" + fixed_iv,
        fixed_data + "--" + fixed_iv + "--",
        "--" + fixed_iv + "--" + fixed_tag,
        fixed_data + "--" + fixed_iv + "--" + fixed_tag + "--x",
        fixed_data + "--" + fixed_iv + "--P1M9Fc/95jKY5bN2zNS2",
        fixed_data + "--AAECAwQFBgcICQ==--" + fixed_tag,
        fixed_data + "\n--" + fixed_iv + "--" + fixed_tag,
        fixed_data.substr(1) + "--" + fixed_iv + "--" + fixed_tag,
        "L9=+--" + fixed_iv + "--" + fixed_tag,
        "L91_--" + fixed_iv + "--" + fixed_tag,
        "L92=--" + fixed_iv + "--P1M9Fc/95jKY5bN2zNS2Ix==",
    };

    for (const auto& message : messages) {
        CAPTURE(message);
        const auto proof = prove_master_key(fixed_key, message);
        REQUIRE_FALSE(proof);
        CHECK(proof.error().is(Errc::corrupt));
    }
}

TEST_CASE("a key of another form is refused, and no message shows it") {
    for (const std::string key :
         {"00112233445566778899aabbccddeef", "00112233445566778899aabbccddeeff0",
          "00112233445566778899aabbccddeefg", "", " 0112233445566778899aabbccddeeff"}) {
        const auto proof = prove_master_key(key, fixed);
        REQUIRE_FALSE(proof);
        CHECK(proof.error().is(Errc::precondition));
        CHECK((key.empty() || !says(proof.error(), key)));
    }
}

TEST_CASE("a key file loses exactly one line end") {
    CHECK(*KeyFile{"abc"}.read() == "abc");
    CHECK(*KeyFile{"abc\n"}.read() == "abc");
    CHECK(*KeyFile{"abc\r\n"}.read() == "abc");
    CHECK(*KeyFile{"abc\n\n"}.read() == "abc\n");
    CHECK(*KeyFile{"abc\r"}.read() == "abc\r");
    CHECK(*KeyFile{" abc "}.read() == " abc ");
}

TEST_CASE("a missing key file is not found, and the message says where it should be") {
    const KeyFile key;
    fs::remove(key.file);

    const auto read = key.read();

    REQUIRE_FALSE(read);
    CHECK(read.error().is(Errc::not_found));
    CHECK(says(read.error(), key.file.string()));
    CHECK_FALSE(read.error().fix.empty());
}

TEST_CASE("an empty, blank or oversized key file is refused") {
    for (const std::string& content :
         {std::string{}, std::string{"\n"}, std::string{" \t\r\n\n"}, std::string(65537, 'a')}) {
        const auto read = KeyFile{content}.read();
        REQUIRE_FALSE(read);
        CHECK(read.error().is(Errc::precondition));
    }
    CHECK(KeyFile{std::string(65536, 'a')}.read());
}

TEST_CASE("a directory or special file in the key's place is refused without waiting") {
    const KeyFile key;
    fs::remove(key.file);

    SUBCASE("directory") { fs::create_directory(key.file); }
    SUBCASE("fifo") { REQUIRE(::mkfifo(key.file.c_str(), 0600) == 0); }
    SUBCASE("link to itself") { fs::create_symlink(key.file, key.file); }

    const auto read = key.read();
    REQUIRE_FALSE(read);
    CHECK(read.error().is(Errc::precondition));
    CHECK_FALSE(read.error().fix.empty());
}

TEST_CASE("a link is followed within the checkout only") {
    const KeyFile key;
    fs::remove(key.file);
    write_file(key.root / "shared/master.key", "inside");
    write_file(key.scratch.path() / "outside.key", "outside");
    write_file(key.scratch.path() / "app-two/master.key", "outside");

    SUBCASE("inside") {
        fs::create_symlink("../shared/master.key", key.file);
        CHECK(*key.read() == "inside");
    }
    SUBCASE("outside") {
        fs::create_symlink("../../outside.key", key.file);
        CHECK(key.read().error().is(Errc::precondition));
    }
    SUBCASE("a neighbour whose name begins alike") {
        fs::create_symlink("../../app-two/master.key", key.file);
        CHECK(key.read().error().is(Errc::precondition));
    }
    SUBCASE("a linked directory") {
        fs::remove(key.root / "config");
        fs::create_symlink("../app-two", key.root / "config");
        CHECK(key.read().error().is(Errc::precondition));
    }
    SUBCASE("dangling") {
        fs::create_symlink("../shared/none", key.file);
        CHECK(key.read().error().is(Errc::not_found));
    }
}

TEST_CASE("a key file that the configuration names outside of the checkout is read") {
    const ScratchDirectory scratch;
    write_file(scratch.path() / "master.key", "abc\n");

    CHECK(*read_master_key(scratch.path() / "master.key", scratch.path() / "app") == "abc");
}
