// SPDX-License-Identifier: MIT
#include "operations/abortable.hpp"

#include <utility>

namespace deploy {
namespace {

constexpr std::size_t longest_id = 40; // as is_deployment_id has it

} // namespace

Abortable::Abortable(const std::filesystem::path& file, Observer& next, std::stop_token outer)
    : ForwardingObserver{next},
      outer_{std::move(outer), [this] { source_.request_stop(); }},
      watch_{AbortRequest{file}, [this](const std::string& id) { return concerns_us(id); }} {
    const std::lock_guard guard{mutex_};
    id_.reserve(longest_id); // on_begin may not throw
}

void Abortable::on_begin(const Release& release) noexcept {
    {
        const std::lock_guard guard{mutex_};
        id_ = release.id;
    }
    ForwardingObserver::on_begin(release);
}

/// A request for another deployment came too late for it, and is taken back as well. Before it is
/// known which deployment this is, it waits.
bool Abortable::concerns_us(const std::string& id) {
    const std::lock_guard guard{mutex_};
    if (id_.empty())
        return false;
    if (id == id_)
        source_.request_stop();
    return true;
}

} // namespace deploy
