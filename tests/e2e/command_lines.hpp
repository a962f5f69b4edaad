// SPDX-License-Identifier: MIT
#pragma once
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace deploy::test {

/// Looks for secrets, each under a name, in the command lines of all other processes, again and
/// again while it lives; before it is there, it has looked once. A process that ends within two
/// milliseconds may be missed.
class CommandLines {
public:
    explicit CommandLines(std::map<std::string, std::string> secrets);

    /// Stops looking. The names of the secrets that were seen.
    std::vector<std::string> stop();

private:
    void look();
    std::string_view command_line(const std::string& file);

    std::map<std::string, std::string> secrets_;
    std::string text_ = std::string(std::size_t{64} << 10U, '\0');
    std::vector<std::string> seen_;
    std::atomic<int> looks_ = 0;
    std::jthread thread_;
};

} // namespace deploy::test
