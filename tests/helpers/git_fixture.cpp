// SPDX-License-Identifier: MIT
#include "helpers/git_fixture.hpp"
#include "support/subprocess.hpp"
#include <cstdlib>
#include <stdexcept>

// libgit2 1.5.1 itself loses memory in git_remote_lookup (its regular expressions) and, where a
// connection fails, with libssh2 in git_remote_fetch. Debian's build keeps no frame pointers, so
// the leak sanitizer cannot tell by more than the library.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { // NOLINT(bugprone-reserved-identifier)
    return "leak:libgit2\nleak:libssh2\nleak:libpcre2\n";
}

namespace deploy::test {
namespace fs = std::filesystem;

ScratchDirectory::ScratchDirectory() {
    auto name = (fs::temp_directory_path() / "psyfit-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error{"cannot make a directory for the test"};
    path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string git(const fs::path& directory, std::vector<std::string> arguments) {
    std::string output;
    Command command{.program = "git",
                    .arguments = std::move(arguments),
                    .environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"},
                                    {"GIT_CONFIG_NOSYSTEM", "1"},
                                    {"GIT_AUTHOR_NAME", "Ada"},
                                    {"GIT_AUTHOR_EMAIL", "ada@example.org"},
                                    {"GIT_COMMITTER_NAME", "Ada"},
                                    {"GIT_COMMITTER_EMAIL", "ada@example.org"},
                                    {"GIT_TERMINAL_PROMPT", "0"}},
                    .directory = directory};
    command.line = [&output](std::string_view line) { output += std::string{line} + "\n"; };
    const auto code = run(command);
    if (!code)
        throw std::runtime_error{"git: " + code.error().message};
    if (*code != 0)
        throw std::runtime_error{"git failed: " + output};
    return output.substr(0, output.find_last_not_of('\n') + 1);
}

GitFixture::GitFixture() {
    git(root(), {"init", "--quiet", "--bare", "--initial-branch=main", origin().string()});
    git(root(), {"init", "--quiet", "--initial-branch=main", developer().string()});
    git(developer(), {"remote", "add", "origin", origin().string()});
    publish("README", "one\n", "first");
    git(root(), {"clone", "--quiet", "file://" + origin().string(), checkout().string()});
}

std::string GitFixture::commit(std::string_view file, std::string_view content,
                               std::string_view message) {
    write_file(developer() / file, content);
    git(developer(), {"add", "--all"});
    git(developer(), {"commit", "--quiet", "--message", std::string{message}});
    return git(developer(), {"rev-parse", "HEAD"});
}

std::string GitFixture::publish(std::string_view file, std::string_view content,
                                std::string_view message) {
    auto id = commit(file, content, message);
    push();
    return id;
}

void GitFixture::push(const std::vector<std::string>& options) {
    std::vector<std::string> arguments{"push", "--quiet"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.insert(arguments.end(), {"origin", "HEAD:main"});
    git(developer(), std::move(arguments));
}

Config::Source GitFixture::config() const {
    Config::Source source;
    source.checkout = checkout();
    source.timeout = std::chrono::seconds{30};
    return source;
}

std::string GitFixture::in_checkout(std::vector<std::string> arguments) const {
    return git(checkout(), std::move(arguments));
}

std::string GitFixture::checkout_head() const { return in_checkout({"rev-parse", "HEAD"}); }

} // namespace deploy::test
