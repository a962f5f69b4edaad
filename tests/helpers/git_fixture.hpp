// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <deploy/config.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::test {

/// A new directory below the system's one for temporary files, removed at the end.
class ScratchDirectory {
public:
    ScratchDirectory();
    ~ScratchDirectory();
    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Runs git in a directory, without the configuration of this machine, and gives its output less
/// the last line end. A failure of git is an exception, which fails the test.
std::string git(const std::filesystem::path& directory, std::vector<std::string> arguments);

/// A bare origin, a developer's clone that pushes to it, and the checkout of a server; all on
/// branch main, with one commit that has `README`.
class GitFixture {
public:
    GitFixture();

    [[nodiscard]] std::filesystem::path root() const { return scratch_.path(); }
    [[nodiscard]] std::filesystem::path origin() const { return root() / "origin.git"; }
    [[nodiscard]] std::filesystem::path developer() const { return root() / "developer"; }
    [[nodiscard]] std::filesystem::path checkout() const { return root() / "checkout"; }

    /// Commits everything in the developer's clone, after writing `content` to `file`; its id.
    std::string commit(std::string_view file, std::string_view content,
                       std::string_view message = "change");
    /// The same, then pushes it to the origin.
    std::string publish(std::string_view file, std::string_view content,
                        std::string_view message = "change");
    void push(const std::vector<std::string>& options = {});

    /// The configuration of the checkout, with a short timeout.
    [[nodiscard]] Config::Source config() const;
    /// Runs git in the checkout.
    std::string in_checkout(std::vector<std::string> arguments) const;
    [[nodiscard]] std::string checkout_head() const;

private:
    ScratchDirectory scratch_;
};

} // namespace deploy::test
