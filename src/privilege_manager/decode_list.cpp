#include "contract/template.hpp"
#include "net/http_message.hpp"
#include "net/url.hpp"
#include "privilege_manager/dates.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/field_index.hpp"
#include "privilege_manager/find_rows.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace privman::pm {

using contract::Field;

namespace {

constexpr std::string_view no_guid = "00000000-0000-0000-0000-000000000000";

std::string console_link(const contract::Profile& profile, std::string_view base_url, const RequestId& id) {
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

std::string last_part(std::string_view path) {
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
std::vector<ElevationRequest> oldest_first(std::vector<ElevationRequest> requests) {
    std::vector<std::pair<WallTime, std::size_t>> order;
    order.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
        order.emplace_back(requests[i].requested.value_or(WallTime::max()), i);
    std::ranges::sort(order);
    std::vector<ElevationRequest> sorted;
    sorted.reserve(requests.size());
    for (const auto& [when, place] : order) sorted.push_back(std::move(requests[place]));
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

std::unexpected<Failure> no_list(const std::string& found) {
    return std::unexpected{
        Failure{.kind = Trouble::malformed, .what = "the list of pending requests was not complete: " + found}};
}

}  // namespace

Outcome<DecodedList> decode_list(const contract::Profile& profile, std::string_view body, std::string_view base_url) {
    if (body.size() > max_list_bytes) return no_list("more than 10 MB");
    const auto document = read_json(body);
    if (!document) return no_list(document.error());
    if (says_error(*document)) return no_list("an error: " + message_in(*document));

    const FieldIndex index{profile};
    auto found = find_rows(profile, *document, index);
    if (!found) return no_list(found.error());

    DecodedList decoded;
    Remarks remarks;
    for (auto& remark : found->remarks) remarks.add(std::move(remark));
    RowDecoder decoder{profile, base_url, index};
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
    // A list that only looks empty, because the profile does not fit, would close every card.
    if (found->listed > 0 && unknown_status == found->listed)
        return no_list("every row has a status that the contract profile does not know");
    if (found->listed > 0 && no_id == found->listed)
        return no_list("no row has an id under any name the contract profile knows");
    decoded.list.requests = oldest_first(std::move(decoded.list.requests));
    decoded.list.remarks = remarks.take();
    decoded.seen = decoder.seen();
    return decoded;
}

}  // namespace privman::pm
