// SPDX-License-Identifier: MIT
#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deploy/byte_stream.hpp>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// What to do with an answer longer than `HttpRequest::max_body`.
enum class Overflow : std::uint8_t {
    fail,     ///< It is a failure.
    truncate, ///< The rest is not read; the answer is a success.
};

/// Which connection a request may use.
enum class Connection : std::uint8_t {
    kept,  ///< One kept from before, where there is one; libcurl resends on a new one if it broke.
    fresh, ///< A new one; never resent.
};

/// One HTTP request.
struct HttpRequest {
    std::string method = "GET";
    std::string url;
    std::string unix_socket{};          ///< Path; empty: TCP.
    std::string connect_to{};           ///< `host:port` to dial instead of the URL's.
    std::vector<std::string> headers{}; ///< `Name: value`
    std::optional<std::string> body{};
    ByteSource upload{}; ///< The body instead, of `upload_size` bytes.
    std::int64_t upload_size = 0;
    ByteSink download{}; ///< Takes the body of an answer of status 2xx, which the reply lacks.
    std::chrono::milliseconds timeout{30'000}; ///< For the whole exchange.
    std::size_t max_body = std::size_t{64} << 20U;
    Overflow overflow = Overflow::fail;
    Connection connection = Connection::kept;
    bool verify = false; ///< The certificate, by the system's authorities.
    std::stop_token stop{};
};

/// A complete answer.
struct HttpReply {
    int status = 0;
    std::map<std::string, std::string> headers{}; ///< Names in lower case.
    std::string body{};
};

/// Why there is no complete answer.
struct HttpFailure {
    enum class Kind : std::uint8_t { no_connection, cut, timed_out, cancelled, too_long, unusable };

    Kind kind = Kind::cut;
    bool sent = false;             ///< Some of the request may have reached the other side.
    int system_error = 0;          ///< errno of a failed connect; 0 when unknown.
    std::string text{};            ///< libcurl's own words.
    std::optional<Error> stream{}; ///< Of a source or sink that ended the exchange.
};

using HttpResult = boost::system::result<HttpReply, HttpFailure>;

/// HTTP/1.1 by libcurl: no redirects, no proxy environment, no signals, certificates verified only
/// on demand; connections are kept between exchanges. `stop` ends an exchange at once. From one
/// thread at a time.
class HttpSession {
public:
    HttpSession();
    ~HttpSession();
    HttpSession(HttpSession&&) noexcept;
    HttpSession& operator=(HttpSession&&) noexcept;

    HttpResult exchange(const HttpRequest& request);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// boost::system::result needs this when `value()` is called on a failure.
[[noreturn]] void throw_exception_from_error(const HttpFailure& failure,
                                             const boost::source_location& where);

} // namespace deploy
