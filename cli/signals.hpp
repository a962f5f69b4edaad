// SPDX-License-Identifier: MIT
#pragma once
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

namespace deploy::cli {

/// What the second signal prints: where a deployment is left behind, where the next run of the same
/// command clears up, and where there is nothing to do.
inline constexpr std::string_view recover_later =
    "ended at once; psyfit-deploy recover finishes what is left";
inline constexpr std::string_view run_again =
    "ended at once; the same command again clears up what is left";
inline constexpr std::string_view migrations_unknown =
    "ended at once; psyfit-deploy db rollback --dry-run tells how far it came";
inline constexpr std::string_view goes_on = "ended at once; the run goes on by itself";
inline constexpr std::string_view nothing_left = "ended at once";
/// Where a run was followed: how to see its end.
[[nodiscard]] std::string followed_by(std::string_view command);

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop; a second one prints `last_words` and
/// ends the process at once with 130, which `recover` copes with. With `Second::hurries` that is
/// the third one, and the second one a request to come to an end. One that the caller of the
/// program ignores stays ignored (nohup). Made before any other thread, so that all of them have
/// the signals blocked.
class Signals {
public:
    enum class Second : unsigned char { ends, hurries };
    explicit Signals(std::string_view last_words = recover_later, Second second = Second::ends);
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
    [[nodiscard]] std::stop_token haste() const { return haste_.get_token(); }

private:
    void watch(int signals);

    std::string last_words_;
    std::stop_source source_{};
    std::stop_source haste_{};
    bool second_ends_ = true;
    int quit_ = -1; ///< An eventfd that ends the thread.
    std::thread thread_{};
};

/// Opens /dev/null on each standard descriptor that the caller has closed: the next file to be
/// opened would take its number, and get what is printed. To be called before anything is opened.
void hold_standard_streams();

/// No core dumps or debuggers on a process that knows secrets, files for the owner only, and a
/// closed pipe is an error of a write instead of the end.
void harden_process();

} // namespace deploy::cli
