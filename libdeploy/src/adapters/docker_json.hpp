// SPDX-License-Identifier: MIT
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <deploy/container.hpp>
#include <deploy/engine.hpp>
#include <deploy/result.hpp>
#include <string_view>

namespace deploy {

/// An answer of `GET /containers/{id}/json`; `corrupt` when it has no id or state.
Result<Container> container_from_json(const boost::json::value& inspected);
/// An answer of `GET /images/{name}/json`; `corrupt` when it has no id.
Result<Image> image_from_json(const boost::json::value& inspected);

/// An answer of `GET /version`; what it does not tell is left out.
std::vector<EngineComponent> components_from_json(const boost::json::value& told);

/// One container of `GET /containers/json`; `corrupt` when it has no id.
Result<ContainerSummary> summary_from_json(const boost::json::value& listed);
/// One image of `GET /images/json`; `corrupt` when it has no id.
Result<Image> listed_image_from_json(const boost::json::value& listed);
/// An answer of `GET /system/df`.
[[nodiscard]] DiskUsage disk_usage_from_json(const boost::json::value& usage);

/// The memory in an answer of `GET /containers/{id}/stats`, less the page cache that the kernel can
/// take back; 0 when there is none.
[[nodiscard]] std::int64_t memory_from_json(const boost::json::value& stats);

/// The body of `POST /containers/create`; only the first attachment is in it.
[[nodiscard]] boost::json::object create_body(const ContainerSpec& spec);
/// The body of `POST /networks/{name}/connect`.
[[nodiscard]] boost::json::object connect_body(std::string_view container,
                                               const Attachment& attachment);

} // namespace deploy
