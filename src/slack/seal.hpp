// The Seal over OpenSSL: HMAC-SHA256, cut to 128 bits, in hex, behind the number of its format.
#pragma once

#include "ports/seal.hpp"

#include <memory>
#include <string>

struct evp_mac_ctx_st;

namespace privman::slack {

/// `secret` are the 32 bytes kept in the store. Throws `std::invalid_argument` for fewer than 16.
class HmacSeal final : public Seal {
public:
    HmacSeal(const std::string& secret, TeamId team);

    [[nodiscard]] std::string tag(const ChannelId& channel, const Attempt& attempt,
                                  const ElevationRequest& request) const override;
    [[nodiscard]] bool matches(const std::string& tag, const ChannelId& channel, const Attempt& attempt,
                               const ElevationRequest& request) const override;

private:
    [[nodiscard]] std::string hex(const ChannelId& channel, const Attempt& attempt, const std::string& facts) const;

    struct Free {
        void operator()(evp_mac_ctx_st* keyed) const;
    };
    using Keyed = std::unique_ptr<evp_mac_ctx_st, Free>;

    Keyed keyed_;  ///< ready for the first byte; each tag is made with a copy
    TeamId team_;
};

}  // namespace privman::slack
