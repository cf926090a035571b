#include "slack/seal.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <charconv>
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

struct TaggedHex {
    unsigned format = 0;
    std::string_view hex;
};

/// `<format>-<hex>`. The first release wrote format 1 without saying so: its buttons stand, and keep deciding.
TaggedHex taken_apart(std::string_view tag) {
    const auto dash = tag.find('-');
    if (dash == std::string_view::npos) return {1, tag};
    unsigned format = 0;
    const auto* end = tag.data() + dash;
    const auto [rest, error] = std::from_chars(tag.data(), end, format);
    // One spelling each: what is not what was written is not ours.
    if (error != std::errc{} || rest != end || tag.starts_with('0')) return {0, {}};
    return {format, tag.substr(dash + 1)};
}

}  // namespace

void HmacSeal::Free::operator()(EVP_MAC_CTX* keyed) const { EVP_MAC_CTX_free(keyed); }

HmacSeal::HmacSeal(const std::string& secret, TeamId team) : team_{std::move(team)} {
    if (secret.size() < 16) throw std::invalid_argument{"a seal needs a secret of at least 16 bytes"};
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac{EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free};
    keyed_.reset(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    if (!keyed_ || EVP_MAC_init(keyed_.get(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                                parameters) != 1)
        throw std::runtime_error{"HMAC-SHA256 is not available"};
}

std::string HmacSeal::hex(const ChannelId& channel, const Attempt& attempt, const std::string& facts) const {
    std::string sealed;
    add(sealed, "privman card v1");
    add(sealed, team_.value);
    add(sealed, channel.value);
    add(sealed, attempt.value);
    add(sealed, facts);

    // Looking the algorithm up again for each tag would cost ten times what the tag itself does.
    const Keyed once{EVP_MAC_CTX_dup(keyed_.get())};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    if (!once ||
        EVP_MAC_update(once.get(), reinterpret_cast<const unsigned char*>(sealed.data()), sealed.size()) != 1 ||
        EVP_MAC_final(once.get(), digest.data(), &size, digest.size()) != 1 || size < tag_bytes)
        throw std::runtime_error{"HMAC-SHA256 is not available"};

    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < tag_bytes; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 0xF];
    }
    return hex;
}

std::string HmacSeal::tag(const ChannelId& channel, const Attempt& attempt, const ElevationRequest& request) const {
    return std::to_string(newest_seal_format) + "-" +
           hex(channel, attempt, sealed_facts(newest_seal_format, request).value());
}

bool HmacSeal::matches(const std::string& tag, const ChannelId& channel, const Attempt& attempt,
                       const ElevationRequest& request) const {
    const auto [format, given] = taken_apart(tag);
    const auto facts = sealed_facts(format, request);
    if (!facts) return false;
    const auto right = hex(channel, attempt, *facts);
    return given.size() == right.size() && CRYPTO_memcmp(given.data(), right.data(), right.size()) == 0;
}

}  // namespace privman::slack
