// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/object.hpp>
#include <deploy/certificate.hpp>
#include <deploy/cleanup.hpp>
#include <deploy/deployer.hpp>
#include <deploy/history.hpp>
#include <deploy/journal.hpp>
#include <deploy/plan.hpp>
#include <deploy/release.hpp>
#include <deploy/status.hpp>

namespace deploy {

// The one JSON form of each thing, for the journal, `--json` and the events. Durations are integer
// milliseconds with the suffix `_ms` in the key; times RFC 3339.
[[nodiscard]] boost::json::object to_json(const Error& error);
[[nodiscard]] boost::json::object to_json(const Route& route);
[[nodiscard]] boost::json::object to_json(const EnvironmentChange& change);
[[nodiscard]] boost::json::object to_json(const Receipt& receipt);
[[nodiscard]] boost::json::object to_json(const Release& release);
[[nodiscard]] boost::json::object to_json(const Record& record);
[[nodiscard]] boost::json::object to_json(const Outcome& outcome);
[[nodiscard]] boost::json::object to_json(const HistoryEntry& entry);
[[nodiscard]] boost::json::object to_json(const Plan& plan);
[[nodiscard]] boost::json::object to_json(const Status& status);
[[nodiscard]] boost::json::object to_json(const CertificateReport& report);
[[nodiscard]] boost::json::object to_json(const Cleanup& cleanup);

/// Read back what `to_json` wrote; `corrupt` where it is not that.
Result<Receipt> receipt_from_json(const boost::json::value& value);
Result<Route> route_from_json(const boost::json::value& value);
Result<Release> release_from_json(const boost::json::value& value);
Result<Record> record_from_json(const boost::json::value& value);

} // namespace deploy
