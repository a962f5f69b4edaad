// SPDX-License-Identifier: MIT
#pragma once
#include "support/file_descriptor.hpp"

#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace deploy::fuzz {

/// An HTTP server on a unix socket that answers each connection with the next of the given bytes,
/// whatever was asked, and closes it. Without any left it closes at once.
class AnsweringServer {
public:
    AnsweringServer();
    ~AnsweringServer();
    AnsweringServer(const AnsweringServer&) = delete;
    AnsweringServer& operator=(const AnsweringServer&) = delete;

    /// What comes next: an answer a connection, each in the pieces in which it is sent.
    void answer(std::vector<std::vector<std::string>> answers);
    [[nodiscard]] std::filesystem::path socket() const { return directory_ / "http.sock"; }

private:
    void serve();
    std::vector<std::string> next();

    std::filesystem::path directory_;
    FileDescriptor listener_;
    std::mutex mutex_;
    std::vector<std::vector<std::string>> answers_;
    std::size_t given_ = 0;
    std::thread thread_;
};

} // namespace deploy::fuzz
