// SPDX-License-Identifier: MIT
#include <deploy/text_file.hpp>

#include "support/file_descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace deploy {
namespace {

/// Why a file cannot be read.
struct Unreadable {
    const std::filesystem::path& file;
    std::string_view what;

    [[nodiscard]] Error because(const std::string& why, Errc kind = Errc::invalid_input) const {
        return {kind,
                "cannot read " + std::string{what} + (what.empty() ? "" : " ") + file.string() +
                    ": " + why,
                "ls -l " + file.string()};
    }
    [[nodiscard]] Error because(int number) const {
        return because(std::generic_category().message(number),
                       number == ENOENT ? Errc::not_found : Errc::invalid_input);
    }
};

} // namespace

Result<std::string> read_text_file(const std::filesystem::path& file, std::string_view what,
                                   std::size_t limit) {
    const Unreadable unreadable{file, what};
    const FileDescriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!in)
        return unreadable.because(errno);
    struct stat found {};
    if (::fstat(in.get(), &found) != 0)
        return unreadable.because(errno);
    if (S_ISDIR(found.st_mode))
        return unreadable.because(EISDIR);
    if (!S_ISREG(found.st_mode))
        return unreadable.because("it is no regular file");
    std::string text;
    std::array<char, 16384> part{};
    while (text.size() < limit) {
        const auto got = ::read(in.get(), part.data(), std::min(part.size(), limit - text.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return unreadable.because(errno);
        if (got == 0)
            break;
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    return text;
}

} // namespace deploy
