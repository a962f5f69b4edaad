// SPDX-License-Identifier: MIT
#include "image_archive.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <curl/curl.h>
#include <memory>
#include <string_view>
#include <unistd.h>

namespace deploy::action {
namespace {

constexpr auto mounted_socket = "/var/run/docker.sock";

std::size_t keep(const char* bytes, std::size_t size, std::size_t count, void* to) {
    static_cast<std::string*>(to)->append(bytes, size * count);
    return size * count;
}

int ends_on_stop(void* stop, curl_off_t /*of*/, curl_off_t /*down*/, curl_off_t /*of*/,
                 curl_off_t /*up*/) {
    return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

/// The body of the engine's answer to a GET.
Result<std::string> ask_engine(const std::string& path, std::stop_token stop) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), curl_easy_cleanup};
    std::string body;
    const auto url = "http://engine" + path; // without a version: the engine's own
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, mounted_socket);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, ends_on_stop); // once a second, at least
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &stop);
    if (const auto code = curl_easy_perform(curl.get()); code != CURLE_OK)
        return Error{
            Errc::precondition,
            std::string{"the runner's engine does not tell of this action's image: "} +
                curl_easy_strerror(code),
            "the step must be a container action, whose runner mounts /var/run/docker.sock"};
    return body;
}

std::string text_of(const boost::json::value& object, std::string_view key) {
    const auto* const found = object.is_object() ? object.get_object().if_contains(key) : nullptr;
    return found == nullptr || !found->is_string() ? std::string{}
                                                   : std::string{found->get_string()};
}

} // namespace

Result<OwnContainer> own_container(const std::stop_token& stop) {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1); // a container's is its id
    const auto answer = ask_engine("/containers/" + std::string{name.data()} + "/json", stop);
    if (!answer)
        return answer.error();
    boost::system::error_code unreadable;
    const auto value = boost::json::parse(*answer, unreadable);
    OwnContainer out{.id = text_of(value, "Id"), .image = text_of(value, "Image")};
    if (out.id.empty() || out.image.empty())
        return Error{Errc::precondition, "the runner's engine does not know this container"};
    return out;
}

Result<std::string> save_image(const std::string& id, const std::stop_token& stop) {
    return ask_engine("/images/" + id + "/get", stop);
}

} // namespace deploy::action
