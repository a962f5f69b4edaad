// SPDX-License-Identifier: MIT
#include "ssh_identity.hpp"

#include "base64.hpp"
#include "program_output.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace deploy::action {
namespace {

namespace fs = std::filesystem;

Result<fs::path> private_folder() {
    for (const char* parent : {"/dev/shm", "/tmp"}) {
        auto name = std::string{parent} + "/psyfit-deploy.XXXXXX";
        if (::mkdtemp(name.data()) != nullptr)
            return fs::path{name};
    }
    return Error{Errc::io, "no private folder for the key can be made"};
}

Result<> write_private(const fs::path& file, std::string_view text) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); // NOLINT
    const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == std::ssize(text);
    if (fd >= 0)
        ::close(fd);
    return written ? Result<>{} : Error{Errc::io, "the key cannot be written to a private file"};
}

/// What ssh-keygen says of the key; nothing where it can be used.
std::string complaint_about(const fs::path& key) {
    const auto check = output_of({"ssh-keygen", "-y", "-f", key.string()});
    return check.code == 0 ? std::string{} : check.err.empty() ? "unreadable" : check.err;
}

Error bad_key(const std::string& complaint) {
    if (complaint.find("No user exists for uid") != std::string::npos)
        return {Errc::precondition,
                "the action runs as a user that has no name here, and the OpenSSH client wants one",
                "let it run as root, as GitHub's runners do"};
    const bool locked = complaint.find("passphrase") != std::string::npos;
    return {Errc::invalid_input,
            std::string{"input ssh_key: "} +
                (locked ? "the key has a passphrase, which nobody can type here"
                        : "it is no private key that OpenSSH can read"),
            locked ? "make one without: ssh-keygen -t ed25519 -N '' -f deploy_key"
                   : "paste the whole file, from -----BEGIN to -----END, into the secret"};
}

bool begins_like_a_key(std::string_view text) {
    return text.find("-----BEGIN ") != std::string_view::npos;
}

bool is_key_type(std::string_view word) {
    return word.starts_with("ssh-") || word.starts_with("ecdsa-") || word.starts_with("sk-");
}

} // namespace

std::string mended_key(std::string_view key) {
    std::string text{key};
    if (!begins_like_a_key(text))
        if (auto decoded = from_base64(text); decoded && begins_like_a_key(*decoded))
            text = std::move(*decoded);
    std::erase(text, '\r');
    const auto first = text.find_first_not_of(" \t\n");
    const auto last = text.find_last_not_of(" \t\n");
    return first == std::string::npos ? std::string{} : text.substr(first, last - first + 1) + "\n";
}

std::string mended_known_hosts(const Inputs& inputs) {
    const auto host =
        inputs.port == 22 ? inputs.host : "[" + inputs.host + "]:" + std::to_string(inputs.port);
    std::string out;
    std::istringstream lines{inputs.known_hosts};
    for (std::string line; std::getline(lines, line);) {
        std::erase(line, '\r');
        if (line.empty())
            continue;
        out += (is_key_type(line.substr(0, line.find(' '))) ? host + " " : "") + line + "\n";
    }
    return out;
}

Result<SshIdentity> SshIdentity::create(const Inputs& inputs) {
    auto folder = private_folder();
    if (!folder)
        return folder.error();
    SshIdentity out{*folder, inputs};
    if (auto written = write_private(*folder / "key", mended_key(inputs.ssh_key)); !written)
        return written.error();
    if (auto written = write_private(*folder / "known_hosts", mended_known_hosts(inputs)); !written)
        return written.error();
    if (const auto complaint = complaint_about(*folder / "key"); !complaint.empty())
        return bad_key(complaint);
    return out;
}

SshIdentity::SshIdentity(fs::path folder, const Inputs& inputs)
    : folder_{std::move(folder)},
      destination_{inputs.user + "@" + inputs.host},
      port_{inputs.port},
      patience_{inputs.timeout} {}

SshIdentity::SshIdentity(SshIdentity&& other) noexcept
    : folder_{std::exchange(other.folder_, {})},
      destination_{std::move(other.destination_)},
      port_{other.port_},
      patience_{other.patience_} {}

SshIdentity::~SshIdentity() {
    std::error_code ignored;
    if (!folder_.empty())
        fs::remove_all(folder_, ignored);
}

SshSettings SshIdentity::settings() const {
    return within({.destination = destination_,
                   .port = port_,
                   .configuration = "none",
                   .key = folder_ / "key",
                   .known_hosts = folder_ / "known_hosts"},
                  patience_);
}

} // namespace deploy::action
