// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::test {

using Words = std::vector<std::string>;

/// A folder that goes when its owner does.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct ProgramOptions {
    std::filesystem::path directory{}; ///< Where it runs; empty: here.
    std::filesystem::path input{};     ///< A file for its standard input; empty: none.
    std::map<std::string, std::string> environment{}; ///< Beside that of this process.
};

/// A program that runs. Its output goes to files, so that it never waits for a reader.
class Program {
public:
    /// Starts the first word, looked up in PATH. One that cannot be started throws.
    explicit Program(const Words& command, const ProgramOptions& options = {});
    /// Kills it if it still runs.
    ~Program();
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;

    [[nodiscard]] int pid() const;
    void send_signal(int number);
    /// Its exit code, 128 and the signal that killed it; nothing when it still runs after `limit`.
    std::optional<int> wait(std::chrono::milliseconds limit);
    /// What it has written so far.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// What a program that ran to its end left.
struct Finished {
    int exit_code = 0;
    std::string out;
    std::string err;
};

/// Runs a program to its end; one that takes longer than `limit` is killed and throws.
Finished run(const Words& command, const ProgramOptions& options = {},
             std::chrono::milliseconds limit = std::chrono::minutes{2});
/// The same, for a program that must succeed: its standard output without the last line end. A
/// failure throws with both outputs.
std::string output_of(const Words& command, const ProgramOptions& options = {});

[[nodiscard]] std::string read_file(const std::filesystem::path& file);
/// Writes a file and the directories that it needs.
void write_file(const std::filesystem::path& file, std::string_view content);

} // namespace deploy::test
