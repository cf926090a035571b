#include "slack/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace privman::slack {

namespace {

constexpr std::size_t tag_bytes = 16;

/// Length before text, so that no two different sets of values can spell the same string.
void add(std::string& all, std::string_view text) {
    all += std::to_string(text.size());
    all += ':';
    all += text;
}

}  // namespace

HmacSeal::HmacSeal(std::string secret, TeamId team) : secret_{std::move(secret)}, team_{std::move(team)} {
    if (secret_.size() < 16) throw std::invalid_argument{"a seal needs a secret of at least 16 bytes"};
}

std::string HmacSeal::tag(const ChannelId& channel, const Attempt& attempt, const ElevationRequest& request) const {
    std::string sealed;
    add(sealed, "privman card v1");
    add(sealed, team_.value);
    add(sealed, channel.value);
    add(sealed, attempt.value);
    add(sealed, facts_digest_input(request));

    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
              reinterpret_cast<const unsigned char*>(sealed.data()), sealed.size(), digest.data(), &size) ||
        size < tag_bytes)
        throw std::runtime_error{"HMAC-SHA256 is not available"};

    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < tag_bytes; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 0xF];
    }
    return hex;
}

bool HmacSeal::matches(const std::string& tag, const ChannelId& channel, const Attempt& attempt,
                       const ElevationRequest& request) const {
    const auto right = this->tag(channel, attempt, request);
    return tag.size() == right.size() && CRYPTO_memcmp(tag.data(), right.data(), right.size()) == 0;
}

}  // namespace privman::slack
