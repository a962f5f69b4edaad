// SPDX-License-Identifier: MIT
// Loaded into the program under test (LD_PRELOAD), it counts what the program does to its files,
// and ends it, or lets a call fail, as the environment says:
//
//   DEPLOY_TEST_KILL_AT=before:N       killed before the Nth write, sync or renaming of a journal
//   DEPLOY_TEST_KILL_AT=before:N:CALL  … where only one CALL (write, sync or rename) counts
//   DEPLOY_TEST_KILL_AT=after:N        … after it
//   DEPLOY_TEST_KILL_AT=torn:N         … when half of it is done, where it is a write
//   DEPLOY_TEST_KILL_AT=before:N:send  … where what is sent to the engine counts, and nothing else
//   DEPLOY_TEST_KILL_IN=FOLDER         … where the files of that folder count, not the journal
//   DEPLOY_TEST_FAIL_AT=CALL:ERROR:N   the Nth CALL (those above, or open) in the folder of
//                                      DEPLOY_TEST_FAIL_IN fails with ERROR (see `errors`)
//   DEPLOY_TEST_FAIL_AT=write:SHORT:N  … writes half of it, and says so
//   DEPLOY_TEST_FAIL_AT=CALL:ERROR:N+  … and every one after it
//
// A call that fails is told on standard error, so that a test knows of it.
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

/// Cuts the text up to the next colon off.
std::string_view next_word(std::string_view& text) {
    const auto end = text.find(':');
    const auto word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return word;
}

int number(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

struct Death {
    std::string_view when;
    int at = 0;
    std::string_view call;
    std::string_view folder = variable("DEPLOY_TEST_KILL_IN");
    std::atomic<int> seen{0};

    Death() {
        auto text = variable("DEPLOY_TEST_KILL_AT");
        when = next_word(text);
        at = number(next_word(text));
        call = text;
    }

    bool strikes(std::string_view what, std::string_view file) {
        if (at == 0 || (!call.empty() && what != call))
            return false;
        if (what == "send")
            return call == "send" && ++seen == at;
        const bool counts = folder.empty()
                                ? file.ends_with(".journal") || file.ends_with(".journal.new")
                                : file.starts_with(folder);
        return counts && ++seen == at;
    }
};

constexpr int half_written = -1; // in the place of an error

struct NamedError {
    std::string_view name;
    int value;
};
constexpr std::array<NamedError, 6> errors{{{"ENOSPC", ENOSPC},
                                            {"EIO", EIO},
                                            {"EINTR", EINTR},
                                            {"EMFILE", EMFILE},
                                            {"EACCES", EACCES},
                                            {"SHORT", half_written}}};

/// A test that misspells an error must not pass.
int error_of(std::string_view name) {
    for (const auto& error : errors)
        if (error.name == name)
            return error.value;
    std::abort();
}

struct Failure {
    std::string_view call;
    int error = 0;
    int at = 0;
    bool forever = false;
    std::string_view folder = variable("DEPLOY_TEST_FAIL_IN");
    std::atomic<int> seen{0};

    Failure() {
        auto text = variable("DEPLOY_TEST_FAIL_AT");
        if (text.empty())
            return;
        call = next_word(text);
        error = error_of(next_word(text));
        at = number(text);
        forever = text.ends_with('+');
    }

    static void tell() {
        constexpr std::string_view words = "[a file has failed]\n";
        ::syscall(SYS_write, STDERR_FILENO, words.data(), words.size());
    }

    bool strikes(std::string_view what, std::string_view file) {
        if (at == 0 || what != call || folder.empty() || !file.starts_with(folder))
            return false;
        const int count = ++seen;
        if (count == at)
            tell();
        return count == at || (forever && count > at);
    }
};

Death& death() {
    static Death only;
    return only;
}

Failure& failure() {
    static Failure only;
    return only;
}

std::string path_of(int fd) {
    std::array<char, PATH_MAX> path{};
    const auto link = "/proc/self/fd/" + std::to_string(fd);
    const auto length = ::readlink(link.c_str(), path.data(), path.size());
    return length < 0 ? std::string{} : std::string{path.data(), static_cast<std::size_t>(length)};
}

/// One call under observation, from its beginning to the end of this object.
class Observed {
public:
    Observed(std::string_view call, const std::string& file)
        : fails_{failure().strikes(call, file)}, its_turn_{death().strikes(call, file)} {
        die_if("before");
    }
    ~Observed() { die_if("after"); }
    Observed(const Observed&) = delete;
    Observed& operator=(const Observed&) = delete;

    [[nodiscard]] bool fails() const {
        if (fails_ && !halved())
            errno = failure().error;
        return fails_ && !halved();
    }
    /// Less is written than was asked for.
    [[nodiscard]] bool halved() const { return fails_ && failure().error == half_written; }
    [[nodiscard]] bool torn() const { return its_turn_ && death().when == "torn"; }
    [[noreturn]] static void die() {
        ::kill(::getpid(), SIGKILL);
        for (;;)
            ::pause();
    }

private:
    void die_if(std::string_view when) const {
        if (its_turn_ && death().when == when)
            die();
    }

    bool fails_;
    bool its_turn_;
};

} // namespace

extern "C" {

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
    const Observed call{"write", path_of(fd)};
    if (call.fails())
        return -1;
    if (call.torn()) {
        ::syscall(SYS_pwrite64, fd, bytes, size / 2, offset);
        Observed::die();
    }
    return ::syscall(SYS_pwrite64, fd, bytes, call.halved() ? (size + 1) / 2 : size, offset);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
    return pwrite(fd, bytes, size, offset);
}

ssize_t write(int fd, const void* bytes, size_t size) {
    const Observed call{"write", path_of(fd)};
    if (call.fails())
        return -1;
    if (call.torn()) {
        ::syscall(SYS_write, fd, bytes, size / 2);
        Observed::die();
    }
    return ::syscall(SYS_write, fd, bytes, call.halved() ? (size + 1) / 2 : size);
}

int openat(int folder, const char* name, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : mode_t{0};
    va_end(more);
    const bool whole = folder == AT_FDCWD || *name == '/';
    const Observed call{"open", whole ? name : path_of(folder) + "/" + name};
    return call.fails() ? -1 : static_cast<int>(::syscall(SYS_openat, folder, name, flags, mode));
}

int open(const char* name, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : mode_t{0};
    va_end(more);
    return openat(AT_FDCWD, name, flags, mode);
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
    const Observed call{"send", {}};
    return ::syscall(SYS_sendto, fd, bytes, size, flags, nullptr, 0);
}

int fsync(int fd) {
    const Observed call{"sync", path_of(fd)};
    return call.fails() ? -1 : static_cast<int>(::syscall(SYS_fsync, fd));
}

int rename(const char* from, const char* to) noexcept {
    const Observed call{"rename", to};
    return call.fails() ? -1 : static_cast<int>(::syscall(SYS_rename, from, to));
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
    const Observed call{"rename", path_of(to_folder) + "/" + to};
    if (call.fails())
        return -1;
    return static_cast<int>(::syscall(SYS_renameat, from_folder, from, to_folder, to));
}

} // extern "C"
