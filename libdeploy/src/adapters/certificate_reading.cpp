// SPDX-License-Identifier: MIT
#include "adapters/certificate_reading.hpp"
#include "adapters/certificate_trust.hpp"

#include <arpa/inet.h>
#include <array>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace deploy {
namespace {

using Bio = Handle<BIO, BIO_free_all>;

void free_names(GENERAL_NAMES* names) { GENERAL_NAMES_free(names); }
using Names = Handle<GENERAL_NAMES, free_names>;

std::string text_of(const X509_NAME* name) {
    const Bio out{BIO_new(BIO_s_mem())};
    // Letters beyond ASCII stay readable.
    constexpr auto form = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!out || X509_NAME_print_ex(out.get(), name, 0, form) < 0)
        return {};
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return std::chrono::sys_seconds{std::chrono::seconds{::timegm(&parts)}};
}

std::string bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_of(const ASN1_OCTET_STRING* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int length = ASN1_STRING_length(address);
    if (length != 4 && length != 16)
        return {};
    const int family = length == 4 ? AF_INET : AF_INET6;
    ::inet_ntop(family, ASN1_STRING_get0_data(address), text.data(), text.size());
    return text.data();
}

std::vector<std::string> names_of(const X509* certificate) {
    const Names names{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> out;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS)
            out.push_back(bytes_of(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            out.push_back(address_of(name->d.iPAddress));
    }
    return out;
}

std::string fingerprint_of(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
        return {};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (unsigned int i = 0; i < size; ++i) {
        out += digits[digest[i] >> 4U];
        out += digits[digest[i] & 0xFU];
    }
    return out;
}

Certificate described(X509* certificate) {
    return {.subject = text_of(X509_get_subject_name(certificate)),
            .issuer = text_of(X509_get_issuer_name(certificate)),
            .names = names_of(certificate),
            .not_before = time_of(X509_get0_notBefore(certificate)),
            .not_after = time_of(X509_get0_notAfter(certificate)),
            .fingerprint = fingerprint_of(certificate),
            .self_signed = X509_self_signed(certificate, 1) == 1};
}

bool is_for(X509* certificate, const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    const bool numeric = ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
                         ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
    if (numeric)
        return X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
    return X509_check_host(certificate, host.data(), host.size(),
                           X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

X509Handle parsed(const std::string& pem) {
    const Bio in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    return X509Handle{in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr};
}

} // namespace

Result<ServedCertificate> read_chain(const std::vector<std::string>& chain, const std::string& host,
                                     const std::filesystem::path& authorities) {
    std::vector<X509Handle> members;
    ServedCertificate out;
    for (const auto& pem : chain) {
        members.push_back(parsed(pem));
        ERR_clear_error();
        if (!members.back())
            return Error{Errc::corrupt, "a certificate that was served cannot be read"};
        out.chain.push_back(described(members.back().get()));
    }
    if (members.empty())
        return Error{Errc::corrupt, "no certificate was served"};
    out.for_host = is_for(members.front().get(), host);
    auto distrust = why_distrusted(members, authorities);
    if (!distrust)
        return distrust.error();
    out.distrust = std::move(*distrust);
    return out;
}

} // namespace deploy
