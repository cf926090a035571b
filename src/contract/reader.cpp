#include "contract/reader.hpp"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace privman::contract {

namespace json = boost::json;

namespace {

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row[b.size()];
}

std::optional<unsigned> whole_number(const json::value& value, unsigned least, unsigned most) {
    std::int64_t number = -1;
    if (const auto* i = value.if_int64()) number = *i;
    if (const auto* u = value.if_uint64()) number = *u > most ? -1 : static_cast<std::int64_t>(*u);
    if (number < least || number > most) return std::nullopt;
    return static_cast<unsigned>(number);
}

}  // namespace

std::string_view kind_in_words(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: return "null";
        case json::kind::bool_: return "true or false";
        case json::kind::string: return "a string";
        case json::kind::array: return "a list";
        case json::kind::object: return "an object";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_: return "a number";
    }
    return "something else";
}

std::string_view nearest(std::string_view text, const std::vector<std::string>& known) {
    // A long name may hold more slips; beyond a third of it a suggestion only confuses. Hostile keys are not measured.
    if (text.size() > 64) return {};
    std::string_view best;
    auto least = std::max<std::size_t>(2, text.size() / 3) + 1;
    for (const auto& candidate : known)
        if (const auto d = distance(text, candidate); d < least) {
            least = d;
            best = candidate;
        }
    return best;
}

Reader::~Reader() {
    for (const auto& member : object_) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (key.starts_with('$') || std::ranges::find(asked_, key) != asked_.end()) continue;
        const auto meant = nearest(key, asked_);
        fault(key,
              meant.empty() ? std::string{"unknown key"} : fmt::format("unknown key; did you mean \"{}\"?", meant));
    }
}

const json::value* Reader::value(std::string_view key) {
    accept(key);
    return object_.if_contains({key.data(), key.size()});
}

std::string Reader::pointer_to(std::string_view key) const {
    auto pointer = pointer_ + "/";
    for (const char c : key.substr(0, 100)) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
    return pointer;
}

void Reader::fault(std::string_view key, std::string what) {
    faults_.push_back({.pointer = pointer_to(key), .what = std::move(what), .others = {}});
}

std::string_view Reader::text_of_value(const json::value& value) {
    const auto* text = value.if_string();
    return text ? view(*text) : std::string_view{};
}

void Reader::expected_one_of(std::string_view key, const std::vector<std::string_view>& known) {
    fault(key, fmt::format("must be one of: {}", fmt::join(known, ", ")));
}

void Reader::text(std::string_view key, std::string& out) {
    const auto* found = value(key);
    if (!found) return;
    if (const auto* text = found->if_string())
        out = view(*text);
    else
        fault(key, fmt::format("must be a string, not {}", kind_in_words(*found)));
}

void Reader::flag(std::string_view key, bool& out) {
    const auto* found = value(key);
    if (!found) return;
    if (const auto* flag = found->if_bool())
        out = *flag;
    else
        fault(key, fmt::format("must be true or false, not {}", kind_in_words(*found)));
}

void Reader::texts(std::string_view key, std::vector<std::string>& out) {
    const auto* found = value(key);
    if (!found) return;
    const auto* list = found->if_array();
    if (!list || !std::ranges::all_of(*list, [](const json::value& item) { return item.is_string(); })) {
        fault(key, list ? "must be a list of strings"
                        : fmt::format("must be a list of strings, not {}", kind_in_words(*found)));
        return;
    }
    out.clear();
    for (const auto& item : *list) out.emplace_back(view(item.get_string()));
}

void Reader::statuses(std::string_view key, std::vector<unsigned>& out) {
    const auto* found = value(key);
    if (!found) return;
    std::vector<unsigned> statuses;
    const auto* list = found->if_array();
    if (list)
        for (const auto& item : *list)
            if (const auto status = whole_number(item, 100, 599)) statuses.push_back(*status);
    if (!list || statuses.size() != list->size()) {
        fault(key, "must be a list of HTTP status codes");
        return;
    }
    out = std::move(statuses);
}

void Reader::minutes(std::string_view key, std::chrono::minutes& out) {
    const auto* found = value(key);
    if (!found) return;
    constexpr unsigned a_day = 24 * 60;
    if (const auto number = whole_number(*found, 1, a_day))
        out = std::chrono::minutes{*number};
    else
        fault(key, "must be a whole number of minutes from 1 to 1440");
}

const json::object* Reader::object(std::string_view key) {
    const auto* found = value(key);
    if (!found) return nullptr;
    const auto* object = found->if_object();
    if (!object) fault(key, fmt::format("must be an object, not {}", kind_in_words(*found)));
    return object;
}

}  // namespace privman::contract
