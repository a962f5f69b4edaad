// SPDX-License-Identifier: MIT
#include "core/json_handler.hpp"

#include <algorithm>
#include <deploy/redaction.hpp>
#include <utility>

namespace deploy {

Position JsonScanner::next() {
    skip_between();
    position_ = advance(position_, text_.substr(counted_, offset_ - counted_));
    counted_ = offset_;
    skip_token();
    return position_;
}

void JsonScanner::skip_between() {
    constexpr std::string_view between = " \t\r\n,:]}";
    while (offset_ < text_.size()) {
        if (between.find(text_[offset_]) != std::string_view::npos)
            ++offset_;
        else if (text_[offset_] == '/')
            skip_comment();
        else
            return;
    }
}

void JsonScanner::skip_comment() {
    const bool to_line_end = text_.substr(offset_).starts_with("//");
    const std::string_view end = to_line_end ? "\n" : "*/";
    const auto found = text_.find(end, offset_ + 2);
    offset_ = found == std::string_view::npos ? text_.size() : found + end.size();
}

void JsonScanner::skip_token() {
    if (offset_ == text_.size())
        return;
    if (text_[offset_] == '[' || text_[offset_] == '{') {
        ++offset_;
    } else if (text_[offset_] == '"') {
        for (++offset_; offset_ < text_.size() && text_[offset_] != '"'; ++offset_)
            offset_ += text_[offset_] == '\\' ? 1 : 0;
        offset_ = std::min(offset_ + 1, text_.size());
    } else {
        offset_ = std::min(text_.find_first_of(" \t\r\n,:]}/", offset_), text_.size());
    }
}

bool JsonHandler::gather(string_view part) {
    gathered_.append(part.data(), part.size());
    return true;
}

bool JsonHandler::on_string(string_view part, std::size_t /*size*/, error_code& /*code*/) {
    gather(part);
    return scalar(boost::json::value(std::exchange(gathered_, {})));
}

bool JsonHandler::on_key(string_view part, std::size_t /*size*/, error_code& code) {
    gather(part);
    auto key = std::exchange(gathered_, {});
    auto& level = open_.back();
    const auto at = scanner_.next();
    if (!level.keys.insert(key).second) {
        const auto first = std::ranges::find(level.node->members, key, &JsonMember::key)->at;
        *problem_ = "duplicate key \"" + neutralise(key) + "\", first at " +
                    std::to_string(first.line) + ':' + std::to_string(first.column);
        *problem_at_ = at;
        code = boost::json::error::syntax;
        return false;
    }
    level.node->members.push_back({at, std::move(key)});
    return true;
}

bool JsonHandler::scalar(boost::json::value value) {
    place(std::move(value));
    return true;
}

bool JsonHandler::open(boost::json::value empty) {
    open_.push_back({&place(std::move(empty))});
    return true;
}

bool JsonHandler::close() {
    open_.pop_back();
    return true;
}

JsonNode& JsonHandler::place(boost::json::value value) {
    JsonNode node{scanner_.next(), std::move(value)};
    if (open_.empty())
        return *root_ = std::move(node);
    auto& parent = *open_.back().node;
    if (parent.value.is_array())
        return parent.items.emplace_back(std::move(node));
    return parent.members.back().node = std::move(node);
}

} // namespace deploy
