// SPDX-License-Identifier: MIT
#include "adapters/journal_line.hpp"

#include <array>
#include <boost/crc.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

namespace deploy {

namespace {

namespace json = boost::json;

constexpr int format = 1;
constexpr std::size_t checksum_size = 8;

std::string checksum(std::string_view payload) {
    boost::crc_32_type crc;
    crc.process_bytes(payload.data(), payload.size());
    std::array<char, checksum_size + 1> text{};
    std::snprintf(text.data(), text.size(), "%08x", static_cast<unsigned>(crc.checksum()));
    return {text.data(), checksum_size};
}

bool is_whole(std::string_view line) {
    return line.size() > checksum_size + 1 && line[checksum_size] == ' ' &&
           line.substr(0, checksum_size) == checksum(line.substr(checksum_size + 1));
}

Error damaged(std::string_view file_name, std::size_t line) {
    const std::string name{file_name};
    return {Errc::corrupt,
            name + ":" + std::to_string(line) +
                ": the journal is damaged here (wrong checksum), so what comes after it cannot be "
                "trusted; nothing was changed and what serves still serves",
            "check the disk, then set the journal aside: mv '" + name + "' '" + name +
                ".damaged'; the next deployment starts a new one"};
}

} // namespace

std::string seal_payload(const json::object& record) {
    const auto payload = json::serialize(json::object{{"format", format}, {"record", record}});
    return checksum(payload) + " " + payload + "\n";
}

Result<JournalLines> split_journal(std::string_view bytes, std::string_view file_name) {
    JournalLines lines;
    while (lines.end < bytes.size()) {
        const auto length = bytes.substr(lines.end).find('\n');
        if (length == std::string_view::npos)
            break;
        const auto line = bytes.substr(lines.end, length);
        const bool last = lines.end + length + 1 == bytes.size();
        if (!is_whole(line) && !last)
            return damaged(file_name, lines.payloads.size() + 1);
        if (!is_whole(line))
            break;
        lines.payloads.push_back(line.substr(checksum_size + 1));
        lines.end += length + 1;
    }
    return lines;
}

Result<json::value> open_payload(std::string_view payload, const std::string& where,
                                 json::storage_ptr memory) {
    boost::system::error_code failed;
    auto value =
        json::parse(json::string_view{payload.data(), payload.size()}, failed, std::move(memory));
    auto* object = failed ? nullptr : value.if_object();
    auto* record = object != nullptr ? object->if_contains("record") : nullptr;
    const auto* number = object != nullptr ? object->if_contains("format") : nullptr;
    if (number != nullptr && number->is_int64() && number->get_int64() > format)
        return Error{Errc::corrupt, where + ": written by a newer version of this program",
                     "install the version that wrote it, or a newer one"};
    if (record == nullptr || number == nullptr || *number != json::value(format))
        return Error{Errc::corrupt, where + ": a checked line that holds no record"};
    return std::move(*record);
}

} // namespace deploy
