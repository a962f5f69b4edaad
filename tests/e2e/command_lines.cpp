// SPDX-License-Identifier: MIT
#include "e2e/command_lines.hpp"
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace deploy::test {
namespace {
constexpr std::chrono::milliseconds between_looks{2};
}

CommandLines::CommandLines(std::map<std::string, std::string> secrets)
    : secrets_{std::move(secrets)}, thread_{[this](const std::stop_token& over) {
          for (; !over.stop_requested(); std::this_thread::sleep_for(between_looks))
              look();
      }} {
    looks_.wait(0);
}

std::vector<std::string> CommandLines::stop() {
    thread_.request_stop();
    thread_.join();
    return seen_;
}

void CommandLines::look() {
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != name.npos || name == std::to_string(::getpid()))
            continue;
        const auto line = command_line(entry.path() / "cmdline");
        for (const auto& [what, secret] : secrets_)
            if (line.find(secret) != std::string::npos)
                seen_.push_back(what);
    }
    ++looks_;
    looks_.notify_one();
}

/// Empty where the process has ended meanwhile.
std::string_view CommandLines::command_line(const std::string& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const auto size = fd < 0 ? -1 : ::read(fd, text_.data(), text_.size());
    if (fd >= 0)
        ::close(fd);
    return {text_.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

} // namespace deploy::test
