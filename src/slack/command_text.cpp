#include "slack/command_text.hpp"

#include <array>
#include <utility>

namespace privman::slack {

namespace {

/// `&amp;` last would unescape twice what was escaped twice: so one pass, longest first.
std::string unescape(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 3> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
    std::string out;
    while (!text.empty()) {
        std::size_t taken = 0;
        for (const auto& [entity, plain] : entities) {
            if (!text.starts_with(entity)) continue;
            out += plain;
            taken = entity.size();
            break;
        }
        if (taken == 0) {
            out += text.front();
            taken = 1;
        }
        text.remove_prefix(taken);
    }
    return out;
}

/// The inside of `<…>`.
std::string read_token(std::string_view token, const UserId& self) {
    const auto bar = token.find('|');
    const auto target = token.substr(0, bar);
    const auto label = bar == std::string_view::npos ? std::string_view{} : token.substr(bar + 1);
    if (target.starts_with('@')) return target.substr(1) == self.value ? " " : std::string{target};
    if (target.starts_with('#')) return std::string{target};
    if (target.starts_with("!subteam^")) return "@" + std::string{target.substr(9)};
    if (target.starts_with('!')) return label.empty() ? "@" + std::string{target.substr(1)} : unescape(label);
    return unescape(label.empty() ? target : label);
}

struct Typography {
    std::string_view fancy;
    std::string_view plain;
};
constexpr Typography typography[] = {
    {"\u201C", "\""}, {"\u201D", "\""}, {"\u201E", "\""}, {"\u201F", "\""}, {"\u00AB", "\""}, {"\u00BB", "\""},
    {"\u2018", "'"},  {"\u2019", "'"},  {"\u201A", "'"},  {"\u201B", "'"},  {"\u2010", "-"},  {"\u2011", "-"},
    {"\u2012", "-"},  {"\u2013", "-"},  {"\u2014", "-"},  {"\u2015", "-"},  {"\u2212", "-"},  {"\u00A0", " "},
    {"\u2000", " "},  {"\u2001", " "},  {"\u2002", " "},  {"\u2003", " "},  {"\u2004", " "},  {"\u2005", " "},
    {"\u2006", " "},  {"\u2007", " "},  {"\u2008", " "},  {"\u2009", " "},  {"\u200A", " "},  {"\u202F", " "},
    {"\u205F", " "},  {"\u3000", " "},  {"\u2028", " "},  {"\u2029", " "},  {"\u200B", ""},   {"\u200C", ""},
    {"\u200D", ""},   {"\u200E", ""},   {"\u200F", ""},   {"\u2060", ""},   {"\u00AD", ""},   {"\uFEFF", ""},
    {"\u202A", ""},   {"\u202B", ""},   {"\u202C", ""},   {"\u202D", ""},   {"\u202E", ""},   {"\u2066", ""},
    {"\u2067", ""},   {"\u2068", ""},   {"\u2069", ""},
};

std::string plain_keyboard(std::string_view text) {
    std::string out;
    const auto add_space = [&out] {
        if (!out.empty() && out.back() != ' ') out += ' ';
    };
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        if (first <= ' ' || first == 0x7F) {
            add_space();
            text.remove_prefix(1);
            continue;
        }
        const Typography* found = nullptr;
        if (first >= 0x80)
            for (const auto& entry : typography)
                if (text.starts_with(entry.fancy)) found = &entry;
        if (!found) {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        if (found->plain == " ") {
            add_space();
        } else {
            out += found->plain;
        }
        text.remove_prefix(found->fancy.size());
    }
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace

std::string command_text(std::string_view slack_text, const UserId& self) {
    std::string text;
    // Tokens first, entities afterwards: `&lt;@U1&gt;` was typed by hand and mentions nobody.
    while (!slack_text.empty()) {
        const auto open = slack_text.find('<');
        text += unescape(slack_text.substr(0, open));
        if (open == std::string_view::npos) break;
        const auto close = slack_text.find('>', open);
        if (close == std::string_view::npos) {
            text += unescape(slack_text.substr(open));
            break;
        }
        text += read_token(slack_text.substr(open + 1, close - open - 1), self);
        slack_text.remove_prefix(close + 1);
    }
    return plain_keyboard(text);
}

}  // namespace privman::slack
