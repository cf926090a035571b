#include "tests/support/recording_board.hpp"

#include "slack/api_errors.hpp"
#include "tests/support/turn.hpp"

namespace privman::testing {

Async<Shown<MessageTs>> RecordingBoard::post(ChannelId channel, CardView view, Attempt attempt) {
    co_await a_turn();
    deeds.push_back({"post", channel, view.facts.id.value});
    const auto mishap = chosen(post_mishaps);
    if (poisoned.contains(view.facts.id)) co_return std::unexpected{slack::board_failure(poisoned.at(view.facts.id))};
    if (refusing.contains(channel)) co_return std::unexpected{slack::board_failure(refusing.at(channel))};
    if (mishap && !mishap->happened) co_return std::unexpected{slack::board_failure(mishap->failure)};
    cards.push_back({channel, new_ts(), attempt, view});
    if (mishap) co_return std::unexpected{slack::board_failure(mishap->failure)};
    co_return cards.back().ts;
}

Async<Shown<void>> RecordingBoard::update(ChannelId channel, MessageTs ts, CardView view, Attempt) {
    co_await a_turn();
    deeds.push_back({"edit", channel, view.facts.id.value});
    if (edits_take) co_await edits_take();
    const auto mishap = chosen(update_mishaps);
    if (poisoned.contains(view.facts.id)) co_return std::unexpected{slack::board_failure(poisoned.at(view.facts.id))};
    if (refusing_edits.contains(channel)) co_return std::unexpected{slack::board_failure(refusing_edits.at(channel))};
    if (mishap && mishap->lands_later) late_edits.push_back({channel, ts, {}, view});
    if (mishap && !mishap->happened) co_return std::unexpected{slack::board_failure(mishap->failure)};
    for (auto& card : cards)
        if (card.channel == channel && card.ts == ts && !card.deleted) {
            card.view = view;
            ++card.edits;
            if (mishap) co_return std::unexpected{slack::board_failure(mishap->failure)};
            co_return Shown<void>{};
        }
    co_return std::unexpected{
        slack::board_failure(Failure{Trouble::not_found, "message not found", {}, "message_not_found"})};
}

Async<Shown<MessageTs>> RecordingBoard::post_digest(ChannelId channel, DigestView view) {
    co_await a_turn();
    deeds.push_back({"post-digest", channel, {}});
    digests[channel] = view;
    ++digests_posted;
    co_return digest_ts[channel] = new_ts();
}

Async<Shown<void>> RecordingBoard::update_digest(ChannelId channel, MessageTs, DigestView view) {
    co_await a_turn();
    deeds.push_back({"edit-digest", channel, {}});
    if (const auto mishap = next(digest_edit_mishaps)) co_return std::unexpected{slack::board_failure(mishap->failure)};
    digests[channel] = view;
    co_return Shown<void>{};
}

Async<Shown<MessageTs>> RecordingBoard::say(ChannelId channel, Words words, MessageTs thread) {
    co_await a_turn();
    ++said_tries[channel];
    if (silent.contains(channel)) co_return std::unexpected{slack::board_failure(silent.at(channel))};
    if (const auto mishap = next(say_mishaps)) co_return std::unexpected{slack::board_failure(mishap->failure)};
    said.push_back({channel, plain_text(words), thread});
    co_return new_ts();
}

Async<Shown<void>> RecordingBoard::tell(ReplyTo to, Words words) {
    co_await a_turn();
    if (const auto mishap = chosen(tell_mishaps)) co_return std::unexpected{slack::board_failure(mishap->failure)};
    told.push_back({to.who, plain_text(words), to.response_url, to.channel});
    co_return Shown<void>{};
}

Async<Shown<void>> RecordingBoard::tell_with_offers(ReplyTo to, Words words, std::vector<Offer> with) {
    const auto who = to.who;
    auto done = co_await tell(std::move(to), std::move(words));
    if (done) offers[who] = std::move(with);
    co_return done;
}

std::vector<const RecordingBoard::Card*> RecordingBoard::cards_of(const std::string& request) const {
    std::vector<const Card*> found;
    for (const auto& card : cards)
        if (card.view.facts.id.value == request && !card.deleted) found.push_back(&card);
    return found;
}

std::vector<std::string> RecordingBoard::told_to(const std::string& who) const {
    std::vector<std::string> texts;
    for (const auto& one : told)
        if (one.who.value == who) texts.push_back(one.text);
    return texts;
}

void RecordingBoard::land_late_edits() {
    for (const auto& late : std::exchange(late_edits, {}))
        for (auto& card : cards)
            if (card.channel == late.channel && card.ts == late.ts && !card.deleted) card.view = late.view;
}

void RecordingBoard::remove_cards(const std::string& request, const std::string& channel) {
    for (auto& card : cards)
        if (card.view.facts.id.value == request && card.channel.value == channel) card.deleted = true;
}

std::size_t RecordingBoard::count(const std::string& what, const std::string& channel) const {
    std::size_t number = 0;
    for (const auto& deed : deeds) number += deed.what == what && deed.channel.value == channel ? 1 : 0;
    return number;
}

std::optional<RecordingBoard::Mishap> RecordingBoard::chosen(std::deque<Mishap>& mishaps) {
    if (auto scripted = next(mishaps)) return scripted;
    return mishap_of_chance ? mishap_of_chance() : std::nullopt;
}

std::optional<RecordingBoard::Mishap> RecordingBoard::next(std::deque<Mishap>& mishaps) {
    if (mishaps.empty()) return std::nullopt;
    auto first = mishaps.front();
    mishaps.pop_front();
    return first;
}

MessageTs RecordingBoard::new_ts() { return MessageTs{"1700000000." + std::to_string(100'000 + ++count_)}; }

std::string text_of(const CardView& view) {
    std::string text = view.title;
    for (const auto& line : view.status) text += "\n" + plain_text(line);
    return text;
}

}  // namespace privman::testing
