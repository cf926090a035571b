#include "privilege_manager/list_reader.hpp"

#include "privilege_manager/decode_row.hpp"
#include "privilege_manager/find_rows.hpp"
#include "privilege_manager/read_json.hpp"
#include "privilege_manager/read_rows.hpp"
#include "privilege_manager/short_answer.hpp"
#include "privilege_manager/text.hpp"

#include <memory>
#include <string_view>
#include <utility>

namespace privman::pm {

struct ListReader::Answer {
    const ShortAnswer& answer;
    std::string_view whole;
    std::size_t offset = 0;    ///< of the text in the body
    const KnownRows* known{};  ///< what the answer leaves out; null: nothing
};

struct ListReader::Read {
    ReadRows rows;
    RowSetting setting;
};

namespace {

std::unexpected<Failure> no_list(const std::string& found) {
    return std::unexpected{
        Failure{.kind = Trouble::malformed, .what = "the list of pending requests was not complete: " + found}};
}

std::size_t offset_in(const std::string& body, std::string_view part) {
    return static_cast<std::size_t>(part.data() - body.data());
}

}  // namespace

ListReader::ListReader(contract::Profile profile, std::string base_url)
    : profile_{std::move(profile)}, base_url_{std::move(base_url)}, index_{profile_} {}

Outcome<SharedList> ListReader::read(std::string body, const Redact& redact) {
    if (known_.is_answer(body)) return list_;
    if (replace_lone_surrogates(body) && known_.is_answer(body)) return list_;
    auto read = read_what_is_new(body);
    // What is no list that way says so in the words of the long way, which sees all of it.
    if (!read) read = read_all(body, redact, nullptr);
    if (!read) return no_list(read.error());
    if (auto& list = read->rows.list; list && (!list_ || *list_ != *list))
        list_ = std::make_shared<const PendingList>(std::move(*list));
    known_ = std::move(read->rows.known);
    known_.hold(std::move(body), std::move(read->setting));
    return list_;
}

Outcome<DecodedList> ListReader::inspect(std::string body, const Redact& redact) const {
    replace_lone_surrogates(body);
    SeenKeys seen;
    auto read = read_all(body, redact, &seen);
    if (!read) return no_list(read.error());
    return DecodedList{.list = std::move(read->rows.list).value(), .seen = std::move(seen)};
}

/// The long way.
ListReader::Result ListReader::read_all(const std::string& body, const Redact& redact, SeenKeys* seen) const {
    if (body.size() > max_list_bytes) return std::unexpected{std::string{"more than 10 MB"}};
    const auto text = json_in(body);
    if (!text) return std::unexpected{text.error()};
    return read_answer({.answer = ShortAnswer{*text}, .whole = *text, .offset = offset_in(body, *text)}, redact, seen);
}

/// The short way: known rows are left out before anything is parsed.
ListReader::Result ListReader::read_what_is_new(const std::string& body) const {
    const auto nothing_known = [] { return std::unexpected{std::string{"nothing is known of these rows"}}; };
    if (known_.notes().empty() || body.size() > max_list_bytes) return nothing_known();
    if (may_hide_lists(profile_.list, known_.setting().depth)) return nothing_known();
    const auto text = json_in(body);
    if (!text) return std::unexpected{text.error()};
    const ShortAnswer answer{*text, known_};
    if (answer.rows().empty()) return nothing_known();
    return read_answer({.answer = answer, .whole = *text, .offset = offset_in(body, *text), .known = &known_}, {},
                       nullptr);
}

ListReader::Result ListReader::read_answer(const Answer& answer, const Redact& redact, SeenKeys* seen) const {
    const auto found = find_rows(profile_, answer.answer.text(), index_, redact);
    if (!found) return std::unexpected{found.error()};
    const bool is_utf8 = is_valid_utf8(answer.whole);
    if (!is_utf8 && valid_utf8_size(answer.whole) > max_list_bytes)
        return std::unexpected{std::string{"more than 10 MB when what is no UTF-8 is replaced"}};
    RowSetting setting{.depth = found->depth, .columns = std::string{found->columns_are}};
    if (answer.known && answer.known->setting() != setting)
        return std::unexpected{std::string{"rows mean something else by now"}};

    const RowDecoder decoder{profile_, base_url_};
    auto rows = read_rows({.answer = answer.answer,
                           .offset = answer.offset,
                           .found = *found,
                           .is_utf8 = is_utf8,
                           .known = answer.known,
                           .last = answer.known ? list_.get() : nullptr},
                          index_, decoder, seen);
    if (!rows) return std::unexpected{std::move(rows.error())};
    return Read{.rows = std::move(*rows), .setting = std::move(setting)};
}

}  // namespace privman::pm
