// SPDX-License-Identifier: MIT
#include "adapters/docker_exec.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value_to.hpp>

namespace deploy {

namespace {

namespace json = boost::json;

constexpr int not_found = 404;
constexpr int conflict = 409;
constexpr std::size_t output_limit = std::size_t{1} << 20U;

Error refusal(const DockerResponse& response, std::string_view what) {
    const bool theirs =
        response.status == not_found || response.status == conflict || response.status == 400;
    return {theirs ? Errc::precondition : Errc::refused,
            std::string{what} + ": the engine says: " + response.message()};
}

Result<json::object> object_of(const DockerResponse& response, std::string_view what) {
    auto value = response.json();
    if (!value)
        return value.error().within(what);
    if (!value->is_object())
        return Error{Errc::corrupt, std::string{what} + ": the engine's answer is no object"};
    return std::move(value->get_object());
}

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

std::size_t column_of(const json::object& table, std::string_view title) {
    const auto* titles = table.if_contains("Titles");
    if (titles == nullptr || !titles->is_array())
        return 0;
    const auto& row = titles->get_array();
    return static_cast<std::size_t>(std::ranges::find(row, json::value(title)) - row.begin());
}

} // namespace

Result<std::string> DockerExec::create(const ExecSpec& spec) {
    const auto what = "run a command in container " + std::string{spec.container};
    const auto answer =
        client_.send({.method = "POST",
                      .path = "/containers/" + DockerClient::escape(spec.container) + "/exec",
                      .body = json::value{{"AttachStdin", spec.input},
                                          {"AttachStdout", true},
                                          {"AttachStderr", true},
                                          {"Env", texts(spec.environment)},
                                          {"Cmd", texts(spec.command)}}});
    if (!answer)
        return answer.error().within(what);
    if (!answer->ok())
        return refusal(*answer, what);
    const auto object = object_of(*answer, what);
    if (!object)
        return object.error();
    const auto* id = object->if_contains("Id");
    if (id == nullptr || !id->is_string())
        return Error{Errc::corrupt, what + ": the engine gave no id"};
    return std::string{id->get_string()};
}

Result<std::string> DockerExec::start(std::string_view id, std::chrono::milliseconds timeout) {
    const auto answer = client_.send({.method = "POST",
                                      .path = "/exec/" + DockerClient::escape(id) + "/start",
                                      .body = json::value{{"Detach", false}, {"Tty", false}},
                                      .timeout = timeout,
                                      .max_body = output_limit});
    if (!answer)
        return answer.error();
    if (!answer->ok())
        return refusal(*answer, "start a command");
    return demultiplex(answer->body);
}

Result<ExecStatus> DockerExec::inspect(std::string_view id) {
    const std::string_view what = "look after a command";
    const auto answer = client_.send({.path = "/exec/" + DockerClient::escape(id) + "/json"});
    if (!answer)
        return answer.error().within(what);
    if (answer->status == not_found)
        return ExecStatus{.known = false};
    if (!answer->ok())
        return refusal(*answer, what);
    const auto object = object_of(*answer, what);
    if (!object)
        return object.error();
    ExecStatus status;
    if (const auto* running = object->if_contains("Running"))
        status.running = *running == json::value(true);
    if (const auto* code = object->if_contains("ExitCode");
        code != nullptr && code->is_int64() && !status.running)
        status.exit_code = static_cast<int>(code->get_int64());
    return status;
}

Result<std::vector<std::string>> DockerExec::processes(std::string_view container) {
    const auto what = "list the processes of container " + std::string{container};
    const auto answer =
        client_.send({.path = "/containers/" + DockerClient::escape(container) + "/top"});
    if (!answer)
        return answer.error().within(what);
    if (answer->status == not_found || answer->status == conflict)
        return std::vector<std::string>{};
    if (!answer->ok())
        return refusal(*answer, what);
    const auto table = object_of(*answer, what);
    if (!table)
        return table.error();
    const auto column = column_of(*table, "CMD");
    std::vector<std::string> commands;
    const auto rows = json::try_value_to<std::vector<std::vector<std::string>>>(
        table->contains("Processes") ? table->at("Processes") : json::value());
    if (!rows)
        return Error{Errc::corrupt, what + ": the engine's answer is no table"};
    for (const auto& row : *rows)
        commands.push_back(column < row.size() ? row[column] : std::string{});
    return commands;
}

} // namespace deploy
