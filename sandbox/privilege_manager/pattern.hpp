// The profile's templates read backwards: given what was sent, what stood in the placeholders?
#pragma once

#include <boost/json/value.hpp>

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::pm {

namespace json = boost::json;

/// What was found, by placeholder name: texts, or in JSON bodies values of their own type. Missing ones are not in it.
using Captures = std::map<std::string, json::value, std::less<>>;

/// Files a finding. A placeholder that occurs twice must stand for the same both times.
[[nodiscard]] std::expected<void, std::string> capture(Captures& captures, std::string_view name, json::value value);

/// A template in pieces: literal text, or the name of a placeholder. `{{` and `}}` are braces.
class Pattern {
public:
    struct Rules {
        bool ignore_case = false;                             ///< for literals
        std::string_view never_captured;                      ///< characters that no placeholder stands for
        std::function<std::string(std::string_view)> decode;  ///< from the wire to the value; nothing: as it is
    };

    explicit Pattern(std::string_view text);

    /// The name when the whole template is one placeholder, else empty.
    [[nodiscard]] std::string_view only_placeholder() const;
    [[nodiscard]] bool has_placeholders() const;
    /// The template with other text in place of its placeholders.
    [[nodiscard]] std::string filled(const std::function<std::string(std::string_view name)>& value_of) const;

    /// Whether `text` fits; if so its captures are added. An empty capture counts as not given.
    [[nodiscard]] bool match(std::string_view text, const Rules& rules, Captures& captures) const;

private:
    struct Piece {
        bool placeholder;
        std::string text;
    };
    bool match_from(std::size_t piece, std::string_view text, const Rules& rules,
                    std::vector<std::string_view>& found) const;

    std::vector<Piece> pieces_;
};

}  // namespace privman::sandbox::pm
