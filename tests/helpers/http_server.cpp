// SPDX-License-Identifier: MIT
#include "helpers/git_fixture.hpp"
#include "helpers/git_servers.hpp"
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <vector>

namespace deploy::test {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using Request = http::request<http::string_body>;

std::string basic(const std::string& token) {
    const auto text = "x-access-token:" + token;
    std::string encoded(boost::beast::detail::base64::encoded_size(text.size()), '\0');
    encoded.resize(boost::beast::detail::base64::encode(encoded.data(), text.data(), text.size()));
    return "Basic " + encoded;
}

std::vector<std::string> cgi_variables(const Request& request, const fs::path& root) {
    const std::string target{request.target()};
    const auto question = std::min(target.find('?'), target.size());
    const std::string query = question == target.size() ? "" : target.substr(question + 1);
    return {"PATH=/usr/bin:/bin",
            "GIT_PROJECT_ROOT=" + root.string(),
            "GIT_HTTP_EXPORT_ALL=1",
            "REQUEST_METHOD=" + std::string{request.method_string()},
            "PATH_INFO=" + target.substr(0, question),
            "QUERY_STRING=" + query,
            "CONTENT_TYPE=" + std::string{request[http::field::content_type]},
            "CONTENT_LENGTH=" + std::to_string(request.body().size()),
            "HOME=/nonexistent",
            "GIT_CONFIG_COUNT=1",
            "GIT_CONFIG_KEY_0=safe.directory",
            "GIT_CONFIG_VALUE_0=*"};
}

// What `git http-backend` answers, in CGI's form.
std::string run_backend(const Request& request, const fs::path& root) {
    const ScratchDirectory scratch;
    const auto in = scratch.path() / "in";
    const auto out = scratch.path() / "out";
    write_file(in, request.body());
    auto variables = cgi_variables(request, root);
    std::vector<char*> environment;
    for (auto& variable : variables)
        environment.push_back(variable.data());
    environment.push_back(nullptr);
    std::string program = "git", command = "http-backend";
    std::array<char*, 3> arguments{program.data(), command.data(), nullptr};
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
    pid_t process = -1;
    if (::posix_spawnp(&process, "git", &actions, nullptr, arguments.data(), environment.data()) ==
        0)
        ::waitpid(process, nullptr, 0);
    ::posix_spawn_file_actions_destroy(&actions);
    return read_file(out);
}

// CGI's answer as HTTP: its Status line becomes the status, the end of the connection the length.
std::string as_http(const std::string& answer) {
    std::string status = "200 OK";
    if (answer.starts_with("Status: "))
        status = answer.substr(8, answer.find('\r') - 8);
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + answer;
}

} // namespace

HttpServer::HttpServer(fs::path root, std::string token)
    : root_{std::move(root)}, token_{std::move(token)}, thread_{[this] { serve(); }} {}

HttpServer::~HttpServer() {
    listener_.shut();
    thread_.join();
}

std::string HttpServer::url(std::string_view userinfo, std::string_view repository) const {
    return "http://" + std::string{userinfo} + "127.0.0.1:" + std::to_string(listener_.port()) +
           "/" + std::string{repository};
}

void HttpServer::serve() {
    for (int client = listener_.accept(); client >= 0; client = listener_.accept())
        answer(client);
}

void HttpServer::answer(int client) {
    asio::io_context context;
    asio::ip::tcp::socket socket{context, asio::ip::tcp::v4(), client};
    boost::system::error_code failed;
    boost::beast::flat_buffer buffer;
    Request request;
    http::read(socket, buffer, request, failed);
    if (failed)
        return;
    const bool known = request[http::field::authorization] == basic(token_);
    const auto reply =
        known ? as_http(run_backend(request, root_))
              : std::string{"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\n"
                            "Content-Length: 0\r\nConnection: close\r\n\r\n"};
    asio::write(socket, asio::buffer(reply), failed);
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, failed);
}

} // namespace deploy::test
