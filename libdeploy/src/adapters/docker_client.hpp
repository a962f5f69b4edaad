// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <chrono>
#include <cstddef>
#include <deploy/result.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace deploy {

/// One call of the Docker Engine API.
struct DockerRequest {
    std::string method = "GET";
    std::string path;                         ///< Without the version: `/containers/json?all=1`.
    std::optional<boost::json::value> body{}; ///< Sent as JSON.
    std::chrono::milliseconds timeout{30'000};
    std::size_t max_body = std::size_t{64} << 20U; ///< A longer answer is an error.
    std::stop_token stop{};
};

/// What the engine answered.
struct DockerResponse {
    int status = 0;
    std::string body;
    std::string api_version{}; ///< The engine's own; empty where it did not tell.
    std::string server{};      ///< What it calls itself, `Docker/20.10.24 (linux)`, the same way.

    [[nodiscard]] bool ok() const { return status >= 200 && status < 400; }
    /// The body as JSON; `corrupt` when it is none.
    [[nodiscard]] Result<boost::json::value> json() const;
    /// The engine's own words in an error answer; else the start of the body.
    [[nodiscard]] std::string message() const;
};

/// The Docker Engine API by HTTP on a unix socket, one kept connection. The API version is
/// negotiated on the first call: the engine's own, at most 1.50, at least 1.41.
///
/// Errors: `unreachable` when nothing was sent, `unknown_outcome` when a request was sent and its
/// answer lost or cut short, `timed_out` for a read (GET, HEAD) that took too long, `cancelled`. An
/// HTTP error status is a response, not an Error. From one thread at a time.
class DockerClient {
public:
    explicit DockerClient(std::filesystem::path socket);
    ~DockerClient();
    DockerClient(DockerClient&&) noexcept;
    DockerClient& operator=(DockerClient&&) noexcept;

    Result<DockerResponse> send(const DockerRequest& request);
    /// The version in use, such as `1.41`.
    Result<std::string> api_version();
    /// `text` made safe for use in a path or query.
    [[nodiscard]] static std::string escape(std::string_view text);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Splits the engine's multiplexed stream (8-byte frames) into its text, both streams in their
/// order; bytes of a frame that is cut short are kept. A stream of a terminal has no frames and is
/// given as it is.
[[nodiscard]] std::string demultiplex(std::string_view stream);

} // namespace deploy
