// SPDX-License-Identifier: MIT
#include <array>
#include <deploy/credentials.hpp>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <optional>
#include <vector>

namespace deploy {
namespace {

using Bytes = std::vector<unsigned char>;

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

class Key {
public:
    ~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;

    bool parse(std::string_view hex) {
        if (hex.size() != 2 * bytes_.size())
            return false;
        for (std::size_t i = 0; i < bytes_.size(); ++i) {
            const auto high = digit(hex[2 * i]);
            const auto low = digit(hex[2 * i + 1]);
            if (!high || !low)
                return false;
            bytes_[i] = static_cast<unsigned char>(*high * 16 + *low);
        }
        return true;
    }
    [[nodiscard]] const unsigned char* data() const { return bytes_.data(); }

private:
    std::array<unsigned char, 16> bytes_{};
};

// Strict base64: whole groups, padding at the end only, no line breaks, no stray bits.
std::optional<Bytes> decode(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0)
        return std::nullopt;
    const auto used = text.find_last_not_of('=') + 1;
    const auto padding = text.size() - used;
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (padding > 2 || text.substr(0, used).find_first_not_of(alphabet) != text.npos)
        return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    unsigned pending = 0;
    unsigned bits = 0;
    for (const char c : text.substr(0, used)) {
        pending = (pending << 6U) | static_cast<unsigned>(alphabet.find(c));
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<unsigned char>(pending >> bits));
            pending &= (1U << bits) - 1;
        }
    }
    return pending == 0 ? std::optional{std::move(bytes)} : std::nullopt;
}

struct Message {
    Bytes data, iv, tag;
};

Error malformed(std::string_view why) {
    return {Errc::corrupt, "credentials.yml.enc is malformed: " + std::string{why},
            "git log -p -- config/credentials.yml.enc"};
}

Result<Message> parse_message(std::string_view text) {
    const auto end = text.find_last_not_of(" \t\r\n");
    text = end == text.npos ? std::string_view{} : text.substr(0, end + 1);
    const auto first = text.find("--");
    const auto second = first == text.npos ? text.npos : text.find("--", first + 2);
    if (second == text.npos)
        return malformed("it has not the three parts data--iv--tag");
    auto data = decode(text.substr(0, first));
    auto iv = decode(text.substr(first + 2, second - first - 2));
    auto tag = decode(text.substr(second + 2));
    if (!data || !iv || !tag)
        return malformed("a part is not strict base64");
    if (iv->size() != 12 || tag->size() != 16)
        return malformed("its iv is not 12 bytes or its tag not 16");
    return Message{std::move(*data), std::move(*iv), std::move(*tag)};
}

// Whether the tag is right. A short tag would prove less, hence the fixed sizes above.
Result<bool> authentic(const Key& key, Message& message) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
    auto& data = message.data;
    int size = 0;
    const bool decrypted =
        context &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.data(),
                           message.iv.data()) == 1 &&
        EVP_DecryptUpdate(context.get(), data.data(), &size, data.data(),
                          static_cast<int>(data.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG,
                            static_cast<int>(message.tag.size()), message.tag.data()) == 1;
    std::array<unsigned char, EVP_MAX_BLOCK_LENGTH> rest{};
    const bool right = decrypted && EVP_DecryptFinal_ex(context.get(), rest.data(), &size) == 1;
    OPENSSL_cleanse(data.data(), data.size());
    if (!decrypted)
        return Error{Errc::internal, "AES-128-GCM is not available in OpenSSL"};
    return right;
}

} // namespace

Result<> prove_master_key(std::string_view key, std::string_view credentials) {
    Key bytes;
    if (!bytes.parse(key))
        return Error{Errc::precondition,
                     "the master key is not 32 hexadecimal digits (it has " +
                         std::to_string(key.size()) + " characters)",
                     "put the key that edits config/credentials.yml.enc into config/master.key"};
    auto message = parse_message(credentials);
    if (!message)
        return message.error();
    const auto right = authentic(bytes, *message);
    if (!right)
        return right.error();
    if (!*right)
        return Error{Errc::precondition,
                     "the master key does not open config/credentials.yml.enc of this commit",
                     "put the key that belongs to this commit's config/credentials.yml.enc into "
                     "config/master.key"};
    return {};
}

} // namespace deploy
