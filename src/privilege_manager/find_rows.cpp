#include "privilege_manager/find_rows.hpp"

#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/json_places.hpp"
#include "privilege_manager/read_json.hpp"
#include "privilege_manager/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace privman::pm {

namespace json = boost::json;

namespace {

/// What stands around the rows is short; more is rubbish, and not worth a document.
constexpr std::size_t longest_part = 64u << 10;
constexpr std::size_t most_columns = 1'000;

class Finder {
public:
    Finder(const contract::Profile& profile, std::string_view text, const FieldIndex& index)
        : list_{profile.list}, text_{text}, index_{index} {}

    std::expected<FoundRows, std::string> find(const Redact& redact) {
        want_all();
        if (const auto error = places_.find(text_)) return std::unexpected{not_json(text_, error.message())};
        if (const auto error = said_error(redact)) return std::unexpected{"an error: " + *error};
        switch (list_.source) {
            case contract::ListSource::api: return in_api_answer();
            case contract::ListSource::report: return in_report();
        }
        return std::unexpected{std::string{"a list source that does not exist"}};
    }

private:
    void want_all() {
        places_.want("/" + std::string{status_member});
        for (const auto name : message_members) places_.want("/" + std::string{name});
        if (list_.source == contract::ListSource::report) {
            for (const std::string holder : {"/Result", ""})
                for (const auto* name : {"/Columns", "/Data", "/Total"}) places_.want(holder + name);
            return;
        }
        for (const auto& pointer : list_.arrays) {
            places_.want(pointer);
            each_holder(pointer, [&](const std::string& holder) { places_.want(holder + "/Total"); });
        }
    }

    /// Calls `take` for every level above what `pointer` names, the innermost first.
    template <class Take>
    static void each_holder(std::string pointer, Take take) {
        while (!pointer.empty()) {
            const auto slash = pointer.rfind('/');
            if (slash == std::string::npos) return;
            pointer.resize(slash);
            take(pointer);
        }
    }

    /// Nothing when it is long.
    std::optional<json::value> short_part(std::string_view pointer) const {
        const auto* place = places_.at(pointer);
        if (!place || place->end - place->at > longest_part) return std::nullopt;
        return parsed(place->in(text_));
    }

    std::optional<std::string> said_error(const Redact& redact) const {
        json::value document = json::object{};
        const auto copy = [&](std::string_view name) {
            if (auto part = short_part("/" + std::string{name})) document.get_object()[name] = std::move(*part);
        };
        copy(status_member);
        if (!says_error(document)) return std::nullopt;
        for (const auto name : message_members) copy(name);
        return message_in(document, redact);
    }

    /// What `Total` says; -1 when it is there and says nothing that can be counted.
    std::optional<std::int64_t> total_in(const std::string& holder) const {
        const auto pointer = holder + "/Total";
        if (!places_.at(pointer)) return std::nullopt;
        const auto total = short_part(pointer);
        if (total && total->is_null()) return std::nullopt;
        const auto text = total ? as_text(*total) : std::nullopt;
        std::int64_t number = -1;
        if (text) {
            const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
            if (error != std::errc{} || end != text->data() + text->size()) number = -1;
        }
        return number;
    }

    std::expected<void, std::string> check_total(const std::string& holder, std::size_t listed) const {
        const auto total = total_in(holder);
        if (!total || *total == static_cast<std::int64_t>(listed)) return {};
        if (*total < 0) return std::unexpected{std::string{"a Total that is no count"}};
        return std::unexpected{fmt::format("{} rows although Total says {}", listed, *total)};
    }

    std::expected<FoundRows, std::string> in_api_answer() const {
        for (const auto& pointer : list_.arrays) {
            const auto* array = places_.at(pointer);
            if (!array || !array->is_array()) continue;
            // The envelope may count on any level above the array.
            std::expected<void, std::string> agrees;
            each_holder(pointer, [&](const std::string& holder) {
                if (agrees) agrees = check_total(holder, array->size);
            });
            if (!agrees) return std::unexpected{agrees.error()};
            return at_place(*array);
        }
        return std::unexpected{fmt::format("no list at {}", fmt::join(list_.arrays, ", "))};
    }

    static FoundRows at_place(const JsonPlace& rows) {
        return {.at = rows.at, .listed = rows.size, .depth = rows.depth + 1, .columns = {}, .columns_are = {}};
    }

    std::expected<FoundRows, std::string> in_report() const {
        for (const std::string holder : {"/Result", ""}) {
            const auto* columns = places_.at(holder + "/Columns");
            const auto* data = places_.at(holder + "/Data");
            if (!columns || !data || !columns->is_array() || !data->is_array()) continue;
            for (const std::string& level : {std::string{}, holder})
                if (const auto agrees = check_total(level, data->size); !agrees) return std::unexpected{agrees.error()};
            return with_columns(*columns, *data);
        }
        return std::unexpected{std::string{"no report with Columns and Data"}};
    }

    std::expected<FoundRows, std::string> with_columns(const JsonPlace& columns, const JsonPlace& data) const {
        auto found = at_place(data);
        found.columns_are = columns.in(text_);
        if (columns.size > most_columns || found.columns_are.size() > longest_part)
            return std::unexpected{
                fmt::format("a report with {} columns, described in {} bytes", columns.size, found.columns_are.size())};
        bool has_id = false;
        const auto described = parsed(found.columns_are);
        for (const auto& column : described.as_array()) {
            auto& named = found.columns.emplace_back();
            for (const auto* key : {"title", "columnName"})
                if (const auto* name = member(column, key); name && !text_view(*name).empty())
                    named.names.emplace_back(text_view(*name));
            has_id |= std::ranges::any_of(named.names,
                                          [&](const auto& name) { return index_.names(contract::Field::id, name); });
        }
        if (!has_id) return std::unexpected{std::string{"a report without a column for the id"}};
        return found;
    }

    const contract::ListCall& list_;
    std::string_view text_;
    const FieldIndex& index_;
    JsonPlaces places_;
};

}  // namespace

std::expected<FoundRows, std::string> find_rows(const contract::Profile& profile, std::string_view text,
                                                const FieldIndex& index, const Redact& redact) {
    return Finder{profile, text, index}.find(redact);
}

bool may_hide_lists(const contract::ListCall& list, std::size_t depth) {
    return list.source == contract::ListSource::api && std::ranges::any_of(list.arrays, [&](const auto& pointer) {
               const auto steps = steps_of(pointer);
               return steps && steps->size() > depth && (*steps)[depth - 1].index;
           });
}

}  // namespace privman::pm
