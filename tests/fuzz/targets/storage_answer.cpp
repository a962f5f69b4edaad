// SPDX-License-Identifier: MIT
// What an S3-compatible storage answers: never a crash, and what is no answer is told as `corrupt`.
#include "adapters/s3_xml.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/result_text.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace deploy::fuzz {

void storage_answer(std::string_view bytes) {
    const std::string xml{bytes};
    if (const auto page = parse_s3_page(xml))
        CHECK(std::ranges::none_of(page->objects, [](const auto& object) {
            return object.name.empty() || object.size < 0;
        }));
    else
        CHECK(page.error().is(Errc::corrupt));
    if (const auto id = parse_s3_upload_id(xml))
        CHECK_FALSE(id->empty());
    else
        CHECK(id.error().is(Errc::corrupt));
    (void)s3_error_text(xml);
}

} // namespace deploy::fuzz
