// SPDX-License-Identifier: MIT
#pragma once
#include "inputs.hpp"

#include <deploy/notifier.hpp>
#include <deploy/observer_pair.hpp>

namespace deploy::action {

/// Whom the job itself tells of a run: Slack of its end, and of its beginning where the inputs want
/// that; GitHub of both, as a deployment. Best effort, as RunNotifier.
class Notifications {
public:
    /// `facts`: addresses, actor and command of all notices. `failed_before`: the deployment before
    /// this run failed.
    Notifications(const Inputs& inputs, const Variables& variables, const Notice& facts,
                  bool failed_before, Observer& warnings);

    /// Of the run.
    [[nodiscard]] Observer& observer() { return both_; }
    /// As RunNotifier's, of the one and then of the other.
    void end(const RunEnd& end);

private:
    RunNotifier slack_;
    RunNotifier github_;
    ObserverPair both_{slack_, github_};
};

} // namespace deploy::action
