#include "settings/parameter_name.hpp"

#include <algorithm>

namespace privman::settings {

namespace {

/// AWS allows 1,011 with the parameter's ARN in front of it, which takes up to this much.
constexpr std::size_t longest = 1011 - 90;
constexpr std::ptrdiff_t most_levels = 15;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// AWS keeps what begins with `aws` and `ssm`, in any case, to itself.
bool is_reserved(std::string_view first_segment) {
    std::string beginning{first_segment.substr(0, 3)};
    std::ranges::transform(beginning, beginning.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return beginning == "aws" || beginning == "ssm";
}

}  // namespace

std::optional<std::string> parameter_name_fault(std::string_view name) {
    const auto shown = "`" + std::string{name.substr(0, 80)} + "` ";
    if (!std::ranges::all_of(name,
                             [](char c) { return is_letter_or_digit(c) || std::string_view{"_.-/"}.contains(c); }))
        return shown + "is no parameter name: letters, digits, `_`, `.`, `-`, and `/` between levels.";
    const bool hierarchical = name.contains('/');
    if (hierarchical && !name.starts_with('/')) return shown + "has levels, so it must begin with `/`.";
    if (name.empty() || name.ends_with('/') || name.contains("//"))
        return shown + "has an empty level. For example: /privman-slack-bot/CHANNELS";
    const auto first = name.substr(hierarchical ? 1 : 0);
    if (is_reserved(first.substr(0, first.find('/'))))
        return shown + "begins with `aws` or `ssm`, which AWS keeps to itself. Choose another beginning.";
    if (std::ranges::count(name, '/') > most_levels) return shown + "has more than 15 levels.";
    if (name.size() > longest) return shown + "is too long for AWS.";
    return std::nullopt;
}

}  // namespace privman::settings
