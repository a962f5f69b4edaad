// SPDX-License-Identifier: MIT
#include "adapters/durable_file.hpp"
#include "core/deployment_id.hpp"

#include <algorithm>
#include <cerrno>
#include <deploy/run_log.hpp>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

namespace deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t runs_kept = 100;

Error known_already(const std::string& id) {
    return {Errc::conflict, "there has been a run " + id + " already",
            "psyfit-deploy attach " + id + ", for what became of it"};
}

Result<FileDescriptor> open_runs(const Config& config) {
    if (auto state = open_state_directory(config.state_directory, IfMissing::create); !state)
        return state.error();
    return open_state_directory(config.state_directory / "runs", IfMissing::create);
}

/// Files of runs that are over, newest first.
std::vector<fs::path> files_of(const fs::path& directory) {
    std::vector<fs::path> out;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator{directory, unreadable})
        if (entry.path().extension() == ".jsonl")
            out.push_back(entry.path());
    std::ranges::sort(out, std::greater{}); // ids begin with the time
    return out;
}

void remove_oldest(const FileDescriptor& directory, const fs::path& name) {
    const auto files = files_of(name);
    for (std::size_t i = runs_kept; i < files.size(); ++i)
        if (auto held = open_private_file(directory, files[i], IfMissing::fail);
            held && ::flock(held->get(), LOCK_EX | LOCK_NB) == 0)
            ::unlinkat(directory.get(), files[i].filename().c_str(), 0);
}

} // namespace

fs::path run_file(const Config& config, const std::string& id) {
    return config.state_directory / "runs" / (id + ".jsonl");
}

std::string new_run_id() { return new_deployment_id(std::chrono::system_clock::now()); }

Result<RunLog> RunLog::create(const Config& config, const std::string& id) {
    if (!is_deployment_id(id))
        return Error{Errc::invalid_input, "'" + id + "' cannot be an id",
                     "lower-case letters, digits and -, at most 40"};
    auto directory = open_runs(config);
    if (!directory)
        return directory.error();
    const auto name = run_file(config, id);
    auto file = open_private_file(*directory, name, IfMissing::create);
    if (!file)
        return file.error();
    if (::flock(file->get(), LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? known_already(id) : system_error("lock", name);
    if (::lseek(file->get(), 0, SEEK_END) != 0)
        return known_already(id);
    remove_oldest(*directory, name.parent_path());
    return RunLog{file->release(), name};
}

void RunLog::append(std::string_view line) noexcept {
    if (fd_ < 0)
        return;
    std::string text{line};
    text += '\n';
    FileDescriptor file{fd_};
    const auto written = write_at_end(file, file_, end_, text, Outlives::process);
    end_ += text.size();
    fd_ = written ? file.release() : -1;
}

RunLog& RunLog::operator=(RunLog&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(file_, other.file_);
    std::swap(end_, other.end_);
    return *this;
}

RunLog::~RunLog() {
    if (fd_ >= 0)
        ::close(fd_);
}

} // namespace deploy
