// SPDX-License-Identifier: MIT
#include <deploy/abort.hpp>

#include "adapters/abort_request.hpp"
#include "core/deployment_id.hpp"
#include "operations/holder.hpp"

#include <deploy/lock.hpp>
#include <deploy/run_log.hpp>

namespace deploy {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::milliseconds look_interval{50};

Result<std::optional<Record>> last_record(Journal& journal) {
    auto records = journal.read();
    if (!records)
        return records.error();
    if (records->empty())
        return std::optional<Record>{};
    return std::optional{std::move(records->back())};
}

bool under_way(const std::optional<Record>& record) {
    return record && !is_terminal(record->state);
}

Error nothing_runs(const std::optional<Record>& last, const std::optional<Holder>& elsewhere) {
    const auto beside =
        elsewhere ? "; the lock is held for another service: " + elsewhere->text : std::string{};
    if (under_way(last))
        return {Errc::precondition,
                "deployment " + last->release.id + " does not run any more: it was interrupted " +
                    "while " + std::string{to_string(last->state)} + beside,
                "psyfit-deploy recover"};
    return {Errc::precondition, "no deployment runs" + beside, "psyfit-deploy status"};
}

Record never_begun(const std::string& id) {
    Record out{.state = State::reverted, .release = {}};
    out.release.id = id;
    return out;
}

/// One `abort`, from finding the deployment to seeing its end.
class Aborting {
public:
    Aborting(const Config& config, Ports ports, std::chrono::seconds patience, std::stop_token stop)
        : config_{config},
          ports_{ports},
          deadline_{ports.clock.now() + patience},
          stop_{std::move(stop)} {}

    /// The deployment that holds the lock. One that has only just taken it has no record yet.
    Result<Record> find() {
        for (;;) {
            const auto holder = lock_holder(config_);
            if (!holder)
                return holder.error();
            auto last = last_record(ports_.journal);
            if (!last)
                return last.error();
            if (!*holder || (*holder)->for_another_service)
                return nothing_runs(*last, *holder);
            if (under_way(*last))
                return std::move(**last);
            if (auto waited = wait("the deployment that holds the lock has not begun yet"); !waited)
                return waited.error();
        }
    }

    /// A run that waits for the lock has begun nothing: it is told to give up. Nothing where it is
    /// not waiting, or waits no more.
    Result<std::optional<Record>> end_waiting(const std::string& id) {
        const AbortRequest request{waiting_abort_file(config_, id)};
        for (bool asked = false;; asked = true) {
            const auto alive = HostLock::held_by(run_file(config_, id));
            if (!alive)
                return alive.error();
            auto last = last_record(ports_.journal);
            if (!last)
                return last.error();
            const bool begun = *last && (*last)->release.id == id;
            if (begun || (!*alive && !asked)) {
                request.remove();
                return std::optional<Record>{};
            }
            if (!*alive)
                return std::optional{never_begun(id)};
            if (!asked)
                if (auto placed = request.place(id); !placed)
                    return placed.error();
            if (auto waited = wait("run " + id + " was asked to give up and still waits"); !waited)
                return waited.error();
        }
    }

    Result<Record> see_end_of(const std::string& id) {
        for (;;) {
            const auto holder = lock_holder(config_); // before the journal
            if (!holder)
                return holder.error();
            auto last = last_record(ports_.journal);
            if (!last)
                return last.error();
            const bool ours = *last && (*last)->release.id == id;
            if (ours && is_terminal((*last)->state))
                return std::move(**last);
            if (!ours || !*holder || (*holder)->for_another_service)
                return Error{Errc::unknown_outcome,
                             "deployment " + id + " ended without a last record",
                             "psyfit-deploy recover"};
            if (auto waited = wait("deployment " + id + " was asked to turn back and still is " +
                                   std::string{to_string((*last)->state)});
                !waited)
                return waited.error();
        }
    }

private:
    Result<> wait(const std::string& still) {
        if (stop_.stop_requested())
            return Error{Errc::cancelled, still + "; waiting for it was cancelled",
                         "psyfit-deploy status"};
        if (ports_.clock.now() >= deadline_)
            return Error{Errc::timed_out, still, "psyfit-deploy status"};
        ports_.clock.sleep_for(look_interval, stop_);
        return {};
    }

    const Config& config_;
    Ports ports_;
    steady_clock::time_point deadline_;
    std::stop_token stop_;
};

} // namespace

Result<Record> abort(const Config& config, Ports ports, const std::optional<std::string>& id,
                     std::chrono::seconds patience, std::stop_token stop) {
    Aborting aborting{config, ports, patience, std::move(stop)};
    if (id && is_deployment_id(*id)) {
        auto waiting = aborting.end_waiting(*id);
        if (!waiting)
            return waiting.error();
        if (*waiting)
            return std::move(**waiting);
    }
    const auto found = aborting.find();
    if (!found)
        return found.error();
    const auto& running = found->release.id;
    if (id && *id != running)
        return Error{Errc::precondition,
                     "deployment " + *id + " does not run; " + running + " does",
                     "psyfit-deploy abort " + running};
    if (auto placed = AbortRequest{abort_file(config)}.place(running); !placed)
        return placed.error();
    return aborting.see_end_of(running);
}

std::filesystem::path waiting_abort_file(const Config& config, const std::string& id) {
    return config.state_directory / "runs" / (id + ".abort");
}

std::filesystem::path abort_file(const Config& config) {
    return config.state_directory / (config.proxy.container + ".abort");
}

} // namespace deploy
