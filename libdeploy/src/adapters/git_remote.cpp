// SPDX-License-Identifier: MIT
#include "adapters/git_remote.hpp"
#include "adapters/git_checkout.hpp"
#include "adapters/git_credentials.hpp"
#include "adapters/git_handles.hpp"
#include "adapters/git_host_check.hpp"
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace deploy::git {
namespace {

/// One fetch on its own thread. libgit2 1.5 has no network timeouts, so the thread is left behind
/// when the time is up, blocked in a system call: it shares this object with the caller (hence
/// shared_ptr) and touches nothing else of ours. libgit2 is never shut down for the same reason.
struct Transfer {
    explicit Transfer(Config::Source source) : config{std::move(source)} {}

    const Config::Source config;
    std::atomic<bool> abandoned{false};

    std::mutex mutex;
    std::condition_variable_any finished;
    std::optional<Result<>> result;

    // Below: the worker's only.
    RemoteAddress address;
    Credentials credentials;
    Redactor redactor;
    std::string url;
    std::optional<Error> refusal{};
};

Transfer& transfer_of(void* payload) { return *static_cast<Transfer*>(payload); }

int go_on(void* payload) { return transfer_of(payload).abandoned ? GIT_EUSER : 0; }

int on_sideband(const char* /*text*/, int /*size*/, void* payload) { return go_on(payload); }
int on_progress(const git_indexer_progress* /*stats*/, void* payload) { return go_on(payload); }

int on_credentials(git_credential** out, const char* /*url*/, const char* user, unsigned allowed,
                   void* payload) {
    auto& transfer = transfer_of(payload);
    if (transfer.abandoned)
        return GIT_EUSER;
    const int answer = transfer.credentials.next(out, user, allowed);
    if (answer == GIT_EAUTH)
        transfer.refusal = transfer.credentials.refusal(transfer.url);
    return answer;
}

int on_certificate(git_cert* certificate, int valid, const char* /*host*/, void* payload) {
    auto& transfer = transfer_of(payload);
    const auto verdict = check_host(*certificate, valid != 0, transfer.address, transfer.config);
    if (verdict)
        return go_on(payload);
    transfer.refusal = verdict.error();
    return GIT_ECERTIFICATE;
}

git_fetch_options options_for(Transfer& transfer) {
    git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
    options.callbacks.payload = &transfer;
    options.callbacks.sideband_progress = on_sideband;
    options.callbacks.transfer_progress = on_progress;
    options.callbacks.credentials = on_credentials;
    options.callbacks.certificate_check = on_certificate;
    options.prune = GIT_FETCH_PRUNE;
    options.update_fetchhead = 0;
    options.proxy_opts.type = GIT_PROXY_AUTO;
    // libgit2 would send the token on to whatever host it is redirected to.
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    return options;
}

bool says(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

Errc kind_of(int code, int area, std::string_view text) {
    if (code == GIT_EAUTH || code == GIT_ECERTIFICATE || says(text, "status code: 40") ||
        says(text, "remote error:") || says(text, "cannot redirect"))
        return Errc::refused;
    if (area == GIT_ERROR_NET || area == GIT_ERROR_SSL || area == GIT_ERROR_SSH ||
        area == GIT_ERROR_HTTP || says(text, "failed to connect") ||
        says(text, "failed to resolve"))
        return Errc::unreachable;
    return Errc::io;
}

Error explain(const Transfer& transfer, int code) {
    if (transfer.refusal)
        return *transfer.refusal;
    const auto* last = git_error_last();
    const std::string text =
        last != nullptr && last->message != nullptr ? last->message : "unknown error";
    const auto kind = kind_of(code, last == nullptr ? GIT_ERROR_NONE : last->klass, text);
    if (kind == Errc::refused && says(text, "authentication"))
        return transfer.credentials.refusal(transfer.url);
    return {kind,
            "cannot fetch from " + shown_url(transfer.url) + ": " + transfer.redactor.redact(text),
            "git -C " + transfer.config.checkout.string() + " fetch " + transfer.config.remote};
}

Result<> prepare(Transfer& transfer, const git_remote* remote) {
    transfer.url = git_remote_url(remote);
    transfer.address = parse_remote_url(transfer.url);
    auto credentials = Credentials::find(transfer.config, transfer.address);
    if (!credentials)
        return credentials.error();
    transfer.credentials = std::move(*credentials);
    transfer.redactor.add(transfer.address.password);
    transfer.redactor.add(transfer.credentials.token());
    return {};
}

Result<> run(Transfer& transfer) {
    auto repository = open_checkout(transfer.config);
    if (!repository)
        return repository.error();
    const auto remote = make<git_remote, git_remote_free>(git_remote_lookup, repository->get(),
                                                          transfer.config.remote.c_str());
    const auto directory = transfer.config.checkout.string();
    if (!remote)
        return failure(Errc::precondition, directory + " has no remote " + transfer.config.remote,
                       "git -C " + directory + " remote add " + transfer.config.remote + " <URL>");
    if (auto ready = prepare(transfer, remote.get()); !ready)
        return ready;
    const auto options = options_for(transfer);
    const int code = git_remote_fetch(remote.get(), nullptr, &options, "psyfit-deploy: fetch");
    if (code < 0)
        return explain(transfer, code);
    return {};
}

// An exception must not leave the thread, since that would end the process.
Result<> run_guarded(Transfer& transfer) {
    try {
        return run(transfer);
    } catch (const std::exception& failure) {
        return Error{Errc::internal, std::string{"the fetch failed: "} + failure.what()};
    }
}

void work(const std::shared_ptr<Transfer>& transfer) {
    auto result = run_guarded(*transfer);
    const std::lock_guard lock{transfer->mutex};
    transfer->result = std::move(result);
    transfer->finished.notify_all();
}

} // namespace

Result<> fetch(const Config::Source& config, const std::stop_token& stop) {
    initialise();
    const auto transfer = std::make_shared<Transfer>(config);
    std::thread{[transfer] { work(transfer); }}.detach();

    const auto deadline = std::chrono::steady_clock::now() + config.timeout;
    std::unique_lock lock{transfer->mutex};
    transfer->finished.wait_until(lock, stop, deadline,
                                  [&] { return transfer->result.has_value(); });
    if (const auto& result = transfer->result)
        return *result;
    transfer->abandoned = true;
    if (stop.stop_requested())
        return Error{Errc::cancelled, "the fetch was cancelled"};
    return Error{Errc::unreachable,
                 "the remote " + config.remote + " did not finish the fetch within " +
                     std::to_string(config.timeout.count()) + " s",
                 "git -C " + config.checkout.string() + " fetch " + config.remote};
}

} // namespace deploy::git
