// SPDX-License-Identifier: MIT
#include "adapters/s3_xml.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

namespace deploy {
namespace {

using Tree = boost::property_tree::ptree;

/// The root element of that name; nothing where the text is no such document.
std::optional<Tree> read(const std::string& xml, const char* root) {
    try {
        std::istringstream in{xml};
        Tree tree;
        boost::property_tree::read_xml(in, tree);
        if (auto found = tree.get_child_optional(root))
            return *found;
    } catch (const boost::property_tree::ptree_error&) { // what it throws for any damage
    }
    return std::nullopt;
}

Error unexpected(const char* root) {
    return {Errc::corrupt, std::string{"the storage's answer is no "} + root};
}

} // namespace

Result<S3Page> parse_s3_page(const std::string& xml) {
    constexpr auto root = "ListBucketResult";
    const auto tree = read(xml, root);
    if (!tree)
        return unexpected(root);
    S3Page page;
    for (const auto& [name, child] : *tree) {
        if (name != "Contents")
            continue;
        auto key = child.get("Key", std::string{});
        const auto size = child.get("Size", std::int64_t{-1});
        if (key.empty() || size < 0)
            return unexpected(root);
        page.objects.push_back({.name = std::move(key), .size = size});
    }
    page.next = tree->get("NextContinuationToken", std::string{});
    return page;
}

Result<std::string> parse_s3_upload_id(const std::string& xml) {
    constexpr auto root = "InitiateMultipartUploadResult";
    const auto tree = read(xml, root);
    auto id = tree ? tree->get("UploadId", std::string{}) : std::string{};
    if (id.empty())
        return unexpected(root);
    return id;
}

std::string s3_error_text(const std::string& xml) {
    const auto tree = read(xml, "Error");
    return tree ? tree->get("Code", std::string{}) + ": " + tree->get("Message", std::string{})
                : std::string{};
}

std::string s3_complete(const std::vector<std::string>& tags) {
    std::string out = "<CompleteMultipartUpload>";
    for (std::size_t i = 0; i < tags.size(); ++i)
        out += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>" +
               boost::property_tree::xml_parser::encode_char_entities(tags[i]) + "</ETag></Part>";
    return out + "</CompleteMultipartUpload>";
}

} // namespace deploy
