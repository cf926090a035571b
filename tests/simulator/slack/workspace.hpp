// What stands in the channels of the simulated workspace, and the way there: latency, limits, lost answers.
#pragma once

#include "ports/directory.hpp"
#include "ports/message_board.hpp"
#include "tests/simulator/people/rights.hpp"
#include "tests/simulator/world/chance.hpp"
#include "tests/simulator/world/letter.hpp"
#include "tests/simulator/world/witness.hpp"
#include "tests/simulator/world/world.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace privman::simulator {

inline constexpr unsigned edits_per_minute = 50;  // https://docs.slack.dev/apis/web-api/rate-limits, tier 3

struct Message {
    enum class Kind { card, digest, words } kind = Kind::words;
    ChannelId channel;
    MessageTs ts;
    CardView card;
    Attempt attempt;
    DigestView digest;
    Words words;
    bool deleted = false;
    LifeNumber poster = nobody;
    bool answer_lost = false;  ///< its poster never learned the ts
};

class Workspace {
public:
    Workspace(World& world, Witness& witness, const Rights& rights, std::uint64_t seed);

    // How it is at the moment; the plan switches.
    unsigned errors = 0;     ///< per mille of calls that fail with an error, with or without effect
    unsigned lost = 0;       ///< per mille of calls whose answer is lost
    unsigned throttles = 0;  ///< per mille of calls that get a 429
    bool unreachable = false;
    bool slow = false;
    bool throttles_replies = false;             ///< whatever is said to people gets a 429 of minutes
    bool knows_nobody = false;                  ///< or says nothing about anybody
    std::map<ChannelId, std::string> refusing;  ///< Slack's word: not_in_channel, is_archived
    std::map<ChannelId, Millis> refused_until;  ///< when it took messages again

    [[nodiscard]] std::vector<const Message*> cards_with_buttons() const;
    [[nodiscard]] std::vector<const Message*> cards_of(const RequestId& id, const ChannelId& channel) const;
    [[nodiscard]] const Message* at(const ChannelId& channel, const MessageTs& ts) const;
    [[nodiscard]] const std::vector<Message>& messages() const { return messages_; }
    void remove(const Message& message);
    void life_ended(LifeNumber number);

    // The wire.
    using PostDone = LetterTo<Outcome<MessageTs>>;
    using Done = LetterTo<Outcome<void>>;
    void post(LifeNumber whose, Message message, const PostDone& answer);
    void edit(LifeNumber whose, Message message, const Done& answer);
    void tell(LifeNumber whose, ReplyTo to, Words words, const Done& answer, std::vector<Offer> offers = {});
    /// Somebody sees buttons below private words.
    std::function<void(const ReplyTo&, const std::vector<Offer>&)> on_offers;
    void look_up(LifeNumber whose, const UserId& who, const LetterTo<Outcome<Person>>& answer);

private:
    struct Fate {
        std::optional<Failure> failure;
        bool happens = true;
        Millis there{};
        Millis back{};
        bool late = false;  ///< it happens when its caller has long given up
    };
    Fate fate_of(const ChannelId& channel, bool edits);
    /// The 429 that whatever answers people gets now, if it does.
    [[nodiscard]] std::optional<Failure> wait_with_answers();
    [[nodiscard]] MessageTs new_ts();
    void check_twins(const Message& fresh) const;

    World& world_;
    Witness& witness_;
    const Rights& rights_;
    Chance chance_;
    std::vector<Message> messages_;
    std::map<RequestId, std::vector<std::size_t>> cards_;  ///< places in `messages_`
    std::set<LifeNumber> ended_;
    std::uint64_t posted_ = 0;
    Millis edits_counted_from_{0};
    unsigned edits_in_minute_ = 0;
    unsigned asked_in_vain_ = 0;
};

/// The ports, for one life.
class WorkspaceBoard final : public MessageBoard {
public:
    WorkspaceBoard(Workspace& workspace, LifeNumber whose) : workspace_{workspace}, whose_{whose} {}
    Async<Shown<MessageTs>> post(ChannelId channel, CardView view, Attempt attempt) override;
    Async<Shown<void>> update(ChannelId channel, MessageTs ts, CardView view, Attempt attempt) override;
    Async<Shown<MessageTs>> post_digest(ChannelId channel, DigestView view) override;
    Async<Shown<void>> update_digest(ChannelId channel, MessageTs ts, DigestView view) override;
    Async<Shown<MessageTs>> say(ChannelId channel, Words words, MessageTs thread) override;
    Async<Shown<void>> tell(ReplyTo to, Words words) override;
    Async<Shown<void>> tell_with_offers(ReplyTo to, Words words, std::vector<Offer> offers) override;

private:
    Workspace& workspace_;
    LifeNumber whose_;
};

/// Answers as old as its callers allow: no look-up is made that the real adapter would not make either.
class WorkspaceDirectory final : public Directory {
public:
    WorkspaceDirectory(Workspace& workspace, const World& world, LifeNumber whose)
        : workspace_{workspace}, world_{world}, whose_{whose} {}
    Async<Outcome<Person>> person(UserId id, Millis at_most_old) override;
    Async<Outcome<ChannelInfo>> channel(ChannelId id) override;

private:
    struct Known {
        Person person;
        Millis asked{};
    };

    Workspace& workspace_;
    const World& world_;
    LifeNumber whose_;
    std::map<UserId, Known> known_;
};

}  // namespace privman::simulator
