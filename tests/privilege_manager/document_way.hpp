// The list read the slow way: the whole document in memory, every row out of it, nothing remembered. It says what the
// reader that goes row by row has to say, and shares no more with it than the smallest parts.
#pragma once

#include "contract/template.hpp"
#include "net/http_message.hpp"
#include "net/url.hpp"
#include "privilege_manager/dates.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::pm::testing::document_way {

namespace json = boost::json;
using contract::Field;

/// A row as the instance sent it: keys in its spelling. Points into the document.
using RawRow = std::vector<std::pair<std::string_view, const json::value*>>;

struct Candidate {
    std::string_view key;
    std::string text;
    bool number = false;
    bool textual = false;
};
using Said = std::map<Field, std::vector<Candidate>>;

class FieldIndex {
public:
    explicit FieldIndex(const contract::Profile& profile) {
        for (const auto field : contract::all_fields) {
            std::size_t rank = 0;
            const auto add = [&](const contract::FieldMap& map) {
                const auto found = map.find(field);
                if (found == map.end()) return;
                for (const auto& key : found->second) places_[lower_case(key)].push_back({field, 2 * rank++});
            };
            if (profile.list.source == contract::ListSource::report) add(profile.list.columns);
            add(profile.fields);
        }
    }

    [[nodiscard]] Said read(const RawRow& row) const {
        std::map<Field, std::map<std::size_t, Candidate>> ranked;
        for (const auto& [key, value] : row)
            for (const auto& place : places_of(key)) {
                auto text = as_text(*value);
                if (!text || trimmed(*text).empty()) continue;
                ranked[place.field].try_emplace(place.rank, Candidate{.key = key,
                                                                      .text = std::move(*text),
                                                                      .number = value->is_int64() || value->is_uint64(),
                                                                      .textual = value->is_string()});
            }
        Said said;
        for (auto& [field, candidates] : ranked)
            for (auto& [rank, candidate] : candidates) said[field].push_back(std::move(candidate));
        return said;
    }

    [[nodiscard]] bool names(Field field, std::string_view key) const {
        return std::ranges::any_of(places_of(key), [&](const Place& place) { return place.field == field; });
    }

private:
    struct Place {
        Field field;
        std::size_t rank;
    };
    [[nodiscard]] std::vector<Place> places_of(std::string_view key) const {
        constexpr std::size_t longest_key = 200;
        if (key.size() > longest_key) return {};
        const auto lower = lower_case(key);
        std::vector<Place> all;
        if (const auto found = places_.find(lower); found != places_.end()) all = found->second;
        if (!lower.starts_with("pm")) return all;
        if (const auto found = places_.find(std::string_view{lower}.substr(2)); found != places_.end())
            for (const auto& place : found->second) all.push_back({place.field, place.rank + 1});
        return all;
    }

    std::map<std::string, std::vector<Place>, std::less<>> places_;
};

struct FoundRows {
    std::vector<RawRow> rows;
    std::vector<std::string> remarks;
    std::size_t listed = 0;
};

/// What `Total` says; -1 when it is there and says nothing that can be counted.
inline std::optional<std::int64_t> total_in(const json::value& holder) {
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

inline std::expected<void, std::string> check_total(const json::value& holder, std::size_t listed) {
    const auto total = total_in(holder);
    if (!total || *total == static_cast<std::int64_t>(listed)) return {};
    if (*total < 0) return std::unexpected{std::string{"a Total that is no count"}};
    return std::unexpected{fmt::format("{} rows although Total says {}", listed, *total)};
}

inline RawRow row_of(const json::object& object) {
    RawRow row;
    row.reserve(object.size());
    for (const auto& one : object) row.emplace_back(std::string_view{one.key().data(), one.key().size()}, &one.value());
    return row;
}

inline std::expected<FoundRows, std::string> rows_of_api(const contract::Profile& profile,
                                                         const json::value& document) {
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

inline std::vector<Column> columns_of(const json::array& columns) {
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

inline std::expected<FoundRows, std::string> rows_of_report(const json::value& document, const FieldIndex& index) {
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

inline std::expected<FoundRows, std::string> find_rows(const contract::Profile& profile, const json::value& document,
                                                       const FieldIndex& index) {
    switch (profile.list.source) {
        case contract::ListSource::api: return rows_of_api(profile, document);
        case contract::ListSource::report: return rows_of_report(document, index);
    }
    return std::unexpected{std::string{"a list source that does not exist"}};
}

inline constexpr std::string_view no_guid = "00000000-0000-0000-0000-000000000000";

inline std::string console_link(const contract::Profile& profile, std::string_view base_url, const RequestId& id) {
    std::string link;
    const auto pieces = contract::pieces_of(profile.console_link);
    if (!pieces) return link;
    for (const auto& piece : *pieces) {
        if (const auto* text = std::get_if<std::string>(&piece))
            link += *text;
        else
            link += std::get<contract::Placeholder>(piece) == contract::Placeholder::base
                        ? std::string{base_url}
                        : net::encode_component(id.value);
    }
    return link;
}

inline std::string last_part(std::string_view path) {
    const auto slash = path.find_last_of("\\/");
    return std::string{slash == std::string_view::npos ? path : path.substr(slash + 1)};
}

/// Why a row is not on the list.
struct LeftOut {
    std::string why;
    bool unknown_status = false;
    bool no_id = false;
    bool decided = false;  ///< plainly no longer pending: not worth a remark
};

class RowDecoder {
public:
    RowDecoder(const contract::Profile& profile, std::string_view base_url, const FieldIndex& index)
        : profile_{profile}, base_url_{base_url}, index_{index} {}

    std::expected<ElevationRequest, LeftOut> decode(const RawRow& row) {
        said_ = index_.read(row);
        auto id = usable_id();
        if (!id) return std::unexpected{LeftOut{.why = id.error(), .no_id = true}};
        if (auto left_out = wrong_status(*id)) return std::unexpected{std::move(*left_out)};
        count_seen();
        return request(std::move(*id));
    }

    [[nodiscard]] const auto& seen() const { return seen_; }

private:
    std::expected<RequestId, std::string> usable_id() const {
        const auto found = said_.find(Field::id);
        if (found == said_.end()) return std::unexpected{std::string{"a row has no id"}};
        const auto& said = found->second.front();
        if (!said.textual && !said.number)
            return std::unexpected{std::string{"a row's id is neither text nor a whole number"}};
        auto id = normalised_id(said.text);
        if (id.size() > max_id_bytes) return std::unexpected{fmt::format("a row's id is {} bytes long", id.size())};
        if (has_control_characters(id)) return std::unexpected{std::string{"a row's id holds control characters"}};
        if (id == no_guid) return std::unexpected{std::string{"a row's id is the empty GUID"}};
        return RequestId{std::move(id)};
    }

    std::optional<LeftOut> wrong_status(const RequestId& id) const {
        const auto found = said_.find(Field::status);
        if (found == said_.end()) return std::nullopt;
        const auto word = std::string{trimmed(found->second.front().text)};
        const auto is_word = [&](const std::string& known) { return net::equal_ignoring_case(known, word); };
        if (std::ranges::any_of(profile_.status.pending, is_word)) return std::nullopt;
        if (std::ranges::any_of(profile_.status.decided, is_word)) return LeftOut{.why = {}, .decided = true};
        return LeftOut{.why = fmt::format("{} has the unknown status \"{}\"", id.value, one_line(word, 60)),
                       .unknown_status = true};
    }

    void count_seen() {
        // The number of spellings is bounded by the field map, but for letter case, which a hostile list could vary.
        constexpr std::size_t most_spellings = 8;
        for (const auto& [field, candidates] : said_) {
            auto& keys = seen_[field];
            const auto key = std::string{candidates.front().key};
            if (keys.contains(key) || keys.size() < most_spellings) ++keys[key];
        }
    }

    std::string text(Field field) const {
        const auto found = said_.find(field);
        return found == said_.end() ? std::string{} : capped_within(found->second.front().text, max_field_bytes);
    }

    std::string full_name(const std::string& account) const {
        const auto found = said_.find(Field::user_full_name);
        if (found == said_.end()) return {};
        for (const auto& candidate : found->second)
            if (!net::equal_ignoring_case(candidate.text, account))
                return capped_within(candidate.text, max_field_bytes);
        return {};
    }

    ElevationRequest request(RequestId id) const {
        ElevationRequest r;
        r.id = std::move(id);
        r.application = text(Field::application);
        r.version = text(Field::version);
        r.user = text(Field::user);
        r.user_full_name = full_name(r.user);
        r.computer = text(Field::computer);
        r.path = text(Field::path);
        r.command_line = text(Field::command_line);
        r.reason = text(Field::reason);
        r.company = text(Field::company);
        r.signer = text(Field::signer);
        r.rating = text(Field::rating);
        r.hash = text(Field::hash);
        r.policy = text(Field::policy);
        if (r.application.empty()) r.application = last_part(r.path);
        const auto requested = text(Field::requested);
        r.requested = parse_time(requested, profile_.dates);
        if (!r.requested) r.requested_text = requested;
        r.console_link = console_link(profile_, base_url_, r.id);
        return r;
    }

    const contract::Profile& profile_;
    std::string_view base_url_;
    const FieldIndex& index_;
    Said said_;
    std::map<Field, std::map<std::string, std::size_t>> seen_;
};

/// Those without a known time come last; among equals the order of the list stays.
inline RequestList oldest_first(const RequestList& requests) {
    std::vector<std::pair<WallTime, std::size_t>> order;
    order.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
        order.emplace_back(requests[i].requested.value_or(WallTime::max()), i);
    std::ranges::sort(order);
    RequestList sorted;
    for (const auto& [when, place] : order) sorted.push_back(requests[place]);
    return sorted;
}

class Remarks {
public:
    void add(std::string remark) {
        if (all_.size() < most)
            all_.push_back(std::move(remark));
        else
            ++more_;
    }
    std::vector<std::string> take() {
        if (more_ > 0) all_.push_back(fmt::format("and {} more", more_));
        return std::move(all_);
    }

private:
    static constexpr std::size_t most = 20;
    std::vector<std::string> all_;
    std::size_t more_ = 0;
};

inline std::unexpected<Failure> no_list(const std::string& found) {
    return std::unexpected{
        Failure{.kind = Trouble::malformed, .what = "the list of pending requests was not complete: " + found}};
}

class Reader {
public:
    Reader(contract::Profile profile, std::string base_url)
        : profile_{std::move(profile)}, base_url_{std::move(base_url)}, index_{profile_} {}

    [[nodiscard]] Outcome<DecodedList> read(std::string_view body) const;

private:
    contract::Profile profile_;
    std::string base_url_;
    FieldIndex index_;
};

inline Outcome<DecodedList> Reader::read(std::string_view body) const {
    if (body.size() > max_list_bytes) return no_list("more than 10 MB");
    const auto document = read_json(body);
    if (!document) return no_list(document.error());
    if (says_error(*document)) return no_list("an error: " + message_in(*document));

    auto found = find_rows(profile_, *document, index_);
    if (!found) return no_list(found.error());

    DecodedList decoded;
    Remarks remarks;
    for (auto& remark : found->remarks) remarks.add(std::move(remark));
    RowDecoder decoder{profile_, base_url_, index_};
    std::map<RequestId, std::size_t> places;
    std::size_t unknown_status = 0;
    std::size_t no_id = found->remarks.size();
    for (const auto& row : found->rows) {
        auto request = decoder.decode(row);
        if (!request) {
            unknown_status += request.error().unknown_status ? 1 : 0;
            no_id += request.error().no_id ? 1 : 0;
            if (!request.error().decided) remarks.add(std::move(request.error().why));
        } else if (const auto [place, is_new] = places.emplace(request->id, decoded.list.requests.size()); !is_new) {
            // The same row twice is clumsy; two requests under one id cannot be told apart when one is decided.
            if (decoded.list.requests[place->second] == *request) {
                remarks.add(request->id.value + " is listed more than once");
            } else if (decoded.list.twice.insert(request->id).second) {
                remarks.add(request->id.value + " is listed more than once, with different facts");
            }
        } else {
            decoded.list.requests.push_back(std::move(*request));
        }
    }
    if (decoded.list.requests.size() > max_requests) return no_list("more than 20000 requests are waiting");
    // A list that only looks empty, because the profile does not fit, would close every card.
    if (found->listed > 0 && unknown_status == found->listed)
        return no_list("every row has a status that the contract profile does not know");
    if (found->listed > 0 && no_id == found->listed)
        return no_list("no row has an id under any name the contract profile knows");
    decoded.list.requests = oldest_first(decoded.list.requests);
    decoded.list.remarks = remarks.take();
    decoded.seen = decoder.seen();
    return decoded;
}

}  // namespace privman::pm::testing::document_way
