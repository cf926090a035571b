#include "sandbox/privilege_manager/pattern.hpp"

#include "net/http_message.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace privman::sandbox::pm {

std::expected<void, std::string> capture(Captures& captures, std::string_view name, json::value value) {
    const auto [it, fresh] = captures.try_emplace(std::string{name}, value);
    if (!fresh && it->second != value) return std::unexpected{fmt::format("two different values for {}", name)};
    return {};
}

Pattern::Pattern(std::string_view text) {
    std::string literal;
    const auto end_literal = [&] {
        if (!literal.empty()) pieces_.push_back({false, std::exchange(literal, {})});
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto rest = text.substr(at);
        if (rest.starts_with("{{") || rest.starts_with("}}")) {
            literal += rest.front();
            ++at;
        } else if (const auto end = rest.find('}'); rest.front() == '{' && end != std::string_view::npos) {
            end_literal();
            pieces_.push_back({true, std::string{rest.substr(1, end - 1)}});
            at += end;
        } else {
            literal += rest.front();
        }
    }
    end_literal();
}

std::string_view Pattern::only_placeholder() const {
    return pieces_.size() == 1 && pieces_.front().placeholder ? std::string_view{pieces_.front().text}
                                                              : std::string_view{};
}

bool Pattern::has_placeholders() const { return std::ranges::any_of(pieces_, &Piece::placeholder); }

std::string Pattern::filled(const std::function<std::string(std::string_view)>& value_of) const {
    std::string text;
    for (const auto& piece : pieces_) text += piece.placeholder ? value_of(piece.text) : piece.text;
    return text;
}

bool Pattern::match(std::string_view text, const Rules& rules, Captures& captures) const {
    std::vector<std::string_view> found;
    if (!match_from(0, text, rules, found)) return false;
    auto merged = captures;
    auto value = found.begin();
    for (const auto& piece : pieces_) {
        if (!piece.placeholder) continue;
        const auto raw = *value++;
        if (raw.empty()) continue;
        if (!capture(merged, piece.text, json::value(rules.decode ? rules.decode(raw) : std::string{raw})))
            return false;
    }
    captures = std::move(merged);
    return true;
}

bool Pattern::match_from(std::size_t piece, std::string_view text, const Rules& rules,
                         std::vector<std::string_view>& found) const {
    if (piece == pieces_.size()) return text.empty();
    const auto& [placeholder, literal] = pieces_[piece];
    if (!placeholder) {
        const auto head = text.substr(0, literal.size());
        if (head != literal && !(rules.ignore_case && net::equal_ignoring_case(head, literal))) return false;
        return match_from(piece + 1, text.substr(literal.size()), rules, found);
    }
    // The shortest capture that lets the rest fit.
    const auto reach = std::min(text.find_first_of(rules.never_captured), text.size());
    for (std::size_t length = 0; length <= reach; ++length) {
        found.push_back(text.substr(0, length));
        if (match_from(piece + 1, text.substr(length), rules, found)) return true;
        found.pop_back();
    }
    return false;
}

}  // namespace privman::sandbox::pm
