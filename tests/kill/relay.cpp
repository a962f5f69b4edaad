// SPDX-License-Identifier: MIT
#include "kill/relay.hpp"
#include "kill/relay_connection.hpp"
#include <csignal>
#include <sys/socket.h>

namespace deploy::test {

using Protocol = boost::asio::local::stream_protocol;

EngineRelay::EngineRelay(std::filesystem::path socket, std::filesystem::path engine)
    : socket_{std::move(socket)},
      engine_{std::move(engine)},
      acceptor_{io_, Protocol::endpoint{socket_.string()}},
      thread_{[this] { accept(); }} {}

EngineRelay::~EngineRelay() {
    {
        const std::scoped_lock lock{mutex_};
        over_ = true;
    }
    changed_.notify_all();
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR); // wakes the thread
    thread_.join();
    connections_.clear();
    std::error_code ignored;
    std::filesystem::remove(socket_, ignored);
}

void EngineRelay::accept() {
    for (;;) {
        Protocol::socket client{io_};
        boost::system::error_code error;
        acceptor_.accept(client, error);
        if (error)
            return;
        std::erase_if(connections_, [](const auto& connection) { return connection->over(); });
        Protocol::socket engine{io_};
        engine.connect(Protocol::endpoint{engine_.string()}, error);
        if (!error)
            connections_.push_back(
                std::make_unique<RelayConnection>(*this, std::move(client), std::move(engine)));
    }
}

void EngineRelay::arm(Plan plan) {
    {
        const std::scoped_lock lock{mutex_};
        plan_ = std::move(plan);
        ++plan_number_;
        counted_ = 0;
        victim_ = 0;
        calls_.clear();
        struck_.reset();
    }
    changed_.notify_all();
}

void EngineRelay::aim(pid_t victim) {
    {
        const std::scoped_lock lock{mutex_};
        victim_ = victim;
    }
    changed_.notify_all();
}

bool EngineRelay::await_held() {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::minutes{1}, [this] { return held_; });
}

void EngineRelay::let_go() {
    {
        const std::scoped_lock lock{mutex_};
        held_ = false;
    }
    changed_.notify_all();
}

void EngineRelay::watch(std::function<void(const EngineCall&)> watcher) {
    const std::scoped_lock lock{mutex_};
    watcher_ = std::move(watcher);
}

std::vector<EngineCall> EngineRelay::calls() const {
    const std::scoped_lock lock{mutex_};
    return calls_;
}

std::optional<EngineCall> EngineRelay::struck() const {
    const std::scoped_lock lock{mutex_};
    return struck_;
}

EngineRelay::Verdict EngineRelay::note(const EngineCall& call) {
    std::function<void(const EngineCall&)> watcher;
    Verdict verdict;
    {
        const std::scoped_lock lock{mutex_};
        calls_.push_back(call);
        watcher = watcher_;
        const bool counts = plan_.at > 0 && (!plan_.among || plan_.among(call));
        counted_ += counts ? 1 : 0;
        if (counts && (counted_ == plan_.at || (plan_.forever && counted_ > plan_.at))) {
            verdict = {plan_, plan_number_};
            if (!struck_)
                struck_ = call;
        }
    }
    if (watcher)
        watcher(call);
    return verdict;
}

void EngineRelay::kill_victim_of(int plan) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return over_ || plan_number_ != plan || victim_ != 0; });
    if (!over_ && plan_number_ == plan)
        ::kill(victim_, SIGKILL);
}

bool EngineRelay::hold() {
    std::unique_lock lock{mutex_};
    held_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return over_ || !held_; });
    return !over_;
}

bool EngineRelay::sleep(std::chrono::milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, duration, [this] { return over_; });
}

} // namespace deploy::test
