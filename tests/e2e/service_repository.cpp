// SPDX-License-Identifier: MIT
#include "e2e/service_repository.hpp"
#include "helpers/rails_credentials.hpp"

namespace deploy::test {
namespace fs = std::filesystem;
namespace {

std::string lines_of(const Behaviour& behaviour) {
    std::string text;
    for (const auto& [key, value] : behaviour)
        text.append(key).append("=").append(value).append("\n");
    return text;
}

} // namespace

std::string ServiceRepository::git(const fs::path& folder, const Words& words) {
    Words command{"git"};
    command.insert(command.end(), words.begin(), words.end());
    ProgramOptions options{.directory = folder};
    options.environment = {
        {"GIT_CONFIG_GLOBAL", "/dev/null"},    {"GIT_CONFIG_SYSTEM", "/dev/null"},
        {"GIT_AUTHOR_NAME", "A Developer"},    {"GIT_AUTHOR_EMAIL", "developer@example.com"},
        {"GIT_COMMITTER_NAME", "A Developer"}, {"GIT_COMMITTER_EMAIL", "developer@example.com"}};
    return output_of(command, options);
}

ServiceRepository::ServiceRepository(const fs::path& root, const std::string& base_image)
    : origin_{root / "origin.git"},
      author_{root / "author"},
      checkout_{root / "checkout"},
      dockerfile_{"FROM " + base_image + "\nCOPY behaviour /behaviour\n"},
      master_key_{new_master_key()} {
    git(root, {"init", "-q", "--bare", "-b", "main", origin_.string()});
    git(root, {"clone", "-q", origin_.string(), author_.string()});
    git(author_, {"checkout", "-q", "-b", "main"});
    write_file(author_ / ".gitignore", "/config/master.key\n");
    write_file(author_ / "Dockerfile", dockerfile_);
    write_file(author_ / "config/credentials.yml.enc",
               encrypt_credentials(master_key_, "secret_key_base: not-a-real-one\n"));
    commit({{"version", "1"}});
    git(root, {"clone", "-q", origin_.string(), checkout_.string()});
    write_file(checkout_ / "config/master.key", master_key_ + "\n");
    fs::permissions(checkout_ / "config/master.key",
                    fs::perms::owner_read | fs::perms::owner_write);
}

std::string ServiceRepository::commit(const Behaviour& behaviour) {
    return commit_file("behaviour", lines_of(behaviour));
}

std::string ServiceRepository::commit_file(const std::string& name, const std::string& content) {
    write_file(author_ / name, content);
    return push("Change " + name);
}

std::string ServiceRepository::push(const std::string& message) {
    git(author_, {"add", "--all"});
    git(author_, {"commit", "-q", "--allow-empty", "-m", message});
    git(author_, {"push", "-q", "origin", "main"});
    return git(author_, {"rev-parse", "HEAD"});
}

void ServiceRepository::commit_with(const std::string& message) {
    const auto file = author_ / ".git/message"; // longer than a word of a command may be
    write_file(file, message);
    git(author_, {"commit", "-q", "--allow-empty", "-F", file.string()});
}

void ServiceRepository::move_origin_into_checkout() const {
    const auto within = checkout_ / ".git/origin.git";
    fs::rename(origin_, within);
    fs::create_directory_symlink(within, origin_);
    git(checkout_, {"remote", "set-url", "origin", within.string()});
}

void ServiceRepository::pull() { git(checkout_, {"pull", "-q", "--ff-only"}); }

} // namespace deploy::test
