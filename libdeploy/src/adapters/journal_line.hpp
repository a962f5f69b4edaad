// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <deploy/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The checked lines of a journal, and where the last of them ends.
struct JournalLines {
    std::vector<std::string_view> payloads;
    std::size_t end = 0;
};

/// One line of the journal: checksum, format number and the record, line end included.
[[nodiscard]] std::string seal_payload(const boost::json::object& record);

/// Splits a journal into lines and checks each. Bytes after the last line end, or a last line whose
/// checksum is wrong, are a torn tail and left out; a wrong line before that is `corrupt`.
Result<JournalLines> split_journal(std::string_view bytes, std::string_view file_name);

/// The record inside a checked payload, in `memory`; `corrupt` when it is of another format.
/// `where` names it.
Result<boost::json::value> open_payload(std::string_view payload, const std::string& where,
                                        boost::json::storage_ptr memory = {});

} // namespace deploy
