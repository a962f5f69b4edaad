// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <deploy/config.hpp>
#include <deploy/journal.hpp>
#include <deploy/observer.hpp>
#include <deploy/run_end.hpp>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

/// What is told of a deployment, outside of the server.
struct Notice {
    enum class Occasion : std::uint8_t {
        started,
        succeeded,
        failed,
        cancelled, ///< Somebody wanted it turned back.
        recovered, ///< It succeeded where the deployment before it had failed.
    };

    Occasion occasion = Occasion::succeeded;
    Release release{};         ///< Only its id where nothing began.
    std::string environment{}; ///< `production`
    std::string url{};         ///< Where the service is seen.
    std::string run_url{};     ///< Of the workflow, where there is one.
    std::string actor{};       ///< Who asked for it, where that is known.
    std::string serves{};      ///< What serves now, in words; empty where that is the candidate.
    std::string cause{};       ///< Of a failure.
    std::string command = "psyfit-deploy"; ///< How it is called for this service on the server.
    Receipt receipt{};
};
[[nodiscard]] std::string_view to_string(Notice::Occasion occasion);

/// The notice of a run's end. `failed_before`: the deployment before it failed.
[[nodiscard]] Notice notice_of(const RunEnd& end, bool failed_before);

/// Somewhere that is told. Best effort: each request is bounded to 20 s, never throws, and changes
/// no outcome; an Error is worth a warning and holds no secret.
class Notifier {
public:
    virtual ~Notifier() = default;
    virtual Result<> notify(const Notice& notice, std::stop_token stop) = 0;
};
using Notifiers = std::vector<std::unique_ptr<Notifier>>;

/// A Slack incoming webhook.
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
std::unique_ptr<Notifier> make_slack_notifier(std::string webhook);

/// A POST of JSON to any address. `X-Psyfit-Timestamp` (seconds) and `X-Psyfit-Signature-256`
/// (`sha256=` and the hexadecimal HMAC-SHA256 of timestamp, `.` and body) prove who sent it;
/// `X-Psyfit-Delivery` is the same for every try of a notice.
std::unique_ptr<Notifier> make_webhook_notifier(std::string url, std::string secret);

struct SentrySettings {
    std::string url = "https://sentry.io";
    std::string organization{};
    std::vector<std::string> projects{};
    std::string token{}; ///< With the scope `project:releases`. Secret.
};
/// A release and its deploy at Sentry, when one went live.
std::unique_ptr<Notifier> make_sentry_notifier(SentrySettings settings);

struct GithubSettings {
    std::string api_url = "https://api.github.com";
    std::string repository{}; ///< `owner/name`
    std::string token{};      ///< With `deployments: write`. Secret.
    std::string ref = "HEAD"; ///< What is deployed, while the run does not know its commit yet.
};
/// A GitHub deployment with its status, for workflows without `environment:`.
std::unique_ptr<Notifier> make_github_notifier(GithubSettings settings);

/// Those that the configuration names. A secret's file that cannot be read is a warning.
Notifiers notifiers_for(const Config& config, Observer& observer);

/// Tells a run to others: its beginning, beside the run, and its end. Observer of the run; what
/// could not be told is told to `warnings` as it ends.
class RunNotifier final : public Observer {
public:
    struct Settings {
        Notice facts{};                    ///< Environment, addresses, actor and command of all.
        std::vector<std::string> events{}; ///< What is told: names of occasions.
        bool failed_before = false;        ///< Whether the deployment before this run failed.
    };

    RunNotifier(Notifiers notifiers, Settings settings, Observer& warnings);
    ~RunNotifier() override;
    RunNotifier(const RunNotifier&) = delete;
    RunNotifier& operator=(const RunNotifier&) = delete;

    void on_begin(const Release& release) noexcept override;
    void on_end(const Release& release, State state, const Receipt& receipt) noexcept override;
    /// A run that never began (the lock is held, the command line is wrong) is nobody's concern,
    /// unless that is not known. Returns when everybody has been told, or after some 40 s.
    void end(const RunEnd& end);

private:
    struct Telling;
    void tell(Notice notice);
    void finish();

    Notifiers notifiers_;
    Settings settings_;
    Observer& warnings_;
    bool under_way_ = false; ///< A deployment has begun and not ended.
    std::unique_ptr<Telling> telling_;
};

/// What the configuration wants told. `journal` knows how the deployment before ended.
RunNotifier::Settings notify_settings(const Config& config, Journal& journal);

} // namespace deploy
