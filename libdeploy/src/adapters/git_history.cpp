// SPDX-License-Identifier: MIT
#include "adapters/git_history.hpp"
#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <tuple>
#include <vector>

namespace deploy::git {
namespace {

struct Earlier {
    bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_cmp(&a, &b) < 0; }
};

/// Visits commits newest first, and remembers of each whether `from` has it.
class Walk {
public:
    explicit Walk(git_repository* repository) : repository_{repository} {}

    void push(const git_oid& id, bool hidden) {
        const auto seen = hidden_.find(id);
        if (seen != hidden_.end() && (seen->second || !hidden))
            return; // nothing new about it
        const auto commit = make<git_commit, git_commit_free>(git_commit_lookup, repository_, &id);
        if (!commit)
            return; // beyond a shallow clone
        hidden_[id] = hidden;
        shown_ += hidden ? 0 : 1;
        queue_.emplace(git_commit_time(commit.get()), id, hidden);
    }

    /// The next commit, its parents queued; must not be called when `finished`.
    git_oid next() {
        const auto [time, id, hidden] = queue_.top();
        queue_.pop();
        if (!hidden) {
            --shown_;
            oldest_ = std::min(oldest_, time);
        }
        const auto commit = make<git_commit, git_commit_free>(git_commit_lookup, repository_, &id);
        for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i)
            push(*git_commit_parent_id(commit.get(), i), hidden_.at(id));
        return id;
    }

    /// No commit is left that is not hidden, nor one that could still hide a visited one.
    [[nodiscard]] bool finished() const {
        return shown_ == 0 && (queue_.empty() || std::get<git_time_t>(queue_.top()) < oldest_);
    }
    [[nodiscard]] bool hidden(const git_oid& id) const { return hidden_.at(id); }

private:
    using Item = std::tuple<git_time_t, git_oid, bool>;
    struct Older {
        bool operator()(const Item& a, const Item& b) const {
            return std::get<git_time_t>(a) < std::get<git_time_t>(b);
        }
    };

    git_repository* repository_;
    std::map<git_oid, bool, Earlier> hidden_;
    std::priority_queue<Item, std::vector<Item>, Older> queue_;
    std::size_t shown_ = 0; // commits in the queue that are not hidden
    git_time_t oldest_ = std::numeric_limits<git_time_t>::max(); // of the visited, not hidden ones
};

} // namespace

bool is_ancestor(git_repository* repository, const git_oid& ancestor, const git_oid& commit) {
    Walk walk{repository};
    walk.push(commit, false);
    while (!walk.finished())
        if (const auto id = walk.next(); git_oid_equal(&id, &ancestor) == 1)
            return true;
    return false;
}

std::vector<git_oid> commits_between(git_repository* repository, const git_oid& from,
                                     const git_oid& to, std::size_t limit) {
    Walk walk{repository};
    walk.push(from, true);
    walk.push(to, false);
    std::vector<git_oid> found;
    while (!walk.finished())
        found.push_back(walk.next());
    std::erase_if(found, [&](const git_oid& id) { return walk.hidden(id); });
    found.resize(std::min(found.size(), limit));
    return found;
}

} // namespace deploy::git
