#include "privilege_manager/decode_row.hpp"

#include "net/http_message.hpp"
#include "net/url.hpp"
#include "privilege_manager/dates.hpp"
#include "privilege_manager/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace privman::pm {

using contract::Field;

namespace {

constexpr std::string_view no_guid = "00000000-0000-0000-0000-000000000000";

std::string last_part(std::string_view path) {
    const auto slash = path.find_last_of("\\/");
    return std::string{slash == std::string_view::npos ? path : path.substr(slash + 1)};
}

std::string text_of(const Said& said, Field field) {
    const auto* best = said.best(field);
    return best ? capped_within(best->text, max_field_bytes) : std::string{};
}

std::string full_name(const Said& said, const std::string& account) {
    for (const auto& candidate : said.of(Field::user_full_name))
        if (!net::equal_ignoring_case(candidate.text, account)) return capped_within(candidate.text, max_field_bytes);
    return {};
}

}  // namespace

RowDecoder::RowDecoder(const contract::Profile& profile, std::string_view base_url)
    : profile_{profile}, base_url_{base_url} {
    if (auto pieces = contract::pieces_of(profile.console_link)) link_ = std::move(*pieces);
}

std::expected<ElevationRequest, LeftOut> RowDecoder::decode(const Said& said) const {
    auto id = usable_id(said);
    if (!id) return std::unexpected{LeftOut{.why = id.error(), .no_id = true}};
    if (auto left_out = wrong_status(*id, said)) return std::unexpected{std::move(*left_out)};
    ElevationRequest r;
    r.id = std::move(*id);
    r.application = text_of(said, Field::application);
    r.version = text_of(said, Field::version);
    r.user = text_of(said, Field::user);
    r.user_full_name = full_name(said, r.user);
    r.computer = text_of(said, Field::computer);
    r.path = text_of(said, Field::path);
    r.command_line = text_of(said, Field::command_line);
    r.reason = text_of(said, Field::reason);
    r.company = text_of(said, Field::company);
    r.signer = text_of(said, Field::signer);
    r.rating = text_of(said, Field::rating);
    r.hash = text_of(said, Field::hash);
    r.policy = text_of(said, Field::policy);
    if (r.application.empty()) r.application = last_part(r.path);
    const auto requested = text_of(said, Field::requested);
    r.requested = parse_time(requested, profile_.dates);
    if (!r.requested) r.requested_text = requested;
    r.console_link = console_link(r.id);
    return r;
}

std::expected<RequestId, std::string> RowDecoder::usable_id(const Said& said) {
    const auto* best = said.best(Field::id);
    if (!best) return std::unexpected{std::string{"a row has no id"}};
    if (!best->textual && !best->number)
        return std::unexpected{std::string{"a row's id is neither text nor a whole number"}};
    auto id = normalised_id(best->text);
    if (id.size() > max_id_bytes) return std::unexpected{fmt::format("a row's id is {} bytes long", id.size())};
    if (has_control_characters(id)) return std::unexpected{std::string{"a row's id holds control characters"}};
    if (id == no_guid) return std::unexpected{std::string{"a row's id is the empty GUID"}};
    return RequestId{std::move(id)};
}

std::optional<LeftOut> RowDecoder::wrong_status(const RequestId& id, const Said& said) const {
    const auto* best = said.best(Field::status);
    if (!best) return std::nullopt;
    const auto word = trimmed(best->text);
    const auto is_word = [&](const std::string& known) { return net::equal_ignoring_case(known, word); };
    if (std::ranges::any_of(profile_.status.pending, is_word)) return std::nullopt;
    if (std::ranges::any_of(profile_.status.decided, is_word)) return LeftOut{.why = {}, .decided = true};
    return LeftOut{.why = fmt::format("{} has the unknown status \"{}\"", id.value, one_line(word, 60)),
                   .unknown_status = true};
}

std::string RowDecoder::console_link(const RequestId& id) const {
    std::string link;
    for (const auto& piece : link_) {
        if (const auto* text = std::get_if<std::string>(&piece))
            link += *text;
        else if (std::get<contract::Placeholder>(piece) == contract::Placeholder::base)
            link += base_url_;
        else
            link += net::encode_component(id.value);
    }
    return link;
}

void count_seen(const Said& said, SeenKeys& seen) {
    // The number of spellings is bounded by the field map, but for letter case, which a hostile list could vary.
    constexpr std::size_t most_spellings = 8;
    for (const auto field : contract::all_fields) {
        const auto* best = said.best(field);
        if (!best) continue;
        auto& keys = seen[field];
        const auto key = std::string{best->key};
        if (keys.contains(key) || keys.size() < most_spellings) ++keys[key];
    }
}

}  // namespace privman::pm
