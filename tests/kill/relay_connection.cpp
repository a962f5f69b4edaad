// SPDX-License-Identifier: MIT
#include "kill/relay_connection.hpp"
#include "kill/altered_answer.hpp"
#include <array>
#include <boost/asio/write.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace deploy::test {
namespace {

constexpr unsigned switching_protocols = 101;

bool kill_waits_for_answer(Fault fault) {
    return fault == Fault::kill_unanswered || fault == Fault::kill_answered;
}

/// What has come; empty: the sender has ended.
std::string read(RelayConnection::Socket& from) {
    std::array<char, 65536> buffer{};
    boost::system::error_code error;
    const auto count = from.read_some(boost::asio::buffer(buffer), error);
    return error ? std::string{} : std::string{buffer.data(), count};
}

} // namespace

RelayConnection::RelayConnection(EngineRelay& relay, Socket client, Socket engine)
    : relay_{relay},
      client_{std::move(client)},
      engine_{std::move(engine)},
      thread_{[this] { run(); }} {}

RelayConnection::~RelayConnection() {
    ::shutdown(client_.native_handle(), SHUT_RDWR); // wakes the thread
    ::shutdown(engine_.native_handle(), SHUT_RDWR);
}

void RelayConnection::run() {
    while (open_) {
        std::array<pollfd, 2> on{pollfd{engine_.native_handle(), POLLIN, 0},
                                 pollfd{client_ended_ ? -1 : client_.native_handle(), POLLIN, 0}};
        ::poll(on.data(), on.size(), -1);
        if (on[0].revents != 0)
            from_engine();
        if (open_ && on[1].revents != 0)
            from_client();
    }
    // The other side must see the end now, not when this object goes.
    ::shutdown(client_.native_handle(), SHUT_RDWR);
    ::shutdown(engine_.native_handle(), SHUT_RDWR);
    over_ = true;
}

void RelayConnection::from_client() {
    const auto bytes = read(client_);
    if (bytes.empty()) {
        client_ended_ = true;
        // Between two requests, or where the engine knows nothing of one, nothing is to come.
        if (!now_.noted || now_.swallow)
            return close();
        ::shutdown(engine_.native_handle(), SHUT_WR);
        return;
    }
    if (is_tunnel())
        return write(engine_, bytes);
    pending_ += bytes;
    take_request();
}

void RelayConnection::take_request() {
    while (open_ && !pending_.empty() && !now_.request.done()) {
        const auto count = now_.request.feed(pending_);
        const auto bytes = pending_.substr(0, count);
        pending_.erase(0, count);
        if (!now_.noted) {
            now_.head += bytes;
            if (!now_.request.headed() && !now_.request.lost())
                continue;
            note();
        } else if (now_.fault() == Fault::kill_held) {
            now_.head += bytes;
        } else if (!now_.swallow) {
            write(engine_, bytes);
        }
        if (open_ && now_.request.done())
            request_ended();
    }
}

void RelayConnection::note() {
    now_.noted = true;
    const auto& head = now_.request.head();
    const EngineCall call{std::string{head.method_string()}, std::string{head.target()}};
    if (call.method == "HEAD")
        now_.response.expect_no_body();
    now_.verdict = relay_.note(call);
    const auto fault = now_.fault();
    using enum Fault;
    if (fault == kill_before)
        kill();
    if (fault == kill_before || fault == cut_before)
        return close();
    if (fault == delay && !relay_.sleep(now_.verdict.plan.delay))
        return close();
    if (fault == kill_held)
        return;
    now_.swallow = fault == silence || fault == error_500 || fault == error_503;
    if (!now_.swallow)
        write(engine_, now_.head);
    now_.head.clear();
}

void RelayConnection::request_ended() {
    if (now_.fault() == Fault::kill_sent || now_.fault() == Fault::kill_held)
        kill();
    if (now_.fault() == Fault::kill_held)
        return relay_.hold() ? write(engine_, now_.head) : close();
    if (now_.fault() == Fault::error_500)
        answer_by_itself("500 Internal Server Error");
    if (now_.fault() == Fault::error_503)
        answer_by_itself("503 Service Unavailable");
}

void RelayConnection::answer_by_itself(std::string_view status) {
    write(client_, refusal(status, now_.request.head().method_string() == "HEAD"));
    next();
}

void RelayConnection::next() {
    now_ = {};
    if (client_ended_)
        return close();
    take_request();
}

void RelayConnection::from_engine() {
    const auto bytes = read(engine_);
    if (bytes.empty()) {
        now_.response.feed_end();
        if (now_.noted && now_.response.done())
            answer_ended();
        return close();
    }
    take_answer(bytes);
}

void RelayConnection::take_answer(std::string_view bytes) {
    now_.response.feed(bytes);
    if (holds_answer(now_.fault()))
        now_.held += bytes;
    else
        write(client_, bytes);
    if (now_.response.done()) {
        const auto status = now_.response.head().result_int();
        if (status < switching_protocols)
            now_.response = {}; // interim, such as 100 Continue
        else if (status != switching_protocols || holds_answer(now_.fault()))
            answer_ended();
    }
    if (is_tunnel() && !pending_.empty())
        write(engine_, std::exchange(pending_, {}));
}

void RelayConnection::answer_ended() {
    if (kill_waits_for_answer(now_.fault())) {
        kill();
        return close();
    }
    if (holds_answer(now_.fault()))
        return pass_altered();
    next();
}

void RelayConnection::pass_altered() {
    const Answer answer{now_.held, now_.response.head().result_int(),
                        now_.request.head().method_string() == "HEAD"};
    const auto altered = alter(answer, now_.fault(), now_.verdict.plan.keep);
    write(client_, altered.bytes);
    if (altered.ends_connection)
        return close();
    next();
}

/// Whether both sides say what they like by now, until one of them ends.
bool RelayConnection::is_tunnel() const {
    if (now_.request.lost() || now_.response.lost())
        return true;
    if (!now_.response.headed() || !now_.request.done())
        return false;
    return now_.response.head().result_int() == switching_protocols || now_.response.until_end();
}

void RelayConnection::write(Socket& to, std::string_view bytes) {
    boost::system::error_code error;
    boost::asio::write(to, boost::asio::buffer(bytes), error);
    // A client that is gone ends it; an engine that stopped reading may still answer.
    if (error && &to == &client_)
        close();
}

} // namespace deploy::test
