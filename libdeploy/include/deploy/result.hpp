// SPDX-License-Identifier: MIT
#pragma once
#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace deploy {

/// The kinds of failure that callers tell apart. Exit codes and the lifecycle depend on the kind,
/// never on the text.
enum class Errc : std::uint8_t {
    internal = 1,    ///< A bug of ours.
    invalid_input,   ///< The command line, the configuration or a file of the user is wrong.
    precondition,    ///< The world is not as a deployment needs it; nothing was touched.
    unreachable,     ///< Nobody answers: engine, remote repository.
    refused,         ///< Somebody answers and says no: a key, a host key, a permission.
    not_found,       ///< The named thing does not exist.
    conflict,        ///< The name or the route is taken by something that is not ours.
    build_failed,    ///< The image could not be built.
    unhealthy,       ///< The candidate does not do its work.
    timed_out,       ///< A deadline passed.
    unknown_outcome, ///< The answer was lost: it may have happened or not. Read back.
    locked,          ///< Another deployment holds the lock.
    cancelled,       ///< Asked to stop.
    corrupt,         ///< Stored data cannot be trusted.
    io,              ///< The operating system refused a file or process operation.
};

/// The category of `Errc`; its messages are one short noun phrase each.
[[nodiscard]] const std::error_category& error_category() noexcept;
[[nodiscard]] std::error_code make_error_code(Errc errc) noexcept;
/// The kind that the category gives this message; `internal` where there is none.
[[nodiscard]] Errc errc_from(std::string_view message);

/// A failure in three parts: what kind (`code`, for programs), what failed and why (`message`, for
/// people), and the command that mends it (`fix`, may be empty). Secrets never enter it.
struct Error {
    std::error_code code;
    std::string message;
    std::string fix{};

    Error() = default;
    Error(Errc errc, std::string text, std::string mend = {})
        : code{make_error_code(errc)}, message{std::move(text)}, fix{std::move(mend)} {}
    Error(std::error_code c, std::string text, std::string mend = {})
        : code{c}, message{std::move(text)}, fix{std::move(mend)} {}

    [[nodiscard]] bool is(Errc errc) const { return code == make_error_code(errc); }

    /// The same failure, seen from one level up: "start candidate: no such image".
    [[nodiscard]] Error within(std::string_view context) const {
        return {code, std::string{context} + ": " + message, fix};
    }
    /// The same failure, told as another kind.
    [[nodiscard]] Error as(Errc errc) const { return {errc, message, fix}; }
};

/// A value or an Error; dropping one unread is a compiler warning.
template <class T = void>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
    using Base = boost::system::result<T, Error>;

public:
    using Base::Base;
};

/// Boost.System calls this when `value()` is called on a failure.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location& /*where*/) {
    throw std::system_error{error.code, error.message};
}

} // namespace deploy
