// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <deploy/lifecycle.hpp>
#include <deploy/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Fields of JSON that this program wrote itself: each is there and of its type, or it is damage.
namespace deploy::json_expect {

/// A field that is missing or of another type; `guarded` turns it into an Error.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Each throws Malformed.
[[nodiscard]] std::string text(const boost::json::object& from, std::string_view key);
[[nodiscard]] const boost::json::object& object(const boost::json::value* value,
                                                std::string_view what);
[[nodiscard]] std::int64_t number(const boost::json::object& from, std::string_view key);
[[nodiscard]] std::uint64_t count(const boost::json::object& from, std::string_view key);
[[nodiscard]] std::vector<std::string> names(const boost::json::object& from, std::string_view key);
[[nodiscard]] State state(const boost::json::object& from, std::string_view key);

/// The value of a part that has a reader of its own; throws Malformed.
template <class T>
T whole(Result<T> part) {
    if (!part)
        throw Malformed{part.error().message};
    return std::move(*part);
}

/// `parse` of the object in `value`; its complaint is `corrupt`.
template <class T>
Result<T> guarded(const boost::json::value& value, std::string_view what,
                  T (*parse)(const boost::json::object&)) {
    try {
        return parse(object(&value, what));
    } catch (const Malformed& malformed) {
        return Error{Errc::corrupt, std::string{what} + ": " + malformed.what()};
    }
}

} // namespace deploy::json_expect
