#include "aws/xml.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace privman::aws {

namespace {

constexpr std::size_t deepest = 32;

std::optional<std::string> without_entities(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string out;
    while (!text.empty()) {
        const auto entity =
            std::ranges::find_if(entities, [&](const auto& one) { return text.starts_with(one.first); });
        if (entity != entities.end()) {
            out += entity->second;
            text.remove_prefix(entity->first.size());
            continue;
        }
        // Numbered characters occur in no value that is used here; guessing at them is worse than saying so.
        if (text.front() == '&') return std::nullopt;
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string_view name_in(std::string_view tag) { return tag.substr(0, tag.find_first_of(" \t\r\n/")); }

/// Drops `<begin … end` from the front; false when it never ends.
bool skip(std::string_view& text, std::string_view end) {
    const auto found = text.find(end);
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + end.size());
    return true;
}

struct Open {
    std::string name;
    bool has_children = false;
};

std::string path_of(const std::vector<Open>& open) {
    std::string path;
    for (std::size_t i = 1; i < open.size(); ++i) path += (path.empty() ? "" : "/") + open[i].name;
    return path;
}

}  // namespace

std::optional<std::map<std::string, std::string, std::less<>>> read_xml(std::string_view text) {
    std::map<std::string, std::string, std::less<>> leaves;
    std::vector<Open> open;
    bool root_seen = false;
    std::string_view content;
    while (!text.empty()) {
        const auto tag_begin = std::min(text.find('<'), text.size());
        content = trimmed(text.substr(0, tag_begin));
        if (open.empty() && !content.empty()) return std::nullopt;
        text.remove_prefix(tag_begin);
        if (text.empty()) break;
        if (text.starts_with("<?")) {
            if (!skip(text, "?>")) return std::nullopt;
            continue;
        }
        if (text.starts_with("<!--")) {
            if (!skip(text, "-->")) return std::nullopt;
            continue;
        }
        if (text.starts_with("<!")) return std::nullopt;
        const auto tag_end = text.find('>');
        if (tag_end == std::string_view::npos) return std::nullopt;
        auto tag = text.substr(1, tag_end - 1);
        text.remove_prefix(tag_end + 1);
        if (tag.starts_with('/')) {
            if (open.empty() || trimmed(tag.substr(1)) != open.back().name) return std::nullopt;
            if (!open.back().has_children) {
                auto value = without_entities(content);
                if (!value) return std::nullopt;
                leaves.emplace(path_of(open), std::move(*value));
            }
            open.pop_back();
            continue;
        }
        const auto name = name_in(tag);
        if (name.empty() || open.size() >= deepest || (open.empty() && root_seen)) return std::nullopt;
        root_seen = true;
        if (!open.empty()) open.back().has_children = true;
        if (!tag.ends_with('/')) open.push_back({.name = std::string{name}});
    }
    if (!open.empty() || !root_seen) return std::nullopt;
    return leaves;
}

}  // namespace privman::aws
