// SPDX-License-Identifier: MIT
#include <deploy/json.hpp>
#include <deploy/migrations.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value_from.hpp>

namespace deploy {
namespace {

boost::json::array list(const std::vector<Migration>& migrations) {
    boost::json::array out;
    for (const auto& migration : migrations)
        out.push_back(boost::json::object{{"id", migration.id},
                                          {"name", migration.name},
                                          {"applied", migration.applied},
                                          {"has_file", migration.has_file}});
    return out;
}

} // namespace

boost::json::object to_json(const MigrationRollback& rollback) {
    boost::json::object out{
        {"container", rollback.container}, {"command", boost::json::value_from(rollback.command)},
        {"before", list(rollback.before)}, {"reverted", list(rollback.reverted)},
        {"backup", rollback.backup},       {"output", rollback.output},
        {"changed", rollback.changed()}};
    if (rollback.after)
        out["after"] = list(*rollback.after);
    if (rollback.failure)
        out["failure"] = to_json(*rollback.failure);
    return out;
}

} // namespace deploy
