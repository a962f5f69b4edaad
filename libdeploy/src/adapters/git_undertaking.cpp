// SPDX-License-Identifier: MIT
#include "adapters/git_undertaking.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>

namespace deploy::git {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark_name = "psyfit-deploy.mark";

/// A program of git names itself so, and `git -C` makes the checkout its working directory.
bool is_git_in(const fs::path& process, const std::string& checkout) {
    std::string name;
    std::getline(std::ifstream{process / "comm"} >> std::ws, name);
    std::error_code unreadable;
    const auto where = fs::read_symlink(process / "cwd", unreadable).string() + "/";
    return name.starts_with("git") && where.starts_with(checkout + "/");
}

bool git_works_in(git_repository* repository) {
    const char* folder = git_repository_workdir(repository);
    std::error_code error;
    const auto checkout = fs::canonical(folder == nullptr ? "" : folder, error).string();
    if (error)
        return true; // not known, so nothing is removed
    return std::ranges::any_of(fs::directory_iterator{"/proc", error}, [&](const auto& entry) {
        const auto number = entry.path().filename().string();
        return std::isdigit(static_cast<unsigned char>(number.front())) != 0 &&
               is_git_in(entry.path(), checkout);
    });
}

void remove_if_newer(const fs::path& file, const timespec& mark) {
    struct stat info {};
    if (::lstat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return;
    const auto& made = info.st_mtim;
    if (made.tv_sec > mark.tv_sec || (made.tv_sec == mark.tv_sec && made.tv_nsec >= mark.tv_nsec))
        ::unlink(file.c_str());
}

/// What libgit2 locks: the index, HEAD, the packed references and each single one.
void remove_locks(const fs::path& repository, const timespec& mark) {
    for (const auto* name : {"index.lock", "HEAD.lock", "packed-refs.lock"})
        remove_if_newer(repository / name, mark);
    std::error_code error;
    for (fs::recursive_directory_iterator at{repository / "refs", error}, end; !error && at != end;
         at.increment(error))
        if (at->path().extension() == ".lock")
            remove_if_newer(at->path(), mark);
}

} // namespace

Undertaking::Undertaking(git_repository* repository, Kind kind) {
    const fs::path folder{git_repository_path(repository)};
    const int making = kind == Kind::change ? O_CREAT : 0;
    mark_ = FileDescriptor{::open((folder / mark_name).c_str(),
                                  O_RDWR | making | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    struct stat info {};
    const bool ours =
        mark_ && ::flock(mark_.get(), LOCK_EX | LOCK_NB) == 0 && ::fstat(mark_.get(), &info) == 0;
    const bool killed = ours && info.st_size > 0;
    const bool needed = killed || kind == Kind::change;
    if (!ours || !needed ||
        (killed && git_works_in(repository))) { // whose locks cannot be told from ours
        leave();
        return;
    }
    if (killed)
        remove_locks(folder, info.st_mtim);
    constexpr std::string_view words = "psyfit-deploy is at work\n";
    [[maybe_unused]] const auto written = ::pwrite(mark_.get(), words.data(), words.size(), 0);
}

Undertaking::~Undertaking() {
    // A mark that cannot be taken away makes the next one look for locks in vain.
    if (mark_ && ::ftruncate(mark_.get(), 0) != 0)
        leave();
}

} // namespace deploy::git
