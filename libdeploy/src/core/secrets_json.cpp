// SPDX-License-Identifier: MIT
#include <boost/json/array.hpp>
#include <deploy/secrets.hpp>

namespace deploy {
namespace {

namespace json = boost::json;

json::array names(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

} // namespace

std::string_view to_string(SecretState state) {
    switch (state) {
    case SecretState::right: return "right";
    case SecretState::wrong: return "wrong";
    case SecretState::not_checked: return "not checked";
    }
    return {};
}

json::object to_json(const GeneratedSecrets& secrets) {
    return {{"file", secrets.file.string()},
            {"new_file", secrets.new_file},
            {"made", names(secrets.made)},
            {"kept", names(secrets.kept)}};
}

json::object to_json(const SecretsReport& report) {
    json::array findings;
    for (const auto& finding : report.findings)
        findings.push_back(json::object{{"subject", finding.subject},
                                        {"state", to_string(finding.state)},
                                        {"detail", finding.detail},
                                        {"fix", finding.fix}});
    return {
        {"sound", report.sound()}, {"source", report.source}, {"findings", std::move(findings)}};
}

} // namespace deploy
