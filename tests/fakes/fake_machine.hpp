// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/machine.hpp>
#include <map>
#include <optional>

namespace deploy::test {

/// A host whose disk, clock and neighbours a test chooses. What is not set does not exist.
struct FakeMachine final : Machine {
    DiskSpace space{.total = 100, .available = 50, .inodes = 100, .inodes_available = 50};
    std::map<std::filesystem::path, DiskSpace> spaces{}; ///< Of disks of their own.
    std::optional<std::string> zone = "Asia/Tokyo";
    std::map<std::string, ProgramEnd> programs{}; ///< By their first word.
    std::map<std::string, std::vector<std::string>> names{};
    std::vector<std::string> own{"203.0.113.7"};
    std::map<std::filesystem::path, std::vector<FileEntry>> folders{};
    std::map<std::filesystem::path, std::string> texts{};

    static Error none() { return {Errc::not_found, "there is none"}; }

    Result<DiskSpace> disk(const std::filesystem::path& path) override {
        const auto own_one = spaces.find(path);
        return own_one == spaces.end() ? space : own_one->second;
    }
    Result<std::string> timezone() override {
        return zone ? Result<std::string>{*zone} : Result<std::string>{none()};
    }
    Result<ProgramEnd> run(const std::vector<std::string>& words,
                           std::chrono::milliseconds /*timeout*/) override {
        return found(programs, words.front());
    }
    Result<std::vector<std::string>> resolve(const std::string& host,
                                             std::chrono::milliseconds /*timeout*/) override {
        return found(names, host);
    }
    Result<std::vector<std::string>> addresses() override { return own; }
    Result<std::vector<FileEntry>> files(const std::filesystem::path& folder) override {
        return found(folders, folder);
    }
    Result<std::string> read(const std::filesystem::path& file) override {
        return found(texts, file);
    }

private:
    template <class Key, class Value>
    static Result<Value> found(const std::map<Key, Value>& all, const Key& key) {
        const auto at = all.find(key);
        return at == all.end() ? Result<Value>{none()} : Result<Value>{at->second};
    }
};

} // namespace deploy::test
