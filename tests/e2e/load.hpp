// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::test {

/// What became of one kind of request.
struct LoadCounts {
    std::string kind;
    std::uint64_t sent = 0;
    /// No answer within `LoadOptions::patience`, not the whole one, or a status that is not 2xx.
    std::uint64_t lost = 0;
    std::uint64_t late = 0; ///< Good ones that came more than a second after they were due.
    std::chrono::milliseconds longest_lag{0};        ///< From when one was due to when it left.
    std::chrono::milliseconds longest_gap{0};        ///< Between two good answers.
    std::map<std::string, std::uint64_t> failures{}; ///< By status and error text.
    std::map<std::string, std::uint64_t> answers{};  ///< Good ones by their body.
    /// Good ones with a body that had been followed by another one before they were due.
    std::uint64_t stale = 0;
    std::uint64_t sent_within = 0;  ///< Of `sent`, those due within the window.
    std::uint64_t lost_within = 0;  ///< Of `lost`, the same.
    std::vector<std::string> ids{}; ///< Of the good ones that had one.
};

/// A stretch of time.
struct Window {
    std::chrono::system_clock::time_point from = std::chrono::system_clock::time_point::min();
    std::chrono::system_clock::time_point to = std::chrono::system_clock::time_point::max();
};

struct LoadReport {
    std::vector<LoadCounts> kinds;
    [[nodiscard]] std::uint64_t sent() const;
    [[nodiscard]] std::uint64_t sent_within() const;
    [[nodiscard]] std::uint64_t lost() const;
    [[nodiscard]] std::uint64_t lost_within() const;
    /// Answers of a version after a later one had answered; where the traffic moves once, none. A
    /// kind whose answers are the same in every version (POST, HEAD) tells nothing of it.
    [[nodiscard]] std::uint64_t stale() const;
    [[nodiscard]] std::chrono::milliseconds longest_gap() const; ///< Of the worst kind.
    /// For a failed check: every kind with its failures.
    [[nodiscard]] std::string text() const;
};

struct LoadOptions {
    static constexpr std::uint64_t body_size = 1024;   ///< Of a POST, and of its answer.
    static constexpr std::chrono::seconds patience{5}; ///< With one request, from when it leaves.
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string host{};              ///< Host header.
    int rate = 600;                  ///< Requests a second, a third of each ordinary kind.
    std::chrono::seconds limit{120}; ///< It ends by itself then.
    /// Also HEAD on connections that are closed after it, and POST that asks before its body
    /// (`Expect: 100-continue`), each at a tenth of the rate besides.
    bool rare_kinds = false;
    /// Speaks HTTP/2 by TLS, and trusts this certificate; empty: plain HTTP/1.1.
    std::filesystem::path certificate{};
    /// Each POST bears an id that begins so, for the ledger of the service; empty: none does.
    std::string id{};
};

/// A steady, open-loop load: requests leave at planned times whether or not earlier ones have been
/// answered, so that a gap shows. Three ordinary kinds: GET on new connections, GET on kept ones,
/// POST with a body; two rare ones. Each is counted apart: a pooled number hides the broken kind.
class Load {
public:
    /// Starts it, and returns when every kind has had an answer or `limit` is over. A load of full
    /// rate waits for the one of another program to end.
    explicit Load(const LoadOptions& options);
    ~Load();
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    /// Ends it, waits for the requests under way, and counts. Throws where a kind of it had ended
    /// before: what came then was not under load.
    LoadReport stop(const Window& window = {});

    /// As `skipped` says, and where the generator is not there.
    static bool skipped();

private:
    class Turn;
    struct Attack {
        std::string kind;
        int rate = 0;
        std::filesystem::path results;
        Program program;
    };
    void start_posts(const std::string& url, const std::string& body);
    /// A third of all requests, where the rate is not said.
    void start(std::string_view kind, const std::string& target, const Words& flags, int rate = 0);

    LoadOptions options_;
    std::unique_ptr<Turn> turn_;
    TemporaryFolder folder_;
    std::vector<Attack> attacks_;
};

/// Counts the results of one attack of so many requests a second, as `vegeta encode -to csv` prints
/// them. Each was due at its place after the first, however late it left.
[[nodiscard]] LoadCounts count_results(std::string kind, std::string_view csv, int rate,
                                       const Window& window = {});

} // namespace deploy::test
