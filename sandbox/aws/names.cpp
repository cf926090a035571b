#include "sandbox/aws/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace privman::sandbox::aws {

namespace {

constexpr std::size_t longest_name = 1011;  // with the ARN in front of it
constexpr std::size_t arn_prefix = 60;
constexpr std::ptrdiff_t most_levels = 15;

std::unexpected<Refusal> unfit_name() {
    return invalid(
        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of "
        "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following "
        "3 symbols .-_");
}

bool may_stand_in_a_name(unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-' || c == '/';
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

}  // namespace

Answer<Selected> read_name(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    const auto colon = text.find(':');
    Selected selected{.name = std::string{text.substr(0, colon)},
                      .selector = std::string{colon == std::string_view::npos ? "" : text.substr(colon + 1)}};
    const auto& name = selected.name;
    if (name.empty() || !std::ranges::all_of(name, may_stand_in_a_name) || name.ends_with('/') ||
        name.find("//") != std::string::npos)
        return unfit_name();
    if (name.contains('/') && !name.starts_with('/')) return invalid("Parameter name must be a fully qualified name.");
    if (name.size() + arn_prefix > longest_name)
        return invalid(fmt::format("Parameter name is too long: the full ARN may have {} characters.", longest_name));
    if (colon != std::string_view::npos && selected.selector.empty())
        return invalid("Parameter name: a selector is missing behind the colon.");
    return selected;
}

Answer<std::string> read_new_name(std::string_view text) {
    auto selected = read_name(text);
    if (!selected) return std::unexpected{selected.error()};
    auto& name = selected->name;
    if (!selected->selector.empty()) return unfit_name();
    const auto first = lower(std::string_view{name}.substr(name.starts_with('/') ? 1 : 0));
    if (first.starts_with("aws"))
        return refused("AccessDeniedException", fmt::format("No access to reserved parameter name: {}.", name));
    if (first.starts_with("ssm")) return unfit_name();
    if (std::ranges::count(name, '/') > most_levels)
        return refused("HierarchyLevelLimitExceededException",
                       fmt::format("A parameter name may have {} levels at most.", most_levels));
    return std::move(name);
}

std::string parameter_arn(std::string_view region, std::string_view name) {
    return fmt::format("arn:aws:ssm:{}:123456789012:parameter{}{}", region, name.starts_with('/') ? "" : "/", name);
}

}  // namespace privman::sandbox::aws
