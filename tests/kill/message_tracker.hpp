// SPDX-License-Identifier: MIT
#pragma once
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace deploy::test {

/// A body of which only the length matters.
struct UncollectedBody {
    struct value_type {};
    class reader {
    public:
        template <bool is_request, class Fields>
        reader(boost::beast::http::header<is_request, Fields>& /*header*/, value_type& /*body*/) {}
        void init(const boost::optional<std::uint64_t>& /*length*/,
                  boost::beast::error_code& error) {
            error = {};
        }
        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
            error = {};
            return boost::beast::buffer_bytes(buffers);
        }
        void finish(boost::beast::error_code& error) { error = {}; }
    };
};

/// Finds the end of the head and of the whole of an HTTP message in bytes that pass by; keeps none
/// of its body.
template <bool is_request>
class MessageTracker {
public:
    MessageTracker();

    /// Takes the bytes that come next, and gives how many of them belong to this message.
    std::size_t feed(std::string_view bytes);
    /// The sender ends the connection, which is the end of a body without a length.
    void feed_end();
    /// The answer to a HEAD has a length, but no body.
    void expect_no_body() { parser_->skip(true); }

    [[nodiscard]] bool headed() const { return parser_->is_header_done(); }
    [[nodiscard]] bool done() const { return parser_->is_done(); }
    /// What came is no HTTP.
    [[nodiscard]] bool lost() const { return lost_; }
    /// The body ends with the connection.
    [[nodiscard]] bool until_end() const { return headed() && parser_->need_eof(); }
    [[nodiscard]] const auto& head() const { return parser_->get(); }

private:
    using Parser = boost::beast::http::parser<is_request, UncollectedBody>;

    std::unique_ptr<Parser> parser_ = std::make_unique<Parser>(); // one cannot be assigned to
    std::string unparsed_; // the beginning of what is yet to come whole
    bool lost_ = false;
};

using RequestTracker = MessageTracker<true>;
using ResponseTracker = MessageTracker<false>;

} // namespace deploy::test
