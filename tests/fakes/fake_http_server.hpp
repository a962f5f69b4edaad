// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::test {

/// What the server does with a request: the raw bytes it sends, and how it goes on.
struct Reaction {
    enum class Then : std::uint8_t {
        close, ///< Ends the connection in good order.
        reset, ///< Breaks it.
        keep,  ///< Waits for the next request.
        hang,  ///< Says nothing more until the client or the test ends.
    };

    std::string bytes{};
    Then then = Then::close;
};

/// A complete HTTP answer with a Content-Length.
[[nodiscard]] std::string http_answer(int status, std::string_view body,
                                      std::string_view more_headers = "");

/// An HTTP server that answers as a test wants, in the ways that a sound one never would.
class FakeHttpServer {
public:
    /// Called with the whole request, from one thread a connection, one at a time.
    using Handler = std::function<Reaction(const std::string& request)>;

    /// On a unix socket in a new directory.
    static std::unique_ptr<FakeHttpServer> on_unix_socket(Handler handler);
    /// On a free port of the loopback interface.
    static std::unique_ptr<FakeHttpServer> on_loopback(Handler handler);

    virtual ~FakeHttpServer() = default;
    [[nodiscard]] virtual std::filesystem::path socket() const = 0;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// All requests so far, in their order.
    [[nodiscard]] virtual std::vector<std::string> requests() const = 0;
    [[nodiscard]] virtual int connections() const = 0;
};

} // namespace deploy::test
