// SPDX-License-Identifier: MIT
#include "adapters/certificate_trust.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace deploy {
namespace {

using Store = Handle<X509_STORE, X509_STORE_free>;
using Verification = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

void free_stack(STACK_OF(X509) * stack) { sk_X509_free(stack); } // its members are borrowed
using Stack = Handle<STACK_OF(X509), free_stack>;

Result<Store> trusted_store(const std::filesystem::path& authorities) {
    Store store{X509_STORE_new()};
    if (!store)
        throw std::bad_alloc{};
    if (authorities.empty())
        X509_STORE_set_default_paths(store.get());
    else if (X509_STORE_load_file(store.get(), authorities.c_str()) != 1) {
        ERR_clear_error();
        return Error{Errc::invalid_input,
                     authorities.string() + " has no certificates of authorities that can be read",
                     "give a file of certificates in PEM form"};
    }
    return store;
}

/// The dates of the server's own certificate are judged elsewhere: here they stop nothing.
int go_on(int good, X509_STORE_CTX* context) {
    const int code = X509_STORE_CTX_get_error(context);
    const bool own_dates =
        X509_STORE_CTX_get_error_depth(context) == 0 &&
        (code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID);
    if (good == 0 && own_dates) {
        X509_STORE_CTX_set_error(context, X509_V_OK);
        return 1;
    }
    return good;
}

std::string reason(X509_STORE_CTX* context) {
    const int code = X509_STORE_CTX_get_error(context);
    const int depth = X509_STORE_CTX_get_error_depth(context);
    switch (code) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return "it is self-signed, and no authority that is trusted vouches for it";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return "the chain is broken: the issuer of member " + std::to_string(depth) +
               " is neither sent nor trusted";
    default:
        return "the chain is not trusted at member " + std::to_string(depth) + ": " +
               X509_verify_cert_error_string(code);
    }
}

} // namespace

Result<std::string> why_distrusted(const std::vector<X509Handle>& chain,
                                   const std::filesystem::path& authorities) {
    const auto store = trusted_store(authorities);
    if (!store)
        return store.error();
    const Stack others{sk_X509_new_null()};
    const Verification verification{X509_STORE_CTX_new()};
    if (!others || !verification)
        throw std::bad_alloc{};
    for (const auto& member : chain)
        sk_X509_push(others.get(), member.get());
    auto* context = verification.get();
    if (X509_STORE_CTX_init(context, store->get(), chain.front().get(), others.get()) != 1)
        throw std::bad_alloc{};
    X509_STORE_CTX_set_default(context, "ssl_server");
    X509_STORE_CTX_set_verify_cb(context, go_on);
    const bool trusted = X509_verify_cert(context) == 1;
    ERR_clear_error();
    return trusted ? std::string{} : reason(context);
}

} // namespace deploy
