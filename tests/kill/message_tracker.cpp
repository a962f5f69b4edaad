// SPDX-License-Identifier: MIT
#include "kill/message_tracker.hpp"

namespace deploy::test {

namespace http = boost::beast::http;

template <bool is_request>
MessageTracker<is_request>::MessageTracker() {
    constexpr std::uint32_t longest_head = 1U << 20U;
    parser_->eager(true);
    parser_->body_limit(boost::none);
    parser_->header_limit(longest_head);
}

template <bool is_request>
std::size_t MessageTracker<is_request>::feed(std::string_view bytes) {
    unparsed_.append(bytes);
    while (!done() && !lost_ && !unparsed_.empty()) {
        boost::beast::error_code error;
        const auto taken =
            parser_->put(boost::asio::const_buffer{unparsed_.data(), unparsed_.size()}, error);
        unparsed_.erase(0, taken);
        lost_ = error && error != http::error::need_more;
        if (error == http::error::need_more || taken == 0)
            break;
    }
    const auto beyond = done() ? unparsed_.size() : 0;
    if (done())
        unparsed_.clear();
    return bytes.size() - beyond;
}

template <bool is_request>
void MessageTracker<is_request>::feed_end() {
    boost::beast::error_code error;
    if (headed() && !done())
        parser_->put_eof(error);
}

template class MessageTracker<true>;
template class MessageTracker<false>;

} // namespace deploy::test
