// SPDX-License-Identifier: MIT
#include "adapters/notify_post.hpp"
#include "adapters/system_clock.hpp"
#include "adapters/webhook_signature.hpp"
#include "core/deployment_id.hpp"

#include <boost/json/serialize.hpp>
#include <deploy/json.hpp>
#include <deploy/notifier.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

json::object document(const Notice& notice) {
    return {{"event", to_string(notice.occasion)},
            {"environment", notice.environment},
            {"url", notice.url},
            {"run_url", notice.run_url},
            {"actor", notice.actor},
            {"serves", notice.serves},
            {"cause", notice.cause},
            {"release", to_json(notice.release)},
            {"receipt", to_json(notice.receipt)}};
}

class WebhookNotifier final : public Notifier {
public:
    WebhookNotifier(std::string url, std::string secret)
        : url_{std::move(url)}, secret_{std::move(secret)} {}

    Result<> notify(const Notice& notice, std::stop_token stop) override {
        auto request = json_post(url_, json::serialize(document(notice)));
        const auto now = clock_.wall();
        const auto timestamp = std::to_string(std::chrono::system_clock::to_time_t(now));
        request.headers.push_back("X-Psyfit-Delivery: " + new_deployment_id(now));
        request.headers.push_back("X-Psyfit-Timestamp: " + timestamp);
        if (!secret_.empty())
            request.headers.push_back("X-Psyfit-Signature-256: sha256=" +
                                      webhook_signature(secret_, timestamp, *request.body));
        request.stop = std::move(stop);
        const auto sent = post_.send(std::move(request));
        return sent ? Result<>{} : sent.error();
    }

private:
    std::string url_;
    std::string secret_;
    SystemClock clock_;
    NotifyPost post_{"the webhook", clock_};
};

} // namespace

std::unique_ptr<Notifier> make_webhook_notifier(std::string url, std::string secret) {
    return std::make_unique<WebhookNotifier>(std::move(url), std::move(secret));
}

} // namespace deploy
