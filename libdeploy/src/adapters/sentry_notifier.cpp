// SPDX-License-Identifier: MIT
#include "adapters/notify_post.hpp"
#include "adapters/system_clock.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/notifier.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

json::array names(const std::vector<std::string>& values) {
    json::array out;
    for (const auto& value : values)
        out.emplace_back(value);
    return out;
}

/// https://docs.sentry.io/api/releases/: a release that is there already is answered with 208.
class SentryNotifier final : public Notifier {
public:
    explicit SentryNotifier(SentrySettings settings) : settings_{std::move(settings)} {}

    Result<> notify(const Notice& notice, std::stop_token stop) override {
        const bool live = notice.occasion == Notice::Occasion::succeeded ||
                          notice.occasion == Notice::Occasion::recovered;
        if (!live || notice.release.revision.empty())
            return {};
        const auto& version = notice.release.revision; // hexadecimal: nothing to encode in a URL
        const auto releases =
            settings_.url + "/api/0/organizations/" + settings_.organization + "/releases/";
        if (auto made = post(releases, release(version), stop); !made)
            return made;
        return post(releases + version + "/deploys/",
                    {{"environment", notice.environment},
                     {"name", notice.release.id},
                     {"url", notice.url},
                     {"projects", names(settings_.projects)}},
                    stop);
    }

private:
    [[nodiscard]] json::object release(const std::string& version) const {
        return {{"version", version}, {"projects", names(settings_.projects)}};
    }

    Result<> post(const std::string& url, const json::object& body, const std::stop_token& stop) {
        auto request = json_post(url, json::serialize(body));
        request.headers.push_back("Authorization: Bearer " + settings_.token);
        request.stop = stop;
        const auto sent = post_.send(std::move(request));
        return sent ? Result<>{} : sent.error();
    }

    SentrySettings settings_;
    SystemClock clock_;
    NotifyPost post_{"Sentry", clock_};
};

} // namespace

std::unique_ptr<Notifier> make_sentry_notifier(SentrySettings settings) {
    return std::make_unique<SentryNotifier>(std::move(settings));
}

} // namespace deploy
