// The Seal over OpenSSL: HMAC-SHA256, cut to 128 bits, in hex, behind the number of its format.
#pragma once

#include "ports/seal.hpp"

#include <string>

namespace privman::slack {

/// `secret` are the 32 bytes kept in the store. Throws `std::invalid_argument` for fewer than 16.
class HmacSeal final : public Seal {
public:
    HmacSeal(std::string secret, TeamId team);

    [[nodiscard]] std::string tag(const ChannelId& channel, const Attempt& attempt,
                                  const ElevationRequest& request) const override;
    [[nodiscard]] bool matches(const std::string& tag, const ChannelId& channel, const Attempt& attempt,
                               const ElevationRequest& request) const override;

private:
    [[nodiscard]] std::string hex(const ChannelId& channel, const Attempt& attempt, const std::string& facts) const;

    std::string secret_;
    TeamId team_;
};

}  // namespace privman::slack
