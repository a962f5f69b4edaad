// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <deploy/deployment.hpp>
#include <deploy/lifecycle.hpp>
#include <deploy/result.hpp>
#include <memory>
#include <stop_token>

namespace deploy {

/// One reversible unit of work (a saga step).
class Step {
public:
    virtual ~Step() = default;
    /// Does the work. May be repeated after a crash; ends soon after `stop` is requested.
    virtual Result<> run(Deployment& deployment, std::stop_token stop) = 0;
    /// Takes back what `run` did, however far it got, even not at all. Takes no cancellation.
    virtual Result<> undo(Deployment& /*deployment*/) { return {}; }
};

/// One step for each state up to the decision, indexed by State.
using Steps = std::array<std::unique_ptr<Step>, index(State::reverting)>;

} // namespace deploy
