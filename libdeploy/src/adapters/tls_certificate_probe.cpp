// SPDX-License-Identifier: MIT
#include "adapters/certificate_reading.hpp"
#include "support/curl_transfer.hpp"

#include <algorithm>
#include <deploy/certificate.hpp>

namespace deploy {
namespace {

constexpr std::size_t longest_chain = 32;

std::string url_of(const CertificateTarget& target) {
    const bool six = target.host.find(':') != std::string::npos;
    return "https://" + (six ? "[" + target.host + "]" : target.host) + ":" +
           std::to_string(target.port) + "/";
}

/// A handshake and nothing after it. Nothing is verified here: what is wrong is to be told.
void set_options(CURL* curl, const CertificateTarget& target, std::string& detail) {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_URL, url_of(target).c_str());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                     std::max<long>(1, static_cast<long>(target.timeout.count())));
}

Error no_handshake(std::optional<CURLcode> ended, const CertificateTarget& target,
                   std::string_view detail) {
    const auto who = to_string(target);
    if (!ended)
        return {Errc::cancelled, who + ": stopped"};
    const std::string words{detail.empty() ? curl_easy_strerror(*ended) : detail};
    switch (static_cast<int>(*ended)) {
    case CURLE_OPERATION_TIMEDOUT:
        return {Errc::timed_out, who + " does not answer within " +
                                     std::to_string(target.timeout.count() / 1000) + " s"};
    case CURLE_URL_MALFORMAT: return {Errc::invalid_input, who + " is no host: " + words};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return {Errc::unreachable, who + " does not answer: " + words};
    default: return {Errc::refused, who + " answers without a TLS handshake: " + words};
    }
}

std::vector<std::string> chain_of(CURL* curl) {
    constexpr std::string_view label = "Cert:";
    curl_certinfo* found = nullptr;
    std::vector<std::string> out;
    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &found) != CURLE_OK || found == nullptr)
        return out;
    for (int i = 0; i < found->num_of_certs && out.size() < longest_chain; ++i)
        for (const auto* line = found->certinfo[i]; line != nullptr; line = line->next)
            if (const std::string_view text{line->data}; text.starts_with(label))
                out.emplace_back(text.substr(label.size()));
    return out;
}

class TlsCertificateProbe final : public CertificateProbe {
public:
    Result<ServedCertificate> served(const CertificateTarget& target,
                                     std::stop_token stop) override {
        CurlTransfer transfer; // a kept connection would show what was served before
        std::string detail(CURL_ERROR_SIZE, '\0');
        set_options(transfer.easy(), target, detail);
        const auto ended = transfer.perform(stop);
        if (ended != CURLE_OK)
            return no_handshake(ended, target,
                                detail.c_str()); // NOLINT(readability-redundant-string-cstr)
        auto read = read_chain(chain_of(transfer.easy()), target.host, target.authorities);
        return read ? std::move(read) : read.error().within(to_string(target));
    }
};

} // namespace

std::unique_ptr<CertificateProbe> make_certificate_probe() {
    return std::make_unique<TlsCertificateProbe>();
}

} // namespace deploy
