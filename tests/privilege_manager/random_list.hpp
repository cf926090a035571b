// Lists as no instance ever sends them: every shape, order and spelling that a list may have, and some that it may not.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace privman::pm::testing {

class RandomList {
public:
    explicit RandomList(std::uint64_t seed) : chance_{seed} {}

    /// An answer to a list call, by and large; by the API or as a report.
    std::string api() {
        make_rows([&] { return object_row(); });
        const auto rows = array_of(rows_);
        return spoiled(enveloped(rows, rows_.size()));
    }
    std::string report() {
        const auto columns = one_of(
            {R"([{"title": "_ItemId", "columnName": "x"}, {"title": "Computer"}, {"columnName": "Status"}])",
             R"([{"Title": "Computer", "COLUMNNAME": "agentname"}, {"title": "Status"}, {"title": "_itemid"}])",
             R"([{"title": "Computer"}, {"title": "Reason"}, {"title": ""}])", R"([{"title": "_ItemId"}, 7, null])"});
        make_rows([&] { return cells_row(); });
        std::vector<std::string> members{key("Columns") + columns, key("Data") + array_of(rows_)};
        if (rarely()) members.push_back(key("Columns") + value(2));
        if (rarely()) members.push_back(key("Data") + value(2));
        if (often()) members.push_back(key("Total") + total(rows_.size()));
        shuffle(members);
        auto report = object_of(members);
        if (rarely()) members.push_back(key("Result") + report);
        if (rarely()) report = object_of(members);
        if (often()) report = enveloped(report, rows_.size());
        return spoiled(report);
    }

    /// The next answer of the same instance: some rows less, more, changed, or in another order.
    void go_on() {
        for (auto changes = number(0, 3); changes > 0; --changes) {
            const auto place = number(0, rows_.size());
            if (rows_.empty() || often())
                fresh_ = true;
            else if (often())
                rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(place % rows_.size()));
            else
                shuffle(rows_);
        }
    }

private:
    bool rarely() { return number(0, 19) == 0; }
    bool often() { return number(0, 1) == 0; }
    std::size_t number(std::size_t least, std::size_t most) {
        return std::uniform_int_distribution<std::size_t>{least, most}(chance_);
    }
    std::string one_of(std::initializer_list<std::string_view> all) {
        return std::string{all.begin()[number(0, all.size() - 1)]};
    }
    template <class T>
    void shuffle(std::vector<T>& all) {
        std::ranges::shuffle(all, chance_);
    }

    template <class Make>
    void make_rows(Make make) {
        if (rows_.empty() || rarely()) {
            rows_.clear();
            for (auto more = number(0, rarely() ? 60 : 12); more > 0; --more) rows_.push_back(make());
        }
        if (fresh_) rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(number(0, rows_.size())), make());
        fresh_ = false;
        if (!rows_.empty() && rarely()) rows_.push_back(rows_[number(0, rows_.size() - 1)]);
    }

    std::string space() { return one_of({"", "", "", " ", "\n  ", "\t", "\r\n"}); }

    std::string array_of(const std::vector<std::string>& items) {
        std::string out = "[" + space();
        for (std::size_t i = 0; i < items.size(); ++i) out += (i == 0 ? "" : "," + space()) + items[i] + space();
        return out + "]";
    }
    std::string object_of(const std::vector<std::string>& members) {
        std::string out = "{" + space();
        for (std::size_t i = 0; i < members.size(); ++i) out += (i == 0 ? "" : "," + space()) + members[i] + space();
        return out + "}";
    }

    /// A name with its colon, sometimes in another letter case, or with an escape.
    std::string key(std::string name) {
        const auto letter = [&] { return number(0, name.size() - 1); };
        if (number(0, 5) == 0) name[letter()] ^= 0x20;
        if (rarely()) {
            const auto at = letter();
            std::array<char, 3> hex{};
            constexpr std::string_view digits = "0123456789abcdef";
            hex = {digits[static_cast<std::uint8_t>(name[at]) >> 4u], digits[static_cast<std::uint8_t>(name[at]) & 15u],
                   0};
            name.replace(at, 1, std::string{"\\u00"} + hex.data());
        }
        return "\"" + name + "\"" + space() + ":" + space();
    }

    std::string text() {
        return "\"" +
               one_of({"",
                       "a",
                       "b",
                       "c",
                       "Pending",
                       "pending ",
                       "Approved",
                       "Brewing",
                       "  ",
                       "LAB\\\\ana",
                       "C:\\\\x\\\\y.exe",
                       "\\\"",
                       "\\\\",
                       "\\\\\\\"",
                       "\\ud83d\\ude00",
                       "\\ud83d",
                       "\\ude00x",
                       "\\\\ud83d",
                       "\\uD83d\\n\\/\\b\\f\\r\\t",
                       "\\u00e9\\u20ac\\u0000\\u0041",
                       "\xc3\xa9",
                       "\xff",
                       "x\xc3(\xed\xa0\x80y",
                       "\x80\x80z\xe2\x82",
                       "]}",
                       "{[,",
                       "2026-07-01T12:00:00Z",
                       "2026-07-02T12:00:00Z",
                       "/Date(1738332300000)/",
                       "{85000000-0000-4000-8000-0000000000AA}",
                       "85000000-0000-4000-8000-0000000000aa"}) +
               (often() ? "" : one_of({"x", "y", "\\u0020", "\xe2\x82\xac"})) + "\"";
    }
    std::string value(std::size_t depth) {
        switch (number(0, depth == 0 ? 3 : 6)) {
            case 0:
                return one_of({"0", "-0", "17", "1.5", "-2e3", "1E2", "18446744073709551615", "-9223372036854775808",
                               "18446744073709551616", "0.1"});
            case 1: return one_of({"true", "false", "null", "null"});
            case 2:
            case 3: return text();
            case 4: return array_of({});
            case 5: return array_of({value(depth - 1), value(depth - 1)});
            default: return object_of({key("Total") + value(depth - 1), key("Data") + value(depth - 1)});
        }
    }

    std::string object_row() {
        if (rarely()) return value(2);
        std::vector<std::string> members;
        if (!rarely()) members.push_back(key(one_of({"Id", "ApprovalId", "PMId", "itemid"})) + id());
        for (auto more = number(0, 6); more > 0; --more)
            members.push_back(key(one_of({"Id", "Status", "ApprovalStatus", "State", "UserReason", "Reason", "UserName",
                                          "InitiatorUserName", "FilePath", "FileName", "CommandLine", "Requested",
                                          "Created", "Other", "PMReason", "pmpmReason", "AgentName", "Rating"})) +
                              value(2));
        shuffle(members);
        return object_of(members);
    }
    std::string cells_row() {
        if (rarely()) return value(2);
        std::vector<std::string> cells{id(), value(1), one_of({"\"Pending\"", "null", "\"approved\"", "\"x\""})};
        if (rarely()) cells.pop_back();
        if (rarely()) shuffle(cells);
        return array_of(cells);
    }
    std::string id() {
        if (rarely()) return value(1);
        return "\"" + std::string(1, static_cast<char>('a' + number(0, 25))) + std::to_string(number(0, 9)) + "\"";
    }

    std::string total(std::size_t rows) {
        if (rarely()) return value(1);
        return often() ? std::to_string(rows) : "\"" + std::to_string(rows) + "\"";
    }
    std::string enveloped(const std::string& rows, std::size_t count) {
        switch (number(0, 4)) {
            case 0: return rows;
            case 1: return envelope(rows, count, "Result");
            case 2: return envelope(envelope(rows, count, "Data"), count, "Result");
            case 3: return envelope(rows, count, one_of({"Items", "0", "a/b"}));
            default: return array_of({value(1), envelope(rows, count, "Data")});
        }
    }
    std::string envelope(const std::string& content, std::size_t count, const std::string& name) {
        std::vector<std::string> members{key(name) + content};
        if (often()) members.push_back(key("Total") + total(count));
        if (rarely()) members.push_back(key("Total") + total(count + 1));
        if (rarely()) members.push_back(key(name) + value(2));
        if (number(0, 5) == 0) members.push_back(key("Status") + (often() ? "\"Error\"" : "\"Success\""));
        if (number(0, 5) == 0) members.push_back(key(one_of({"Messages", "Message", "Error", "Text"})) + value(2));
        if (often()) members.push_back(key("Other") + value(3));
        shuffle(members);
        return object_of(members);
    }

    /// Mostly whole.
    std::string spoiled(std::string body) {
        if (rarely()) body = "\xef\xbb\xbf" + body;
        body = space() + body + space();
        if (number(0, 9) != 0) return body;
        const auto at = number(0, body.size() - 1);
        switch (number(0, 4)) {
            case 0: body.resize(at); break;
            case 1: body.erase(at, 1); break;
            case 2: body[at] = static_cast<char>(number(0, 255)); break;
            case 3: body.insert(at, 1, one_of({"\"", "\\", "{", "[", "]", "}", ",", "\xff", "0"}).front()); break;
            default: body.insert(at, body.substr(at, number(0, 20))); break;
        }
        return body;
    }

    std::mt19937_64 chance_;
    std::vector<std::string> rows_;
    bool fresh_ = false;
};

}  // namespace privman::pm::testing
