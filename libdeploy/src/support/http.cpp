// SPDX-License-Identifier: MIT
#include "support/http.hpp"
#include "support/handle.hpp"
#include "support/http_receiver.hpp"
#include <algorithm>
#include <curl/curl.h>
#include <stdexcept>
#include <string_view>

namespace deploy {

namespace {

using List = Handle<curl_slist, curl_slist_free_all>;

void initialise_curl_once() {
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK)
        throw std::runtime_error{"libcurl cannot be initialised"};
}

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

List make_headers(const HttpRequest& request) {
    auto lines = request.headers;
    lines.emplace_back("Expect:"); // never wait for 100 Continue
    return make_list(lines);
}

void set_body(CURL* curl, const HttpRequest& request) {
    if (request.method == "HEAD")
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else if (request.body || request.method == "POST") {
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
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
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
    Handle<CURLM, curl_multi_cleanup> multi{curl_multi_init()};
    Handle<CURL, curl_easy_cleanup> easy{curl_easy_init()};

    std::optional<CURLcode> perform(const std::stop_token& stop);
    HttpFailure failure(CURLcode code, std::string_view detail) const;
};

/// Nothing when it was stopped.
std::optional<CURLcode> HttpSession::State::perform(const std::stop_token& stop) {
    const std::stop_callback wake{stop, [this] { curl_multi_wakeup(multi.get()); }};
    curl_multi_add_handle(multi.get(), easy.get());
    std::optional<CURLcode> ended;
    int running = 1;
    while (!ended && !stop.stop_requested()) {
        if (curl_multi_perform(multi.get(), &running) != CURLM_OK)
            ended = CURLE_FAILED_INIT;
        int left = 0;
        if (const auto* message = curl_multi_info_read(multi.get(), &left); message != nullptr)
            ended = message->data.result;
        else if (!ended)
            curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    curl_multi_remove_handle(multi.get(), easy.get());
    return ended;
}

HttpFailure HttpSession::State::failure(CURLcode code, std::string_view detail) const {
    HttpFailure failure{.kind = kind_of(code)};
    long value = 0;
    if (curl_easy_getinfo(easy.get(), CURLINFO_REQUEST_SIZE, &value) == CURLE_OK)
        failure.sent = value > 0;
    if (failure.sent && failure.kind == HttpFailure::Kind::unusable)
        failure.kind = HttpFailure::Kind::cut; // the answer is not HTTP
    if (curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &value) == CURLE_OK)
        failure.system_error = static_cast<int>(value);
    failure.text = detail.empty() ? curl_easy_strerror(code) : detail;
    return failure;
}

HttpSession::HttpSession() {
    initialise_curl_once();
    state_ = std::make_unique<State>();
    if (!state_->multi || !state_->easy)
        throw std::bad_alloc{};
}
HttpSession::~HttpSession() = default;
HttpSession::HttpSession(HttpSession&&) noexcept = default;
HttpSession& HttpSession::operator=(HttpSession&&) noexcept = default;

HttpResult HttpSession::exchange(const HttpRequest& request) {
    auto* curl = state_->easy.get();
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
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiver);
    const auto ended = state_->perform(request.stop);

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
