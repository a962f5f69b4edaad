// SPDX-License-Identifier: MIT
#include "adapters/kamal_proxy_log.hpp"

#include <boost/json/parse.hpp>

namespace deploy {

namespace {

namespace json = boost::json;

std::string_view text(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view{value->get_string()}
                                                  : std::string_view{};
}

std::optional<Passage> passage_in_line(std::string_view line, std::string_view request_id) {
    boost::system::error_code failed;
    const auto value = json::parse(json::string_view{line.data(), line.size()}, failed);
    const auto* entry = failed ? nullptr : value.if_object();
    if (entry == nullptr || text(*entry, "msg") != "Request" ||
        text(*entry, "request_id") != request_id || text(*entry, "target").empty())
        return std::nullopt;
    Passage passage{.target = std::string{text(*entry, "target")}};
    if (const auto* status = entry->if_contains("status"); status != nullptr && status->is_int64())
        passage.status = static_cast<int>(status->get_int64());
    return passage;
}

} // namespace

std::optional<Passage> passage_in_log(std::string_view log, std::string_view request_id) {
    std::optional<Passage> passage;
    while (!request_id.empty() && !log.empty()) {
        const auto end = std::min(log.find('\n'), log.size());
        const auto line = log.substr(0, end);
        log.remove_prefix(std::min(end + 1, log.size()));
        if (line.find(request_id) == std::string_view::npos) // spares the parser
            continue;
        if (auto found = passage_in_line(line, request_id))
            passage = std::move(found);
    }
    return passage;
}

} // namespace deploy
