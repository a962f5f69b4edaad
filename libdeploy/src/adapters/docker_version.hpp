// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <deploy/result.hpp>
#include <string>

namespace deploy {

/// The API version to speak with an engine that told this (`GET /version`): its own, at most 1.50;
/// `precondition` where it is older than 1.41 or demands more.
Result<std::string> agree_on_version(const boost::json::value& told);

} // namespace deploy
