// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/object_storage.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// One page of a list; names with the prefix.
struct S3Page {
    std::vector<StoredObject> objects;
    std::string next{}; ///< The token of the next page; empty: this is the last.
};

// The storage's answers, which are XML; `corrupt` where one is not what it should be.
Result<S3Page> parse_s3_page(const std::string& xml);
Result<std::string> parse_s3_upload_id(const std::string& xml);
/// `Code: Message` of an error answer; empty where it is none.
[[nodiscard]] std::string s3_error_text(const std::string& xml);
/// The request that joins the parts of an upload, by their tags.
[[nodiscard]] std::string s3_complete(const std::vector<std::string>& tags);

} // namespace deploy
