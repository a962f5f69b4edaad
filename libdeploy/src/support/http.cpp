// SPDX-License-Identifier: MIT
#include "support/http.hpp"
#include "support/curl_transfer.hpp"
#include "support/handle.hpp"
#include "support/http_receiver.hpp"
#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace deploy {

namespace {

using List = Handle<curl_slist, curl_slist_free_all>;

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* receiver) {
    return static_cast<HttpReceiver*>(receiver)->take_body({data, size * count});
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* receiver) {
    static_cast<HttpReceiver*>(receiver)->take_header({data, size * count});
    return size * count;
}

/// Empty texts are left out.
List make_list(const std::vector<std::string>& texts) {
    List list;
    for (const auto& text : texts) {
        auto* longer = text.empty() ? list.get() : curl_slist_append(list.get(), text.c_str());
        if (longer == nullptr && !text.empty())
            throw std::bad_alloc{};
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

std::size_t on_upload(char* data, std::size_t size, std::size_t count, void* receiver) {
    return static_cast<HttpReceiver*>(receiver)->give_upload({data, size * count});
}

List make_headers(const HttpRequest& request) {
    auto lines = request.headers;
    lines.emplace_back("Expect:"); // never wait for 100 Continue
    return make_list(lines);
}

void set_body(CURL* curl, const HttpRequest& request) {
    if (request.method == "HEAD")
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else if (request.upload) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
                         static_cast<curl_off_t>(request.upload_size));
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_upload);
    } else if (request.body || request.method == "POST") {
        static const std::string none;
        const auto& body = request.body ? *request.body : none;
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    }
    if (request.method != "GET" && request.method != "HEAD" && request.method != "POST")
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_options(CURL* curl, const HttpRequest& request) {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, request.verify ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, request.verify ? 2L : 0L);
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    if (!request.unix_socket.empty())
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
    if (request.connection == Connection::fresh)
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                     std::max<long>(1, static_cast<long>(request.timeout.count())));
}

HttpFailure::Kind kind_of(CURLcode code) {
    switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR: return HttpFailure::Kind::no_connection;
    case CURLE_OPERATION_TIMEDOUT: return HttpFailure::Kind::timed_out;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return HttpFailure::Kind::unusable;
    default: return HttpFailure::Kind::cut; // libcurl has a hundred codes
    }
}

} // namespace

struct HttpSession::State {
    CurlTransfer transfer;

    HttpFailure failure(CURLcode code, std::string_view detail) const;
};

HttpFailure HttpSession::State::failure(CURLcode code, std::string_view detail) const {
    HttpFailure failure{.kind = kind_of(code)};
    long value = 0;
    if (curl_easy_getinfo(transfer.easy(), CURLINFO_REQUEST_SIZE, &value) == CURLE_OK)
        failure.sent = value > 0;
    if (failure.sent && failure.kind == HttpFailure::Kind::unusable)
        failure.kind = HttpFailure::Kind::cut; // the answer is not HTTP
    if (curl_easy_getinfo(transfer.easy(), CURLINFO_OS_ERRNO, &value) == CURLE_OK)
        failure.system_error = static_cast<int>(value);
    failure.text = detail.empty() ? curl_easy_strerror(code) : detail;
    // libcurl says the same of a port that nobody listens at and of one that cannot be dialled.
    if (code == CURLE_COULDNT_CONNECT && failure.system_error != 0)
        failure.text += " (" + std::generic_category().message(failure.system_error) + ")";
    return failure;
}

HttpSession::HttpSession() : state_{std::make_unique<State>()} {}
HttpSession::~HttpSession() = default;
HttpSession::HttpSession(HttpSession&&) noexcept = default;
HttpSession& HttpSession::operator=(HttpSession&&) noexcept = default;

HttpResult HttpSession::exchange(const HttpRequest& request) {
    auto* curl = state_->transfer.easy();
    HttpReceiver receiver{.request = request};
    std::string detail(CURL_ERROR_SIZE, '\0');
    const auto headers = make_headers(request);
    const auto dial = make_list({request.connect_to.empty() ? "" : "::" + request.connect_to});

    curl_easy_reset(curl);
    set_options(curl, request);
    set_body(curl, request);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_CONNECT_TO, dial.get());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
    curl_easy_setopt(curl, CURLOPT_READDATA, &receiver);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiver);
    const auto ended = state_->transfer.perform(request.stop);

    // libcurl takes the end of the connection amid the headers for the end of the answer.
    const bool complete = ended == CURLE_OK && receiver.headed;
    if (complete || (receiver.full && request.overflow == Overflow::truncate)) {
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        receiver.reply.status = static_cast<int>(status);
        return std::move(receiver.reply);
    }
    const auto why = ended == CURLE_OK ? CURLE_RECV_ERROR : ended.value_or(CURLE_GOT_NOTHING);
    // The buffer is longer than the text that curl left in it.
    auto failure =
        state_->failure(why, detail.c_str()); // NOLINT(readability-redundant-string-cstr)
    failure.stream = receiver.stream_error;
    if (!ended)
        failure.kind = HttpFailure::Kind::cancelled;
    else if (receiver.full)
        failure.kind = HttpFailure::Kind::too_long;
    return failure;
}

void throw_exception_from_error(const HttpFailure& failure,
                                const boost::source_location& /*where*/) {
    throw std::runtime_error{failure.text};
}

} // namespace deploy
