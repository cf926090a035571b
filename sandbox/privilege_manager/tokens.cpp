#include "sandbox/privilege_manager/tokens.hpp"

#include <fmt/format.h>

namespace privman::sandbox::pm {

std::string Tokens::issue(std::int64_t now_ms) {
    std::erase_if(expires_ms_, [&](const auto& entry) { return entry.second <= now_ms; });
    auto token = fmt::format("sandbox-token-{}", ++issued_);
    expires_ms_.emplace(token, now_ms + lifetime_ms_);
    return token;
}

bool Tokens::good(std::string_view token, std::int64_t now_ms) const {
    const auto it = expires_ms_.find(token);
    return it != expires_ms_.end() && now_ms < it->second;
}

bool Tokens::revoke(std::string_view token) {
    const auto it = expires_ms_.find(token);
    if (it == expires_ms_.end()) return false;
    expires_ms_.erase(it);
    return true;
}

}  // namespace privman::sandbox::pm
