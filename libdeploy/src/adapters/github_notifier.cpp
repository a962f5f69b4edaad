// SPDX-License-Identifier: MIT
#include "adapters/notice_words.hpp"
#include "adapters/notify_post.hpp"
#include "adapters/system_clock.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deploy/notifier.hpp>

namespace deploy {
namespace json = boost::json;
namespace {

constexpr std::size_t longest_description = 136; ///< Of GitHub's 140 characters.

/// https://docs.github.com/rest/deployments: created once, without which the commit's own checks
/// would have to pass first (409), then a status for each notice.
class GithubNotifier final : public Notifier {
public:
    explicit GithubNotifier(GithubSettings settings) : settings_{std::move(settings)} {}

    Result<> notify(const Notice& notice, std::stop_token stop) override {
        if (deployment_.empty())
            if (auto made = create(notice, stop); !made)
                return made;
        const auto sent =
            post("/" + deployment_ + "/statuses",
                 {{"state", state(notice.occasion)},
                  {"description", shortened(headline_of(notice), longest_description)},
                  {"environment_url", notice.url},
                  {"log_url", notice.run_url}},
                 stop);
        return sent ? Result<>{} : sent.error();
    }

private:
    static std::string_view state(Notice::Occasion occasion) {
        switch (occasion) {
        case Notice::Occasion::started: return "in_progress";
        case Notice::Occasion::succeeded:
        case Notice::Occasion::recovered: return "success";
        case Notice::Occasion::cancelled: return "error";
        case Notice::Occasion::failed: break;
        }
        return "failure";
    }

    Result<> create(const Notice& notice, const std::stop_token& stop) {
        const auto& revision = notice.release.revision;
        const auto made = post("",
                               {{"ref", revision.empty() ? settings_.ref : revision},
                                {"environment", notice.environment},
                                {"auto_merge", false},
                                {"required_contexts", json::array{}},
                                {"description", "psyfit-deploy " + notice.release.id}},
                               stop);
        if (!made)
            return made.error();
        boost::system::error_code unreadable;
        const auto answer = json::parse(made->body, unreadable);
        const auto* const id = answer.is_object() ? answer.get_object().if_contains("id") : nullptr;
        if (id == nullptr || !id->is_int64())
            return Error{Errc::unknown_outcome, "GitHub tells no id of the deployment"};
        deployment_ = std::to_string(id->get_int64());
        return {};
    }

    Result<HttpReply> post(const std::string& path, const json::object& body,
                           const std::stop_token& stop) {
        auto request =
            json_post(settings_.api_url + "/repos/" + settings_.repository + "/deployments" + path,
                      json::serialize(body));
        request.headers.push_back("Authorization: Bearer " + settings_.token);
        request.headers.emplace_back("Accept: application/vnd.github+json");
        request.stop = stop;
        return post_.send(std::move(request));
    }

    GithubSettings settings_;
    std::string deployment_{};
    SystemClock clock_;
    NotifyPost post_{"GitHub", clock_};
};

} // namespace

std::unique_ptr<Notifier> make_github_notifier(GithubSettings settings) {
    return std::make_unique<GithubNotifier>(std::move(settings));
}

} // namespace deploy
