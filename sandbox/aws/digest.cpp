#include "sandbox/aws/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <stdexcept>

namespace privman::sandbox::aws {

namespace {

constexpr std::size_t digest_bytes = 32;
using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string as_text(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest_bytes}; }

}  // namespace

std::string hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 0xF];
    }
    return text;
}

std::string sha256(std::string_view bytes) {
    Digest digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1 ||
        size != digest_bytes)
        throw std::runtime_error{"SHA-256 is not available"};
    return as_text(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    Digest digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), &size) ||
        size != digest_bytes)
        throw std::runtime_error{"HMAC-SHA256 is not available"};
    return as_text(digest);
}

}  // namespace privman::sandbox::aws
