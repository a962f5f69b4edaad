// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <filesystem>
#include <map>
#include <string>

namespace deploy::test {

/// What a commit of the sample service does: the lines of its file `behaviour`.
using Behaviour = std::map<std::string, std::string>;

/// The sample service's source as production has it: a bare origin, the clone of somebody who
/// commits, and the checkout on the server, with an untracked master key.
class ServiceRepository {
public:
    /// Makes all three under `root`, with a first commit of version `1`. Images are built on the
    /// base image and inherit its labels, and so do the containers of those images.
    ServiceRepository(const std::filesystem::path& root, const std::string& base_image);

    /// Commits what the service does and pushes it; the checkout is left behind. Gives the full id.
    std::string commit(const Behaviour& behaviour);
    /// Commits one file more, or another content of it.
    std::string commit_file(const std::string& name, const std::string& content);
    /// Commits nothing but this message, which goes to the origin with the next commit.
    void commit_with(const std::string& message);
    /// A container on the server sees the files that the configuration names: the checkout, and
    /// from now on its origin, too.
    void move_origin_into_checkout() const;
    /// Brings the checkout up to date, as `git pull` does.
    void pull();

    [[nodiscard]] const std::filesystem::path& origin() const { return origin_; }
    [[nodiscard]] const std::filesystem::path& author() const { return author_; }
    [[nodiscard]] const std::filesystem::path& checkout() const { return checkout_; }
    /// The Dockerfile as it was committed first.
    [[nodiscard]] const std::string& dockerfile() const { return dockerfile_; }
    [[nodiscard]] const std::string& master_key() const { return master_key_; }
    /// Runs git in `folder`, untouched by the settings of whoever runs the tests.
    static std::string git(const std::filesystem::path& folder, const Words& words);

private:
    std::string push(const std::string& message);

    std::filesystem::path origin_, author_, checkout_;
    std::string dockerfile_;
    std::string master_key_;
};

} // namespace deploy::test
