// Text with placeholders, taken apart.
#pragma once

#include "contract/profile.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace privman::contract {

enum class Placeholder { id, response, duration, duration_unit, comment, approver, one_time, report_id, base };

/// As it is written between the braces: `durationUnit`.
[[nodiscard]] std::string_view name_of(Placeholder);

using Piece = std::variant<std::string, Placeholder>;

/// The pieces of a template in order, no two texts side by side; `{{` and `}}` are read as braces. Fails on a
/// placeholder that does not exist and on a lonely brace, in words.
[[nodiscard]] std::expected<std::vector<Piece>, std::string> pieces_of(std::string_view text);

/// The placeholder of which `text` consists, if it is exactly one.
[[nodiscard]] std::optional<Placeholder> sole_placeholder(std::string_view text);

/// How often a placeholder stands in a call, and how.
struct Uses {
    std::size_t alone = 0;     ///< as a whole JSON value, or the whole value of a query or form field: it can vanish
    std::size_t embedded = 0;  ///< inside other text, or in the path: it cannot

    [[nodiscard]] bool any() const { return alone + embedded > 0; }
};

/// Broken templates count as using nothing.
[[nodiscard]] Uses uses_of(const Call&, Placeholder);

/// `a=1&b={id}` in its fields, in order; a field without `=` has an empty value and says so.
struct TemplateField {
    std::string_view name;
    std::string_view value;
    bool has_value = true;
};
[[nodiscard]] std::vector<TemplateField> fields_of(std::string_view text);

}  // namespace privman::contract
