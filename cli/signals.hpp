// SPDX-License-Identifier: MIT
#pragma once
#include <stop_token>
#include <thread>

namespace deploy::cli {

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop; a second one ends the process at once
/// with 130, which `recover` copes with. One that the caller of the program ignores stays ignored
/// (nohup). Made before any other thread, so that all of them have the signals blocked.
class Signals {
public:
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    void watch(int signals);

    std::stop_source source_{};
    int quit_ = -1; ///< An eventfd that ends the thread.
    std::thread thread_{};
};

/// No core dumps or debuggers on a process that knows secrets, files for the owner only, and a
/// closed pipe is an error of a write instead of the end.
void harden_process();

} // namespace deploy::cli
