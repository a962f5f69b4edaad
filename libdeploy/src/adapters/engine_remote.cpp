// SPDX-License-Identifier: MIT
#include "adapters/docker_client.hpp"
#include "adapters/docker_stream.hpp"
#include "support/json_fields.hpp"
#include "support/line_splitter.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <deploy/remote.hpp>
#include <span>
#include <utility>

namespace deploy {
namespace {

namespace json = boost::json;

// HTTP statuses.
constexpr int name_taken = 409;
constexpr int no_container = 404;
constexpr std::size_t longest_event_line = std::size_t{1} << 20U; // an event with a log in it
constexpr std::chrono::hours without_end{24 * 365};
/// Given up earlier, the program would begin, and find its input at its end.
constexpr std::chrono::minutes start_limit{10};

/// The text, once.
ByteSource source_of(const std::string& text) {
    if (text.empty())
        return {};
    return [left = std::string_view{text}](std::span<char> buffer) mutable -> Result<std::size_t> {
        const auto count = std::min(left.size(), buffer.size());
        std::copy_n(left.begin(), count, buffer.begin());
        left.remove_prefix(count);
        return count;
    };
}

class EngineRemote final : public Remote {
public:
    explicit EngineRemote(EngineHost host) : host_{std::move(host)}, client_{host_.socket} {}

    Result<int> call(const RemoteCall& call) override {
        const auto id = create(call);
        if (!id)
            return id.error();
        const auto code = run(*id, call);
        if (!host_.container.empty()) { // it stays, unless it never ran; one that runs is refused
            if (!code && !code.error().is(Errc::cancelled))
                static_cast<void>(change("DELETE", "/containers/" + *id));
            return code;
        }
        // What the call did is known, whatever becomes of its container.
        static_cast<void>(change("DELETE", "/containers/" + *id + "?force=1"));
        return code;
    }

    [[nodiscard]] std::string name() const override { return host_.name; }

private:
    Result<std::string> create(const RemoteCall& call) {
        auto words = host_.program;
        words.insert(words.end(), call.words.begin(), call.words.end());
        const auto query =
            host_.container.empty() ? "" : "?name=" + DockerClient::escape(host_.container);
        const auto answer = client_.send(
            {.method = "POST", .path = "/containers/create" + query, .body = specification(words)});
        if (!answer)
            return answer.error().within("reach " + host_.name);
        if (answer->status == name_taken)
            return Error{Errc::conflict, host_.container + " is there already"};
        if (!answer->ok())
            return refusal(answer->message());
        const auto made = answer->json();
        if (!made || !made->is_object())
            return Error{Errc::unknown_outcome, "the engine does not tell what it made"};
        return fields::text(made->get_object(), "Id");
    }

    [[nodiscard]] json::value specification(const std::vector<std::string>& words) const {
        json::object limits{{"max-size", "1m"}};
        json::object surroundings{{"Binds", json::array{"/:/host"}},
                                  {"NetworkMode", "host"},
                                  {"PidMode", "host"},
                                  {"UsernsMode", "host"},
                                  {"LogConfig", {{"Type", "json-file"}, {"Config", limits}}}};
        return {{"Image", host_.image},
                {"Entrypoint", json::array(words.begin(), words.end())},
                {"Cmd", json::array{}},
                {"User", "0:0"},
                {"AttachStdin", true},
                {"OpenStdin", true},
                {"StdinOnce", true},
                {"AttachStdout", true},
                {"AttachStderr", true},
                {"Labels", labels()},
                {"HostConfig", std::move(surroundings)}};
    }

    [[nodiscard]] json::object labels() const {
        if (host_.container.empty())
            return {{"psyfit.deploy.helper", host_.maker}};
        return {{"psyfit.deploy.run", host_.container}};
    }

    Result<int> run(const std::string& id, const RemoteCall& call) {
        auto stream = attach(id);
        if (!stream)
            return stream.error();
        if (auto started = change("POST", "/containers/" + id + "/start", start_limit); !started)
            return started.error();
        if (auto heard = listen(*stream, call); !heard)
            return heard.error().is(Errc::timed_out) ? heard.error().as(Errc::unknown_outcome)
                                                     : heard.error();
        return exit_code(id);
    }

    Result<DockerStream> attach(const std::string& id) {
        const auto version = client_.api_version();
        if (!version)
            return version.error();
        return DockerStream::open(host_.socket,
                                  "/v" + *version + "/containers/" + id +
                                      "/attach?stream=1&stdin=1&stdout=1&stderr=1",
                                  "");
    }

    static Result<> listen(DockerStream& stream, const RemoteCall& call) {
        LineSplitter out{call.line, longest_event_line};
        LineSplitter errors{call.error_line, longest_event_line};
        const auto limit = call.timeout.value_or(without_end);
        auto moved =
            stream.exchange({.input = source_of(call.input),
                             .output = [&](FrameStream from, std::string_view bytes) -> Result<> {
                                 (from == FrameStream::errors ? errors : out).feed(bytes);
                                 return {};
                             },
                             .deadline = std::chrono::steady_clock::now() + limit,
                             .stop = call.stop});
        out.finish();
        errors.finish();
        return moved;
    }

    /// The engine ends the stream a moment before it knows the exit code.
    Result<int> exit_code(const std::string& id) {
        const auto answer = client_.send(
            {.method = "POST", .path = "/containers/" + id + "/wait?condition=not-running"});
        if (!answer)
            return answer.error().as(Errc::unknown_outcome);
        const auto end = answer->json();
        if (!answer->ok() || !end || !end->is_object())
            return Error{Errc::unknown_outcome, "the engine does not tell how it ended"};
        return static_cast<int>(fields::integer(end->get_object(), "StatusCode"));
    }

    Result<> change(const std::string& method, const std::string& path,
                    std::chrono::milliseconds limit = std::chrono::seconds{30}) {
        const auto answer = client_.send({.method = method, .path = path, .timeout = limit});
        if (!answer)
            return answer.error();
        const bool gone = method == "DELETE" && answer->status == no_container;
        return answer->ok() || gone ? Result<>{} : refusal(answer->message());
    }

    [[nodiscard]] Error refusal(const std::string& words) const {
        return {Errc::precondition,
                "run a helper on " + host_.name + ": the engine says: " + words};
    }

    EngineHost host_;
    DockerClient client_;
};

} // namespace

std::unique_ptr<Remote> make_engine_remote(const EngineHost& host) {
    return std::make_unique<EngineRemote>(host);
}

} // namespace deploy
