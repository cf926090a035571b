#include "sandbox/slack/tokens.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace privman::sandbox::slack {

std::optional<std::string> Installation::refusal(std::optional<std::string_view> authorization,
                                                 TokenKind wanted) const {
    constexpr std::string_view scheme = "Bearer ";
    if (!authorization || !authorization->starts_with(scheme)) return "not_authed";
    const auto token = authorization->substr(scheme.size());
    const bool is_bot = token == bot_token;
    const bool is_app = token == app_token;
    if (!is_bot && !is_app) return "invalid_auth";
    const auto& dead = is_bot ? bot_token_refused_with : app_token_refused_with;
    if (!dead.empty()) return dead;
    if (is_bot != (wanted == TokenKind::bot)) return "not_allowed_token_type";
    return std::nullopt;
}

std::string Installation::scope_list() const { return fmt::format("{}", fmt::join(scopes, ",")); }

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ",")); }

}  // namespace privman::sandbox::slack
