// SPDX-License-Identifier: MIT
#include "adapters/s3_signature.hpp"
#include "adapters/s3_xml.hpp"
#include "helpers/result_text.hpp"
#include "support/digest.hpp"

#include <doctest/doctest.h>

using namespace deploy;

namespace {

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const S3Credentials example{.access_key = "AKIAIOSFODNN7EXAMPLE",
                            .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const std::chrono::system_clock::time_point then{std::chrono::seconds{1'369'353'600}};

std::string authorisation(std::map<std::string, std::string> query) {
    return sign({.host = "examplebucket.s3.amazonaws.com",
                 .path = "/",
                 .query = std::move(query),
                 .payload_hash = to_hex(sha256(""))},
                example, "us-east-1", then)
        .front();
}

} // namespace

TEST_CASE("signatures are those of the standard's examples") {
    CHECK(authorisation({{"max-keys", "2"}, {"prefix", "J"}}) ==
          "Authorization: AWS4-HMAC-SHA256 "
          "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
          "SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
          "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    CHECK(authorisation({{"lifecycle", ""}})
              .ends_with("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST_CASE("a session token is sent and signed, the secret key is not sent") {
    auto credentials = example;
    credentials.session_token = "token";
    const auto headers =
        sign({.host = "h", .path = "/b/n", .payload_hash = "x"}, credentials, "us-east-1", then);
    std::string all;
    for (const auto& header : headers)
        all += header + "\n";
    CHECK(all.find("x-amz-security-token: token\n") != std::string::npos);
    CHECK(all.find("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token") !=
          std::string::npos);
    CHECK(all.find(example.secret_key) == std::string::npos);
}

TEST_CASE("names are encoded as the signature wants it") {
    CHECK(s3_encode("/a b/ä+~_-.z", true) == "/a%20b/%C3%A4%2B~_-.z");
    CHECK(s3_query({{"uploads", ""}, {"a/b", "c d"}}) == "a%2Fb=c%20d&uploads=");
}

TEST_CASE("the storage's answers are read, and damage is told") {
    const auto page = parse_s3_page(
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/\">"
        "<IsTruncated>true</IsTruncated><NextContinuationToken>n&amp;1</NextContinuationToken>"
        "<Contents><Key>p/a&lt;b</Key><Size>5368709121</Size></Contents>"
        "<Contents><Key>p/c</Key><Size>0</Size></Contents></ListBucketResult>");
    REQUIRE(page);
    REQUIRE(page->objects.size() == 2);
    CHECK(page->objects[0].name == "p/a<b");
    CHECK(page->objects[0].size == 5'368'709'121);
    CHECK(page->next == "n&1");
    CHECK(parse_s3_upload_id("<InitiateMultipartUploadResult><UploadId>u</UploadId>"
                             "</InitiateMultipartUploadResult>")
              .value() == "u");
    CHECK(s3_error_text("<Error><Code>NoSuchKey</Code><Message>m</Message></Error>") ==
          "NoSuchKey: m");
    for (const auto* text : {"", "<html>", "<Error/>", "not xml", "<ListBucketResult>"}) {
        CHECK_MESSAGE(parse_s3_page(text).error().is(Errc::corrupt), text);
        CHECK_MESSAGE(parse_s3_upload_id(text).error().is(Errc::corrupt), text);
    }
    CHECK(s3_complete({"\"a\"", "<b>"}) ==
          "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></"
          "Part><Part><PartNumber>2</PartNumber><ETag>&lt;b&gt;</ETag></Part>"
          "</CompleteMultipartUpload>");
}
