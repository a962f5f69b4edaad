// SPDX-License-Identifier: MIT
#include "adapters/git_host_check.hpp"
#include "adapters/git_known_hosts.hpp"
#include <fstream>
#include <iterator>
#include <utility>

namespace deploy::git {
namespace {

namespace fs = std::filesystem;

struct Subject {
    std::string name; // as known_hosts lists it
    OfferedKey key;
    fs::path file;
    std::string content;

    [[nodiscard]] std::string offer() const {
        return "the ssh host " + name + " offers the " + key.type() + " key " + key.fingerprint();
    }
    [[nodiscard]] std::string append() const {
        return "compare the fingerprint with the one its operator publishes, then: echo '" + name +
               " " + key.type() + " " + key.base64() + "' >> " + file.string();
    }
};

Error unknown(const Subject& subject) {
    return {Errc::refused, subject.offer() + ", and " + subject.file.string() + " has none for it",
            subject.append()};
}

// libssh2 asks for the type of key that ~/.ssh/known_hosts has; with another file it may be offered
// a key that the file does not have, next to one that it has.
Error other_type(const Subject& subject) {
    std::string types;
    for (const auto& type : known_types(subject.content, subject.name))
        types += (types.empty() ? "" : ", ") + type;
    return {Errc::refused,
            subject.offer() + ", and " + subject.file.string() + " has only its " + types + " key",
            subject.append()};
}

Error changed(const Subject& subject) {
    return {Errc::refused,
            subject.offer() + ", which is not the one in " + subject.file.string() +
                ": the server was reinstalled, or somebody is in between",
            "ask the operator for the new fingerprint by another way; only if it is the same: "
            "ssh-keygen -R '" +
                subject.name + "' -f " + subject.file.string() + " && echo '" + subject.name + " " +
                subject.key.type() + " " + subject.key.base64() + "' >> " + subject.file.string()};
}

Error revoked(const Subject& subject) {
    return {Errc::refused,
            subject.offer() + ", which " + subject.file.string() + " marks as revoked",
            "do not connect; ask the operator of " + subject.name + " for its present key"};
}

Result<> judge(const Subject& subject) {
    switch (check_host_key(subject.content, subject.name, subject.key)) {
    case HostKey::known: return {};
    case HostKey::unknown: return unknown(subject);
    case HostKey::other_type: return other_type(subject);
    case HostKey::changed: return changed(subject);
    case HostKey::revoked: return revoked(subject);
    }
    return Error{Errc::internal, "a host key verdict without a case"};
}

Result<> check_ssh(const git_cert_hostkey& offered, const RemoteAddress& address,
                   const Config::Source& config) {
    if ((offered.type & GIT_CERT_SSH_RAW) == 0)
        return Error{Errc::refused,
                     "the ssh library does not show the host key of " + address.host};
    Subject subject{.name = known_hosts_name(address.host, address.port),
                    .key = {std::string{offered.hostkey, offered.hostkey_len}},
                    .file = config.known_hosts.empty() ? home_directory() / ".ssh/known_hosts"
                                                       : config.known_hosts,
                    .content = {}};
    std::ifstream file{subject.file, std::ios::binary};
    subject.content.assign(std::istreambuf_iterator<char>{file}, {});
    return judge(subject);
}

} // namespace

Result<> check_host(const git_cert& certificate, bool valid, const RemoteAddress& address,
                    const Config::Source& config) {
    if (certificate.cert_type == GIT_CERT_HOSTKEY_LIBSSH2)
        return check_ssh(reinterpret_cast<const git_cert_hostkey&>(certificate), address, config);
    if (valid)
        return {};
    return Error{Errc::refused, "the TLS certificate of " + address.host + " is not valid",
                 "look at it: openssl s_client -connect " + address.host + ":" +
                     std::to_string(address.port) + " -servername " + address.host};
}

} // namespace deploy::git
