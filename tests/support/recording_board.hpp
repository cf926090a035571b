// A chat product that remembers everything it was told to show.
#pragma once

#include "domain/card_view.hpp"
#include "ports/message_board.hpp"

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
    /// How the next call goes wrong, in the words of Slack; `happened`: it did its work all the same; `lands_later`: it
    /// does that when told.
    struct Mishap {
        Failure failure;
        bool happened = false;
        bool lands_later = false;
    };

    Async<Shown<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) override;
    Async<Shown<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt) override;
    Async<Shown<MessageTs>> post_digest(ChannelId channel, DigestView view) override;
    Async<Shown<void>> update_digest(ChannelId channel, MessageTs, DigestView view) override;
    Async<Shown<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) override;
    Async<Shown<void>> tell(ReplyTo to, Words words) override;

    Async<Shown<void>> tell_with_offers(ReplyTo to, Words words, std::vector<Offer> with) override;

    [[nodiscard]] std::vector<const Card*> cards_of(const std::string& request) const;
    [[nodiscard]] std::vector<std::string> told_to(const std::string& who) const;

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
    std::function<Async<void>()> edits_take;                  ///< how long an edit of a card is on its way
    std::function<std::optional<Mishap>()> mishap_of_chance;  ///< asked for every card and every private word

    /// Edits whose answers were lost long ago take effect now.
    void land_late_edits();
    std::deque<Card> late_edits;

    /// Somebody deletes every card of this request in this channel.
    void remove_cards(const std::string& request, const std::string& channel);
    [[nodiscard]] std::size_t count(const std::string& what, const std::string& channel) const;

private:
    std::optional<Mishap> chosen(std::deque<Mishap>& mishaps);
    static std::optional<Mishap> next(std::deque<Mishap>& mishaps);
    MessageTs new_ts();
    unsigned count_ = 0;
};

/// Everything a card says, in one text.
std::string text_of(const CardView& view);

}  // namespace privman::testing
