// SPDX-License-Identifier: MIT
#include "adapters/secret_file.hpp"

#include "adapters/durable_file.hpp"
#include "adapters/replace_file.hpp"

#include <cerrno>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace deploy {
namespace {

constexpr std::size_t longest = std::size_t{1} << 20U;
constexpr mode_t open_to_others = S_IRWXG | S_IRWXO;

std::string octal(mode_t mode) {
    std::string out(3, '0');
    for (std::size_t i = 0; i < out.size(); ++i)
        out[2 - i] = static_cast<char>('0' + ((mode >> (3 * i)) & 7U));
    return out;
}

} // namespace

Result<SecretFile> SecretFile::open(const std::filesystem::path& file, Folder folder) {
    auto opened = open_state_directory(
        file.parent_path(), folder == Folder::may_be_made ? IfMissing::create : IfMissing::fail);
    if (!opened)
        return opened.error();
    while (::flock(opened->get(), LOCK_EX) != 0)
        if (errno != EINTR)
            return system_error("lock", file.parent_path());
    return SecretFile{std::move(*opened), file};
}

Result<std::string> SecretFile::read() const {
    auto opened = open_private_file(folder_, file_, IfMissing::fail);
    if (!opened)
        return opened.error();
    struct stat info {};
    if (::fstat(opened->get(), &info) != 0)
        return system_error("inspect", file_);
    if ((info.st_mode & open_to_others) != 0)
        return Error{Errc::precondition,
                     file_.string() + " holds secrets, and its mode " + octal(info.st_mode) +
                         " opens it to others",
                     "chmod 600 '" + file_.string() + "'"};
    return read_all(*opened, file_, longest);
}

Result<> SecretFile::write(std::string_view text) const {
    return replace_private_file(folder_, file_, text, Outlives::machine);
}

Result<std::string> random_bytes(std::size_t count) {
    std::string out(count, '\0');
    if (RAND_priv_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
        return Error{Errc::io, "the system gives no random bytes"};
    return out;
}

void wipe(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

} // namespace deploy
