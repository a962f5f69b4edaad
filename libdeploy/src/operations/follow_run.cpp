// SPDX-License-Identifier: MIT
#include "core/deployment_id.hpp"
#include "support/wall_time.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/lock.hpp>
#include <deploy/run_end.hpp>
#include <deploy/run_log.hpp>
#include <fstream>
#include <optional>
#include <utility>

namespace deploy {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds look_interval{50};

struct Line {
    std::uint64_t number = 0;
    bool last = false;
};

/// What the follower needs of a line; nothing where it is none.
std::optional<Line> look_at(std::string_view text) {
    boost::system::error_code unreadable;
    const auto value = json::parse(text, unreadable);
    const auto* const event = unreadable ? nullptr : value.if_object();
    const auto* const number = event == nullptr ? nullptr : event->if_contains("seq");
    if (number == nullptr || !number->is_int64())
        return std::nullopt;
    const auto* const kind = event->if_contains("event");
    return Line{.number = static_cast<std::uint64_t>(number->get_int64()),
                .last = kind != nullptr && kind->is_string() && kind->get_string() == "end"};
}

/// One `follow_run`.
class Follower {
public:
    Follower(const Config& config, Ports ports, const std::string& id, std::uint64_t from,
             const std::function<void(std::string_view)>& line)
        : file_{run_file(config, id)}, ports_{ports}, id_{id}, from_{from}, line_{line} {}

    Result<> follow(const std::stop_token& stop) {
        if (!std::filesystem::exists(file_))
            return Error{Errc::not_found, "no run " + id_ + " is known here",
                         "psyfit-deploy history, for the deployments"};
        while (!over_) {
            const auto held = HostLock::held_by(file_); // before what it may have written last
            if (!held)
                return held.error();
            pass_on_news();
            if (!over_ && !*held)
                return end_as_journal_has_it();
            if (stop.stop_requested())
                return Error{Errc::cancelled, "following run " + id_ + " was cancelled; it goes on",
                             "psyfit-deploy attach " + id_};
            if (!over_)
                ports_.clock.sleep_for(look_interval, stop);
        }
        return {};
    }

private:
    void pass_on_news() {
        std::ifstream in{file_, std::ios::binary};
        in.seekg(static_cast<std::streamoff>(read_));
        for (std::string text; std::getline(in, text) && !in.eof();) { // a torn line waits
            read_ += text.size() + 1;
            const auto line = look_at(text);
            if (!line)
                continue;
            number_ = line->number;
            over_ = line->last;
            if (number_ >= from_ || over_) // the end tells what to exit with
                line_(text);
        }
    }

    /// Of a run that was killed.
    Result<> end_as_journal_has_it() {
        const auto records = ports_.journal.read();
        if (!records)
            return records.error();
        const Record* last = nullptr;
        for (const auto& record : *records)
            if (record.release.id == id_)
                last = &record;
        if (last == nullptr)
            return Error{Errc::unknown_outcome,
                         "run " + id_ + " was killed before it began a deployment",
                         "psyfit-deploy status"};
        if (!is_terminal(last->state))
            return Error{Errc::unknown_outcome,
                         "run " + id_ + " was killed while " + std::string{to_string(last->state)},
                         "psyfit-deploy recover"};
        tell_end(*last);
        return {};
    }

    void tell_end(const Record& record) {
        Outcome outcome{
            .release = record.release, .state = record.state, .reached = record.reached};
        outcome.receipt = record.receipt.value_or(Receipt{});
        if (!record.cause.empty())
            outcome.error = Error{Errc::unhealthy, record.cause};
        json::object line{{"seq", number_ + 1}, {"at", record.at}, {"event", "end"}};
        for (const auto& [key, value] : to_json(run_end(outcome)))
            line[key] = value;
        line_(json::serialize(line));
    }

    std::filesystem::path file_;
    Ports ports_;
    const std::string& id_;
    std::uint64_t from_;
    const std::function<void(std::string_view)>& line_;
    std::uint64_t read_ = 0;   ///< Bytes.
    std::uint64_t number_ = 0; ///< Of the last line.
    bool over_ = false;
};

} // namespace

Result<> follow_run(const Config& config, Ports ports, const std::string& id, std::uint64_t from,
                    const std::function<void(std::string_view line)>& line,
                    std::stop_token stop) { // NOLINT(performance-*)
    if (!is_deployment_id(id))
        return Error{Errc::invalid_input, "'" + id + "' is no id of a run",
                     "psyfit-deploy history, for the deployments"};
    return Follower{config, ports, id, from, line}.follow(stop);
}

} // namespace deploy
