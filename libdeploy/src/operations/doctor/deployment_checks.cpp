// SPDX-License-Identifier: MIT
// What a deployment needs: its journal and lock, room for two versions, the checkout and its keys.
#include "operations/doctor/checks.hpp"
#include "operations/holder.hpp"
#include "operations/memory.hpp"
#include "operations/unfinished.hpp"
#include "steps/master_key.hpp"

#include <algorithm>
#include <ranges>

namespace deploy {
namespace {

Said unfinished(const Record& last, const Config& config) {
    const auto holder = lock_holder(config);
    if (holder && *holder && !(*holder)->for_another_service)
        return ok("deployment " + last.release.id + " runs now");
    return fail(what_is_left(last), "psyfit-deploy recover");
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

} // namespace

Said check_journal(const Examination& host) {
    if (!host.records)
        return fail(host.records.error());
    if (const auto last = left_over(*host.records))
        return unfinished(*last, host.config);
    const auto live =
        std::ranges::find(*host.records | std::views::reverse, State::live, &Record::state);
    if (live == std::ranges::rend(*host.records))
        return ok("no deployment yet");
    const auto* incumbent = host.incumbent();
    if (incumbent == nullptr && host.situation && !host.situation->route)
        return fail(live->release.candidate + " was live, and the proxy has lost its route",
                    "psyfit-deploy recover");
    if (incumbent != nullptr && incumbent->id != live->release.candidate_id)
        return warn("the last deployment put " + live->release.candidate +
                        " live, and the proxy routes to " + incumbent->name +
                        ": somebody changed that by hand",
                    "psyfit-deploy status");
    return ok("agrees with engine and proxy; last live: " + live->release.id);
}

Said check_lock(const Examination& host) {
    const auto holder = lock_holder(host.config);
    if (!holder)
        return fail(holder.error());
    return ok(*holder ? "held by " + (*holder)->text : "free");
}

Said check_memory(const Examination& host) {
    if (!host.engine || !host.situation)
        return skip("not known without engine and proxy");
    const auto memory = memory_for_two(*host.situation, *host.engine, host.ports.engine);
    if (!memory)
        return skip(memory.error().message);
    if (memory->needed == 0 || memory->available == 0)
        return skip("not known what a second version takes");
    constexpr std::int64_t mebi = std::int64_t{1} << 20U;
    const auto text = std::to_string(memory->needed / mebi) + " MiB needed for a second version, " +
                      std::to_string(memory->available / mebi) + " MiB available";
    return memory->fits() ? ok(text)
                          : warn(text, "fallocate -l 2G /swapfile && chmod 600 /swapfile && mkswap "
                                       "/swapfile && swapon /swapfile; or stop what else runs");
}

Said check_checkout(const Examination& host) {
    const auto head = host.ports.source.head();
    if (!head)
        return fail(head.error());
    return ok(host.config.source.checkout.string() + " is clean, at " + short_revision(head->id));
}

Said check_master_key(const Examination& host) {
    if (host.config.environment.master_key_variable.empty())
        return skip("the configuration asks for none");
    const auto head = host.ports.source.head();
    if (!head)
        return skip("not looked at without a checkout");
    const auto key = read_configured_master_key(host.config);
    if (!key)
        return fail(key.error());
    const auto proven = prove_configured_master_key(*key, head->id, host.ports.source, host.config);
    if (!proven)
        return fail(proven.error());
    return ok(*key ? "decrypts the credentials of the checkout"
                   : "the checkout has no credentials, so none is needed");
}

/// What a commit holds is in every image that is built of it.
Said check_committed_secrets(const Examination& host) {
    const auto head = host.ports.source.head();
    if (!head)
        return skip("not looked at without a checkout");
    std::vector<std::string> found;
    for (const auto& path : {host.config.environment.master_key.string(), std::string{".env"},
                             std::string{"config/credentials/production.key"}}) {
        if (path.starts_with('/'))
            continue; // outside of the checkout
        const auto content = host.ports.source.file(head->id, path);
        if (!content)
            return skip(content.error().message);
        if (*content)
            found.push_back(path);
    }
    if (found.empty())
        return ok("neither key nor .env is in the commit");
    return fail(joined(found) + " is in the commit, and so in every image and clone of it",
                "git rm --cached " + found.front() +
                    ", commit that, and make new secrets in place of those that are known now");
}

Said check_protected_keys(const Examination& host) {
    const auto* incumbent = host.incumbent();
    if (incumbent == nullptr)
        return skip("there is no container to look into");
    std::vector<std::string> missing;
    for (const auto& key : host.config.environment.protect)
        if (std::ranges::none_of(incumbent->env, [&](const std::string& entry) {
                return entry.starts_with(key + "=") && entry.size() > key.size() + 1;
            }))
            missing.push_back(key);
    if (missing.empty())
        return ok("all are set in " + incumbent->name);
    return warn("not set in " + incumbent->name + ": " + joined(missing),
                "psyfit-deploy --set-env-file FILE, or take them out of environment.protect");
}

} // namespace deploy
