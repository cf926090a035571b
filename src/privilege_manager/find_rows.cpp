#include "privilege_manager/find_rows.hpp"

#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace privman::pm {

namespace json = boost::json;

namespace {

/// What `Total` says; -1 when it is there and says nothing that can be counted.
std::optional<std::int64_t> total_in(const json::value& holder) {
    const auto* total = member(holder, "Total");
    if (!total || total->is_null()) return std::nullopt;
    const auto text = as_text(*total);
    std::int64_t number = -1;
    if (text) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (error != std::errc{} || end != text->data() + text->size()) number = -1;
    }
    return number;
}

std::expected<void, std::string> check_total(const json::value& holder, std::size_t listed) {
    const auto total = total_in(holder);
    if (!total || *total == static_cast<std::int64_t>(listed)) return {};
    if (*total < 0) return std::unexpected{std::string{"a Total that is no count"}};
    return std::unexpected{fmt::format("{} rows although Total says {}", listed, *total)};
}

RawRow row_of(const json::object& object) {
    RawRow row;
    row.reserve(object.size());
    for (const auto& one : object) row.emplace_back(std::string_view{one.key().data(), one.key().size()}, &one.value());
    return row;
}

std::expected<FoundRows, std::string> rows_of_api(const contract::Profile& profile, const json::value& document) {
    for (const auto& pointer : profile.list.arrays) {
        const auto* place = at_pointer(document, pointer);
        const auto* list = place ? place->if_array() : nullptr;
        if (!list) continue;
        // The envelope may count on any level above the array.
        for (auto holder = pointer; !holder.empty();) {
            holder.resize(holder.rfind('/'));
            if (const auto agrees = check_total(*at_pointer(document, holder), list->size()); !agrees)
                return std::unexpected{agrees.error()};
        }
        FoundRows found{.rows = {}, .remarks = {}, .listed = list->size()};
        for (const auto& item : *list) {
            if (const auto* object = item.if_object())
                found.rows.push_back(row_of(*object));
            else
                found.remarks.emplace_back("a row is no object");
        }
        return found;
    }
    return std::unexpected{fmt::format("no list at {}", fmt::join(profile.list.arrays, ", "))};
}

/// The names of one report column; cells are found under each of them.
struct Column {
    std::vector<std::string_view> names;
};

std::vector<Column> columns_of(const json::array& columns) {
    std::vector<Column> out;
    for (const auto& column : columns) {
        Column named;
        for (const auto* key : {"title", "columnName"})
            if (const auto* name = member(column, key); name && !text_view(*name).empty())
                named.names.push_back(text_view(*name));
        out.push_back(std::move(named));
    }
    return out;
}

std::expected<FoundRows, std::string> rows_of_report(const json::value& document, const FieldIndex& index) {
    const auto* result = member(document, "Result");
    for (const auto* holder : {result, &document}) {
        const auto* columns = holder ? member(*holder, "Columns") : nullptr;
        const auto* data = holder ? member(*holder, "Data") : nullptr;
        if (!columns || !data || !columns->is_array() || !data->is_array()) continue;
        const auto& rows = data->get_array();
        for (const auto* level : {&document, holder})
            if (const auto agrees = check_total(*level, rows.size()); !agrees) return std::unexpected{agrees.error()};

        const auto named = columns_of(columns->get_array());
        const bool has_id = std::ranges::any_of(named, [&](const Column& column) {
            return std::ranges::any_of(column.names, [&](auto name) { return index.names(contract::Field::id, name); });
        });
        if (!has_id) return std::unexpected{std::string{"a report without a column for the id"}};

        FoundRows found{.rows = {}, .remarks = {}, .listed = rows.size()};
        for (const auto& item : rows) {
            const auto* cells = item.if_array();
            if (!cells || cells->size() != named.size()) {
                // Shifted cells would put one thing's name on another.
                found.remarks.emplace_back("a report row does not have one cell per column");
                continue;
            }
            RawRow row;
            for (std::size_t i = 0; i < named.size(); ++i)
                for (const auto name : named[i].names) row.emplace_back(name, &(*cells)[i]);
            found.rows.push_back(std::move(row));
        }
        return found;
    }
    return std::unexpected{std::string{"no report with Columns and Data"}};
}

}  // namespace

std::expected<FoundRows, std::string> find_rows(const contract::Profile& profile, const json::value& document,
                                                const FieldIndex& index) {
    switch (profile.list.source) {
        case contract::ListSource::api: return rows_of_api(profile, document);
        case contract::ListSource::report: return rows_of_report(document, index);
    }
    return std::unexpected{std::string{"a list source that does not exist"}};
}

}  // namespace privman::pm
