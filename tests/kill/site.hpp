// SPDX-License-Identifier: MIT
#pragma once
#include "e2e/expect.hpp"
#include "kill/figures.hpp"
#include "kill/neighbour.hpp"
#include "kill/relay.hpp"
#include "kill/routed_watch.hpp"
#include <deploy/journal.hpp>

namespace deploy::test {

enum class Job { deploy, rollback };

/// What happens to one run of the program: something at the engine, something at its files.
struct Blow {
    std::string name{}; ///< For messages.
    Plan plan{};
    std::map<std::string, std::string> environment{};
};

/// What may be found besides when all is over.
struct Allowed {
    bool new_journal = false; ///< A shorter journal, which the next deployment writes anew.
};

/// A service in small that is deployed and rolled back again and again under load, by a program
/// that reaches the engine through a relay; and what must hold whatever happens to that program.
/// They are checks of doctest.
class Site {
public:
    explicit Site(std::string what);
    /// Ends the load; checks that nothing was lost; prints the figures.
    void conclude();

    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] EngineRelay& relay() { return relay_; }
    [[nodiscard]] Figures& figures() { return figures_; }
    /// Command line of the job: the same image in a new container, or the container before.
    [[nodiscard]] Words words(Job job) const;

    /// Remembers what is there, and runs the program with that blow. True when it struck.
    bool strike(const Words& words, const Blow& blow);
    /// Runs `recover` with that blow; the same.
    bool strike_recovery(const Blow& blow);
    /// Runs the program unharmed.
    Finished run(const Words& words);
    [[nodiscard]] const Finished& last_run() const { return last_run_; }
    /// The request to the engine that went wrong in it, for messages.
    [[nodiscard]] const std::string& struck_call() const { return struck_call_; }

    /// The last record, if a deployment was begun since `strike`.
    [[nodiscard]] std::optional<Record> end() const;

    /// The exit code of the last run says what became of the deployment and what serves.
    void expect_truthful();
    /// Right now the routed container runs and answers, whatever else there is.
    void expect_serving() { expect_serving(look()); }
    /// `recover` ends what was begun, says so, and leaves nothing behind.
    void expect_recovered(Allowed allowed = {});
    /// The same after a deployment that did it by the way and went live itself.
    void expect_next_deployment_lives(const Words& words);
    /// All is over: one container runs, and it is the one that the journal names; the neighbour is
    /// as it was, and no secret has left its place.
    void expect_tidy(Allowed allowed = {});

private:
    /// Every container of the service, and which of them is routed.
    struct View {
        std::vector<Seen> containers;
        std::optional<Seen> routed;
    };
    [[nodiscard]] View look() const;

    bool run_with(const Words& words, const Blow& blow);
    void forget_old_containers();
    void expect_serving(const View& now);
    [[nodiscard]] std::vector<Record> records() const;
    [[nodiscard]] std::vector<Record> new_records() const;
    [[nodiscard]] std::filesystem::path state() const { return world_.root() / "state"; }
    void expect_containers(const View& now);
    void expect_routed(const View& now, const std::optional<Record>& last);
    void expect_state_folder(Allowed allowed);
    void expect_secret_kept() const;
    void expect_recovery_is_over();

    World world_;
    RoutedWatch routed_watch_{world_}; ///< The program never ends what serves.
    EngineRelay relay_;
    Figures figures_;
    std::string image_;
    std::string secret_; ///< In the environment of whatever serves.
    std::optional<Neighbour> neighbour_;
    Finished last_run_;
    std::string struck_call_;
    std::optional<View> now_; // as it was seen when all was over
    View before_;
    std::uint64_t sequence_before_ = 0;
    std::optional<Load> load_;
};

} // namespace deploy::test
