// SPDX-License-Identifier: MIT
#include "helpers/certificates.hpp"

#include "helpers/program.hpp"

#include <memory>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace deploy::test {
namespace {

template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Made = std::unique_ptr<X509, FreeWith<X509_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

void must(bool done) {
    if (!done)
        throw std::runtime_error{"OpenSSL refuses to make a certificate"};
}

Bio reading(const std::filesystem::path& file) { return Bio{BIO_new_file(file.c_str(), "r")}; }
Bio writing(const std::filesystem::path& file) { return Bio{BIO_new_file(file.c_str(), "w")}; }

void add(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension{
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(const std::vector<std::string>& hosts) {
    std::string out;
    for (const auto& host : hosts)
        out += std::string{out.empty() ? "" : ","} +
               (host.find_first_not_of("0123456789.") == std::string::npos ? "IP:" : "DNS:") + host;
    return out;
}

void describe(X509* made, EVP_PKEY* key, const CertificateWish& wish) {
    X509_set_version(made, X509_VERSION_3);
    std::uint32_t serial = 0;
    must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made), serial);
    const auto seconds = [](std::chrono::hours hours) {
        return static_cast<long>(std::chrono::seconds{hours}.count());
    };
    X509_gmtime_adj(X509_getm_notBefore(made), seconds(wish.from));
    X509_gmtime_adj(X509_getm_notAfter(made), seconds(wish.until));
    X509_set_pubkey(made, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1,
                               0);
}

} // namespace

Identity make_certificate(const std::filesystem::path& folder, const CertificateWish& wish) {
    const Identity out{folder / (wish.name + ".pem"), folder / (wish.name + ".key")};
    const Key key{EVP_EC_gen("P-256")};
    const Made made{X509_new()};
    must(key && made);
    describe(made.get(), key.get(), wish);
    Made issuer;
    Key issuer_key;
    if (wish.issuer != nullptr) {
        issuer.reset(
            PEM_read_bio_X509(reading(wish.issuer->certificate).get(), nullptr, nullptr, nullptr));
        issuer_key.reset(
            PEM_read_bio_PrivateKey(reading(wish.issuer->key).get(), nullptr, nullptr, nullptr));
        must(issuer && issuer_key);
    }
    auto* const above = issuer ? issuer.get() : made.get();
    X509_set_issuer_name(made.get(), X509_get_subject_name(above));
    if (wish.hosts.empty())
        add(made.get(), above, NID_basic_constraints, "critical,CA:TRUE");
    else
        add(made.get(), above, NID_subject_alt_name, alternative_names(wish.hosts));
    must(X509_sign(made.get(), issuer_key ? issuer_key.get() : key.get(), EVP_sha256()) > 0);
    must(PEM_write_bio_X509(writing(out.certificate).get(), made.get()) == 1);
    must(PEM_write_bio_PrivateKey(writing(out.key).get(), key.get(), nullptr, nullptr, 0, nullptr,
                                  nullptr) == 1);
    return out;
}

} // namespace deploy::test
