// SPDX-License-Identifier: MIT
#include "core/secret_rules.hpp"
#include "helpers/result_text.hpp"
#include "service_on_host.hpp"

#include <boost/json/serialize.hpp>
#include <deploy/secrets.hpp>
#include <doctest/doctest.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace deploy;
using namespace deploy::test;

namespace {

namespace fs = std::filesystem;
using Keys = std::vector<std::string>;

const Keys all_keys{"SECRET_KEY_BASE", "ATTR_ENCRYPTED_KEY", "BLIND_INDEX_KEY", "POSTGRES_PASSWORD",
                    "REDIS_PASSWORD"};

struct Server {
    TemporaryFolder folder;
    fs::path file = folder.path() / "psyfit" / "psyfit.env";

    Result<GeneratedSecrets> generate(Changes changes = Changes::made) {
        return generate_secrets(file, changes);
    }
    Environment read() const {
        return parse_environment_file(read_file(file), "psyfit.env").value();
    }
    /// A file of this text that is only its owner's.
    void write(std::string_view text) const {
        write_file(file, text);
        fs::permissions(file.parent_path(), fs::perms::owner_all);
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
};

unsigned mode_of(const fs::path& path) {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 07777U;
}

const SecretRule& rule(std::string_view key) {
    for (const auto& each : secret_rules())
        if (each.key == key)
            return each;
    throw std::runtime_error{"no such rule"};
}

} // namespace

TEST_CASE("a new server gets every secret in its form, in a file for its owner alone") {
    Server on;

    const auto made = on.generate();

    REQUIRE(made);
    CHECK(made->new_file);
    CHECK(made->made == all_keys);
    CHECK(made->kept.empty());
    CHECK(mode_of(on.file) == 0600);
    CHECK(mode_of(on.file.parent_path()) == 0700);
    const auto values = on.read();
    CHECK(values.find("SECRET_KEY_BASE")->size() == 128);
    CHECK(values.find("ATTR_ENCRYPTED_KEY")->size() == 44);
    CHECK(values.find("BLIND_INDEX_KEY")->size() == 44);
    CHECK(values.find("POSTGRES_PASSWORD")->size() == 32);
    for (const auto* key : {"POSTGRES_PASSWORD", "REDIS_PASSWORD"})
        CHECK_MESSAGE(values.find(key)->find_first_of("+/=@:?#%") == std::string::npos,
                      "a URL takes it as it is");
    std::set<std::string> different;
    for (const auto& each : secret_rules()) {
        CHECK(fault_in(each, *values.find(each.key)).empty());
        different.insert(*values.find(each.key));
    }
    CHECK(different.size() == all_keys.size());
}

TEST_CASE("again it makes nothing and leaves the file alone") {
    Server on;
    REQUIRE(on.generate());
    const auto text = read_file(on.file);

    const auto again = on.generate();

    REQUIRE(again);
    CHECK_FALSE(again->new_file);
    CHECK(again->made.empty());
    CHECK(again->kept == all_keys);
    CHECK(read_file(on.file) == text);
}

TEST_CASE("what the file has stays byte for byte, and only what it lacks is added") {
    Server on;
    const std::string text = "# by hand\nSMTP_PASSWORD='a b'\n\nREDIS_PASSWORD=\r\n"
                             "POSTGRES_PASSWORD=\"chosen $ by hand\"   # old\nLAST=x";
    on.write(text);

    const auto made = on.generate();

    REQUIRE(made);
    CHECK(made->kept == Keys{"POSTGRES_PASSWORD"});
    CHECK(made->made.size() == 4);
    CHECK(read_file(on.file).starts_with(text + "\n"));
    CHECK(*on.read().find("POSTGRES_PASSWORD") == "chosen $ by hand");
    CHECK(*on.read().find("LAST") == "x");
    CHECK_MESSAGE(on.read().find("REDIS_PASSWORD")->size() == 32, "a key without a value lacks it");
    CHECK(mode_of(on.file) == 0600);
}

TEST_CASE("a dry run tells the keys and makes nothing") {
    Server on;

    const auto told = on.generate(Changes::told);

    REQUIRE(told);
    CHECK(told->made == all_keys);
    CHECK_FALSE(fs::exists(on.file.parent_path()));
}

TEST_CASE("a value is in no answer") {
    Server on;
    const auto made = on.generate();
    REQUIRE(made);

    const auto json = boost::json::serialize(to_json(*made));

    for (const auto& [key, value] : on.read())
        CHECK(json.find(value) == std::string::npos);
}

TEST_CASE("a file that others can read, replace or own is refused and untouched") {
    Server on;
    on.write("LAST=x\n");
    std::string message;
    SUBCASE("readable by the group") {
        fs::permissions(on.file, fs::perms::group_read, fs::perm_options::add);
        message = "its mode 640 opens it to others";
    }
    SUBCASE("a link") {
        fs::rename(on.file, on.folder.path() / "elsewhere");
        fs::create_symlink(on.folder.path() / "elsewhere", on.file);
        message = "it is a symbolic link";
    }
    SUBCASE("a FIFO") {
        fs::remove(on.file);
        REQUIRE(::mkfifo(on.file.c_str(), 0600) == 0);
        message = "it is not an ordinary file";
    }
    SUBCASE("a foreign owner") {
        if (::geteuid() != 0)
            return;
        REQUIRE(::chown(on.file.c_str(), 12345, 12345) == 0);
        message = "it belongs to user 12345";
    }
    SUBCASE("a folder that others write to") {
        fs::permissions(on.file.parent_path(), fs::perms::others_all, fs::perm_options::add);
        message = "others may write to it";
    }
    SUBCASE("a folder that is a link") {
        fs::rename(on.file.parent_path(), on.folder.path() / "real");
        fs::create_directory_symlink(on.folder.path() / "real", on.file.parent_path());
        message = "it is not a directory";
    }

    const auto made = on.generate();

    REQUIRE_FALSE(made);
    CHECK(made.error().is(Errc::precondition));
    CHECK(made.error().message.find(message) != std::string::npos);
    CHECK_FALSE(made.error().fix.empty());
    if (fs::is_regular_file(on.file))
        CHECK(read_file(on.file) == "LAST=x\n");
}

TEST_CASE("a line that is not understood is told, not written around") {
    Server on;
    on.write("A=1\nno equals sign\n");

    const auto made = on.generate();

    REQUIRE_FALSE(made);
    CHECK(made.error().is(Errc::invalid_input));
    CHECK(made.error().message.find("psyfit.env:2") != std::string::npos);
    CHECK(read_file(on.file) == "A=1\nno equals sign\n");
}

TEST_CASE("a value is judged by what its key is for") {
    const std::string key32 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    CHECK(fault_in(rule("ATTR_ENCRYPTED_KEY"), key32).empty());
    CHECK(fault_in(rule("ATTR_ENCRYPTED_KEY"), key32.substr(4)) ==
          "it is not the base64 of 32 bytes");
    CHECK_FALSE(fault_in(rule("ATTR_ENCRYPTED_KEY"), std::string(64, 'a')).empty());
    CHECK(fault_in(rule("BLIND_INDEX_KEY"), std::string(64, 'a')).empty());
    CHECK_FALSE(fault_in(rule("BLIND_INDEX_KEY"), std::string(64, 'z')).empty());
    CHECK_FALSE(fault_in(rule("ATTR_ENCRYPTED_KEY"), "=" + key32.substr(1)).empty());
    CHECK_FALSE(fault_in(rule("ATTR_ENCRYPTED_KEY"), "====").empty());
    CHECK(fault_in(rule("SECRET_KEY_BASE"), std::string(64, 'x')).empty());
    CHECK_FALSE(fault_in(rule("SECRET_KEY_BASE"), std::string(63, 'x')).empty());
    CHECK(fault_in(rule("POSTGRES_PASSWORD"), "anything-goes!").empty());
    CHECK_FALSE(fault_in(rule("POSTGRES_PASSWORD"), "short").empty());
    CHECK_FALSE(fault_in(rule("REDIS_PASSWORD"), "with a blank in it").empty());
    CHECK(fault_in(rule("REDIS_PASSWORD"), "") == "it has no value");
}
