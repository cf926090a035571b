// A chat product that remembers everything it was told to show.
#pragma once

#include "domain/card_view.hpp"
#include "ports/message_board.hpp"
#include "tests/support/turn.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace privman::testing {

class RecordingBoard final : public MessageBoard {
public:
    struct Card {
        ChannelId channel;
        MessageTs ts;
        Attempt attempt;
        CardView view;
        unsigned edits = 0;
        bool deleted = false;
    };
    struct Said {
        ChannelId channel;
        std::string text;
        MessageTs thread;
    };
    struct ToldPrivately {
        UserId who;
        std::string text;
        std::string response_url;
        ChannelId channel;
    };
    /// One call that reached the chat product, in the order of arrival; `what`: post, edit, post-digest, edit-digest.
    struct Deed {
        std::string what;
        ChannelId channel;
        std::string request;
    };
    /// How the next call goes wrong; `happened`: it did its work all the same; `lands_later`: it does that when told.
    struct Mishap {
        Failure failure;
        bool happened = false;
        bool lands_later = false;
    };

    Async<Outcome<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) override {
        co_await a_turn();
        deeds.push_back({"post", channel, view.facts.id.value});
        const auto mishap = chosen(post_mishaps);
        if (poisoned.contains(view.facts.id)) co_return std::unexpected{poisoned.at(view.facts.id)};
        if (refusing.contains(channel)) co_return std::unexpected{refusing.at(channel)};
        if (mishap && !mishap->happened) co_return std::unexpected{mishap->failure};
        cards.push_back({channel, new_ts(), attempt, view});
        if (mishap) co_return std::unexpected{mishap->failure};
        co_return cards.back().ts;
    }
    Async<Outcome<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt) override {
        co_await a_turn();
        deeds.push_back({"edit", channel, view.facts.id.value});
        const auto mishap = chosen(update_mishaps);
        if (poisoned.contains(view.facts.id)) co_return std::unexpected{poisoned.at(view.facts.id)};
        if (refusing_edits.contains(channel)) co_return std::unexpected{refusing_edits.at(channel)};
        if (mishap && mishap->lands_later) late_edits.push_back({channel, ts, {}, view});
        if (mishap && !mishap->happened) co_return std::unexpected{mishap->failure};
        for (auto& card : cards)
            if (card.channel == channel && card.ts == ts && !card.deleted) {
                card.view = view;
                ++card.edits;
                if (mishap) co_return std::unexpected{mishap->failure};
                co_return Outcome<void>{};
            }
        co_return std::unexpected{Failure{Trouble::not_found, "message not found", {}, "message_not_found"}};
    }
    Async<Outcome<MessageTs>> post_digest(ChannelId channel, DigestView view) override {
        co_await a_turn();
        deeds.push_back({"post-digest", channel, {}});
        digests[channel] = view;
        ++digests_posted;
        co_return digest_ts[channel] = new_ts();
    }
    Async<Outcome<void>> update_digest(ChannelId channel, MessageTs, DigestView view) override {
        co_await a_turn();
        deeds.push_back({"edit-digest", channel, {}});
        if (const auto mishap = next(digest_edit_mishaps)) co_return std::unexpected{mishap->failure};
        digests[channel] = view;
        co_return Outcome<void>{};
    }
    Async<Outcome<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) override {
        co_await a_turn();
        ++said_tries[channel];
        if (silent.contains(channel)) co_return std::unexpected{silent.at(channel)};
        if (const auto mishap = next(say_mishaps)) co_return std::unexpected{mishap->failure};
        said.push_back({channel, plain_text(words), thread});
        co_return new_ts();
    }
    Async<Outcome<void>> tell(ReplyTo to, Words words) override {
        co_await a_turn();
        if (const auto mishap = chosen(tell_mishaps)) co_return std::unexpected{mishap->failure};
        told.push_back({to.who, plain_text(words), to.response_url, to.channel});
        co_return Outcome<void>{};
    }

    Async<Outcome<void>> tell_with_offers(ReplyTo to, Words words, std::vector<Offer> with) override {
        const auto who = to.who;
        auto done = co_await tell(std::move(to), std::move(words));
        if (done) offers[who] = std::move(with);
        co_return done;
    }

    [[nodiscard]] std::vector<const Card*> cards_of(const std::string& request) const {
        std::vector<const Card*> found;
        for (const auto& card : cards)
            if (card.view.facts.id.value == request && !card.deleted) found.push_back(&card);
        return found;
    }
    [[nodiscard]] std::vector<std::string> told_to(const std::string& who) const {
        std::vector<std::string> texts;
        for (const auto& one : told)
            if (one.who.value == who) texts.push_back(one.text);
        return texts;
    }

    std::deque<Card> cards;
    std::map<ChannelId, DigestView> digests;
    std::map<ChannelId, MessageTs> digest_ts;
    unsigned digests_posted = 0;
    std::vector<Said> said;
    std::vector<ToldPrivately> told;
    std::map<UserId, std::vector<Offer>> offers;  ///< the last ones that each was shown
    std::deque<Mishap> post_mishaps;
    std::deque<Mishap> update_mishaps;
    std::deque<Mishap> tell_mishaps;
    std::deque<Mishap> say_mishaps;
    std::deque<Mishap> digest_edit_mishaps;
    std::map<ChannelId, Failure> refusing;        ///< no new card there
    std::map<ChannelId, Failure> refusing_edits;  ///< no edit of a card there
    std::map<ChannelId, Failure> silent;          ///< nothing can be said there
    std::map<RequestId, Failure> poisoned;        ///< cards of this request are never taken
    std::map<ChannelId, unsigned> said_tries;
    std::vector<Deed> deeds;
    std::function<std::optional<Mishap>()> mishap_of_chance;  ///< asked for every card and every private word

    /// Edits whose answers were lost long ago take effect now.
    void land_late_edits() {
        for (const auto& late : std::exchange(late_edits, {}))
            for (auto& card : cards)
                if (card.channel == late.channel && card.ts == late.ts && !card.deleted) card.view = late.view;
    }
    std::deque<Card> late_edits;

    /// Somebody deletes every card of this request in this channel.
    void remove_cards(const std::string& request, const std::string& channel) {
        for (auto& card : cards)
            if (card.view.facts.id.value == request && card.channel.value == channel) card.deleted = true;
    }
    [[nodiscard]] std::size_t count(const std::string& what, const std::string& channel) const {
        std::size_t number = 0;
        for (const auto& deed : deeds) number += deed.what == what && deed.channel.value == channel ? 1 : 0;
        return number;
    }

private:
    std::optional<Mishap> chosen(std::deque<Mishap>& mishaps) {
        if (auto scripted = next(mishaps)) return scripted;
        return mishap_of_chance ? mishap_of_chance() : std::nullopt;
    }
    static std::optional<Mishap> next(std::deque<Mishap>& mishaps) {
        if (mishaps.empty()) return std::nullopt;
        auto first = mishaps.front();
        mishaps.pop_front();
        return first;
    }
    MessageTs new_ts() { return MessageTs{"1700000000." + std::to_string(100'000 + ++count_)}; }
    unsigned count_ = 0;
};

/// Everything a card says, in one text.
inline std::string text_of(const CardView& view) {
    std::string text = view.title;
    for (const auto& line : view.status) text += "\n" + plain_text(line);
    return text;
}

}  // namespace privman::testing
