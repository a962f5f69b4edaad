// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <deploy/config.hpp>
#include <deploy/redaction.hpp>
#include <deploy/result.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// Makes text safe to show: known secrets become `***`, control bytes become visible. All that is
/// printed and did not come from this program itself passes here.
class SafeText {
public:
    SafeText() = default;
    /// Knows the values that the configuration sets, and the master key where it can be read.
    explicit SafeText(const Config& config);

    [[nodiscard]] std::string operator()(std::string_view text) const;
    [[nodiscard]] Error operator()(const Error& error) const;
    /// Every string in it, keys left alone.
    [[nodiscard]] boost::json::value json(boost::json::value value) const;

private:
    Redactor redactor_;
};

} // namespace deploy
