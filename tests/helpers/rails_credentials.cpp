// SPDX-License-Identifier: MIT
#include "helpers/rails_credentials.hpp"
#include <array>
#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdexcept>
#include <vector>

namespace deploy::test {
namespace {

using Bytes = std::vector<unsigned char>;

void must(int outcome) {
    if (outcome != 1)
        throw std::runtime_error{"OpenSSL refuses"};
}

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count);
    must(RAND_bytes(bytes.data(), static_cast<int>(count)));
    return bytes;
}

Bytes from_hex(std::string_view text) {
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(
            static_cast<unsigned char>(std::stoi(std::string{text.substr(i, 2)}, nullptr, 16)));
    return bytes;
}

std::string base64(const Bytes& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

// Ruby's Marshal.dump of a short UTF-8 string.
std::string marshalled(std::string_view text) {
    if (text.size() > 122)
        throw std::length_error{"the test credentials are too long"};
    std::string dump{"\x04\x08I\""};
    dump += static_cast<char>(text.size() + 5);
    dump += text;
    return dump + "\x06:\x06" + "ET";
}

} // namespace

std::string new_master_key() {
    std::string key;
    for (const unsigned char byte : random_bytes(16))
        for (const int digit : {byte >> 4, byte & 15})
            key += "0123456789abcdef"[digit];
    return key;
}

std::string encrypt_credentials(std::string_view master_key, std::string_view yaml) {
    const auto key = from_hex(master_key);
    const auto iv = random_bytes(12);
    const auto plain = marshalled(yaml);
    Bytes data(plain.size());
    Bytes tag(16);
    int length = 0;
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{
        EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    must(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.data(), iv.data()));
    must(EVP_EncryptUpdate(context.get(), data.data(), &length,
                           reinterpret_cast<const unsigned char*>(plain.data()),
                           static_cast<int>(plain.size())));
    must(EVP_EncryptFinal_ex(context.get(), data.data() + length, &length));
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16, tag.data()));
    return base64(data) + "--" + base64(iv) + "--" + base64(tag);
}

} // namespace deploy::test
