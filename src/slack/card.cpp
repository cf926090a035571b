#include "slack/card.hpp"

#include "domain/digest.hpp"
#include "slack/button.hpp"
#include "slack/clean.hpp"
#include "slack/cut.hpp"
#include "slack/escape.hpp"
#include "slack/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace privman::slack {

namespace json = boost::json;

namespace {

// https://docs.slack.dev/reference/block-kit/blocks, five per cent below since the unit is not documented.
constexpr std::size_t header_limit = 140;
constexpr std::size_t label_limit = 70;
constexpr std::size_t options_limit = 100;
constexpr std::size_t context_limit = 300;
constexpr std::size_t notification_limit = 1000;
constexpr std::size_t minimal_limit = 2500;
/// Slack refuses messages somewhere above 11 000 characters of blocks; below this nothing was ever seen refused.
constexpr std::size_t card_limit = 8000;
/// A value of more than this wants a line of its own.
constexpr std::size_t short_value = 60;
/// So much of a value is always shown.
constexpr std::size_t least_room = 100;

/// How much of one value a card shows, before all of it is found too long.
struct Room {
    std::size_t narrow = 400;
    std::size_t wide = 1800;
    std::size_t status_blocks = 3;
    std::size_t status = section_limit;

    [[nodiscard]] bool can_shrink() const { return wide > least_room; }
    [[nodiscard]] Room smaller() const {
        const auto half = [](std::size_t limit) { return std::max(least_room, limit / 2); };
        if (wide < 800) return {half(narrow), half(wide), 1, 600};
        return {half(narrow), half(wide), status_blocks, status};
    }
};

json::object plain(std::string text) { return {{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", false}}; }

json::object literal_mrkdwn(std::string text) {
    return {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}};
}

/// Clean already. Each value stands in a field of its own and has no line end, so it cannot imitate a neighbour.
json::object fact(const CardField& field, std::size_t limit) {
    return plain(cut_middle(field.label, label_limit) + "\n" + cut_middle(field.value, limit));
}

void add_facts(json::array& blocks, const std::vector<CardField>& fields, const Room& room) {
    json::array pair;
    const auto finish_pair = [&] {
        if (!pair.empty()) blocks.push_back(json::object{{"type", "section"}, {"fields", std::move(pair)}});
        pair = {};
    };
    for (const auto& field : fields) {
        if (field.label.empty() && field.value.empty()) continue;
        if (field.wide || length_of(field.value) > short_value) {
            finish_pair();
            blocks.push_back(
                json::object{{"type", "section"}, {"text", fact(field, field.wide ? room.wide : room.narrow)}});
            continue;
        }
        pair.push_back(fact(field, room.narrow));
        if (pair.size() == 2) finish_pair();
    }
    finish_pair();
}

void add_status(json::array& blocks, const std::vector<Words>& status, const Room& room) {
    Words all;
    for (const auto& line : status) {
        if (!all.empty()) all << NewLine{};
        all << line;
    }
    for (auto& block : sections_of(all, room.status_blocks, room.status)) blocks.push_back(std::move(block));
}

/// Only what can stand between `<` and `|` without ending the link early; the address is ours, from configuration.
bool is_link(const std::string& url) {
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    return web && url.size() <= 2000 && std::ranges::all_of(url, [](char c) {
               return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '|' && c != '"' && c != '`';
           });
}

json::object context_of(const ElevationRequest& facts) {
    json::array elements;
    if (facts.requested) elements.push_back(literal_mrkdwn("Requested " + date_token(*facts.requested)));
    elements.push_back(plain("Request " + cut_middle(clean_value(facts.id.value), context_limit)));
    if (is_link(facts.console_link))
        elements.push_back(literal_mrkdwn("<" + escape_entities(facts.console_link) + "|Open in the console>"));
    return {{"type", "context"}, {"elements", std::move(elements)}};
}

json::object option(const Grant& grant) { return {{"text", plain(as_label(grant))}, {"value", spelling(grant)}}; }

json::object button(const char* action, std::string label, const char* style, const std::string& value) {
    return {{"type", "button"},
            {"action_id", action},
            {"text", plain(std::move(label))},
            {"style", style},
            {"value", value}};
}

/// Names a set of choices, protects nothing.
std::string short_hash(const Controls& controls) {
    Digest digest;
    for (const auto& grant : controls.offered) digest << spelling(grant);
    digest << spelling(controls.preselected);
    return std::to_string(digest.value());
}

/// Clients keep a viewer's choice for as long as the block's id stays: so it stays while attempt, facts (both in the
/// tag) and choices stay, and changes with any of them.
std::string controls_id(const Controls& controls, const std::string& tag) {
    return "decide." + tag.substr(0, 64) + "." + short_hash(controls);
}

json::object controls_of(const Controls& controls, const std::string& value, const std::string& tag) {
    json::array elements;
    if (!controls.offered.empty()) {
        json::array options;
        for (const auto& grant : controls.offered)
            if (options.size() < options_limit) options.push_back(option(grant));
        json::object picker{{"type", "static_select"},
                            {"action_id", duration_action},
                            {"placeholder", plain("Duration")},
                            {"options", std::move(options)}};
        const auto offered_end =
            controls.offered.begin() + static_cast<std::ptrdiff_t>(std::min(controls.offered.size(), options_limit));
        if (std::find(controls.offered.begin(), offered_end, controls.preselected) != offered_end)
            picker["initial_option"] = option(controls.preselected);
        elements.push_back(std::move(picker));
    }
    elements.push_back(button(approve_action, "Approve", "primary", value));
    elements.push_back(button(deny_action, "Deny", "danger", value));
    return {{"type", "actions"}, {"block_id", controls_id(controls, tag)}, {"elements", std::move(elements)}};
}

std::optional<std::string> button_value(const CardView& view, const Attempt& attempt, const std::string& tag) {
    const auto preselected = view.controls ? view.controls->preselected : Grant::one_time();
    return spelling(ButtonValue{attempt, tag, view.facts.id, preselected});
}

json::array blocks_of(const CardView& view, const Attempt& attempt, const std::string& tag, const Room& room) {
    json::array blocks;
    const auto title = for_plain_text(view.title, header_limit);
    blocks.push_back(json::object{{"type", "header"}, {"text", plain(title.empty() ? "Elevation request" : title)}});
    // What became of it comes first; while it waits, the facts do.
    const bool waiting = view.tone == Tone::waiting;
    if (!waiting) add_status(blocks, view.status, room);
    add_facts(blocks, view.fields, room);
    blocks.push_back(context_of(view.facts));
    if (waiting) add_status(blocks, view.status, room);
    if (!view.controls) return blocks;
    if (const auto value = button_value(view, attempt, tag)) {
        blocks.push_back(controls_of(*view.controls, *value, tag));
    } else {
        add_status(blocks, {Words{"No buttons: this request's id cannot be carried by one. Decide in the console."}},
                   room);
    }
    return blocks;
}

json::object message(const CardView& view, json::array blocks) {
    auto text = for_message_text(view.fallback.empty() ? view.title : view.fallback, notification_limit);
    if (text.empty()) text = "Elevation request";
    return {{"text", std::move(text)},
            {"blocks", std::move(blocks)},
            {"metadata",
             {{"event_type", "privman_request"},
              {"event_payload", {{"request_id", for_plain_text(view.facts.id.value, context_limit)}}}}},
            {"mrkdwn", false},
            {"parse", "none"},
            {"link_names", false},
            {"unfurl_links", false},
            {"unfurl_media", false}};
}

}  // namespace

json::object card_message(const CardView& view, const Attempt& attempt, const std::string& tag) {
    auto tidy = view;
    for (auto& field : tidy.fields) field = {clean(field.label), clean_value(field.value), field.wide};
    Room room;
    auto blocks = blocks_of(tidy, attempt, tag, room);
    while (length_of(json::serialize(blocks)) >= card_limit && room.can_shrink()) {
        room = room.smaller();
        blocks = blocks_of(tidy, attempt, tag, room);
    }
    return message(view, std::move(blocks));
}

json::object minimal_card_message(const CardView& view, const Attempt& attempt, const std::string& tag) {
    std::string text = for_plain_text(view.title, header_limit);
    const auto line = [&text](std::string_view more, std::size_t limit) {
        if (length_of(text) + limit < minimal_limit) text += "\n" + cut_middle(more, limit);
    };
    for (const auto& status : view.status) line(clean(plain_text(status)), 300);
    for (const auto& field : view.fields)
        line(clean(field.label) + ": " + clean_value(field.value), field.wide ? 300 : 120);
    line("Request " + clean_value(view.facts.id.value), 120);

    json::array blocks;
    blocks.push_back(json::object{{"type", "section"}, {"text", plain(text)}});
    const auto value = view.controls ? button_value(view, attempt, tag) : std::nullopt;
    if (value) {
        json::array buttons;
        buttons.push_back(button(approve_action, "Approve " + in_words(view.controls->preselected), "primary", *value));
        buttons.push_back(button(deny_action, "Deny", "danger", *value));
        blocks.push_back(json::object{
            {"type", "actions"}, {"block_id", "minimal." + tag.substr(0, 64)}, {"elements", std::move(buttons)}});
    }
    return message(view, std::move(blocks));
}

}  // namespace privman::slack
