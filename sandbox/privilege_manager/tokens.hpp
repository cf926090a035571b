// Bearer tokens: handed out for the right credentials, good for a while, gone when revoked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace privman::sandbox::pm {

/// Times are boot milliseconds of the sandbox's clock. Tokens need not be hard to guess here, only distinct.
class Tokens {
public:
    explicit Tokens(std::int64_t lifetime_ms) : lifetime_ms_{lifetime_ms} {}

    [[nodiscard]] std::string issue(std::int64_t now_ms);
    [[nodiscard]] bool good(std::string_view token, std::int64_t now_ms) const;
    /// False when there was no such token.
    bool revoke(std::string_view token);
    void revoke_all() { expires_ms_.clear(); }

private:
    std::int64_t lifetime_ms_;
    std::uint64_t issued_ = 0;
    std::map<std::string, std::int64_t, std::less<>> expires_ms_;
};

}  // namespace privman::sandbox::pm
