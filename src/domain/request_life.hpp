// All we know of one elevation request, and how it goes on when something happens to it. What it should look like to
// people is derived elsewhere (card_view); nothing here does anything.
#pragma once

#include "domain/decision.hpp"
#include "domain/elevation_request.hpp"
#include "domain/ids.hpp"
#include "domain/moment.hpp"
#include "domain/same_file.hpp"
#include "domain/words.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace privman {

/// Nobody has decided yet.
struct Waiting {
    friend bool operator==(const Waiting&, const Waiting&) = default;
};
/// Somebody holds the claim; Privilege Manager is being told, or soon will be.
struct Submitting {
    Claim claim;
    friend bool operator==(const Submitting&, const Submitting&) = default;
};
/// Privilege Manager said so.
struct Settled {
    Verdict verdict;
    unsigned listed_again = 0;  ///< complete lists in a row that still held it afterwards; from 2 on people are told
    friend bool operator==(const Settled&, const Settled&) = default;
};
/// No longer pending in Privilege Manager, and not by us: decided in the console, timed out, withdrawn.
struct Gone {
    WallTime at{};
    friend bool operator==(const Gone&, const Gone&) = default;
};
/// A decision was sent, its answer never understood, and no further call may be sent.
struct Unconfirmed {
    Claim claim;
    bool gone = false;  ///< no longer listed: the truth cannot be read back any more
    unsigned listed_again =
        0;  ///< complete lists in a row with it, after the time in which the call may still be working
    friend bool operator==(const Unconfirmed&, const Unconfirmed&) = default;
};
using Stage = std::variant<Waiting, Submitting, Settled, Gone, Unconfirmed>;

/// One message that shows this request. More than one per channel only as twins of a post whose answer was lost.
struct CardCopy {
    Attempt attempt;
    std::optional<MessageTs> ts;  ///< unknown until the post was answered, or a click told
    std::uint64_t shown = 0;      ///< hash of the view it shows; 0 = not known
    WallTime intended{};          ///< when posting was decided
    bool posted_again = false;    ///< its post was made more than once: several messages may carry this attempt
    bool uneditable = false;      ///< the chat product lets nobody change it any more: its buttons decide nothing
    std::uint64_t end_shown = 0;  ///< the `end_of` that it shows: only another end is worth another drawing
    friend bool operator==(const CardCopy&, const CardCopy&) = default;
};

/// It is drawn again, whatever it shows.
inline void forget_what_it_shows(CardCopy& copy) { copy.shown = copy.end_shown = 0; }

/// A click as it came in: kept before it is acknowledged, dropped when its clicker has been answered.
struct KeptClick {
    ClickKey key;
    UserId by;
    TeamId team;
    Choice choice;
    ChannelId channel;
    MessageTs ts;
    Attempt attempt;
    std::string seal;
    std::string response_url;  ///< a secret; empty when the chat product gave none
    Moment at;
    Millis age{0};             ///< it had been made so long before that, by the chat product's clock
    bool won = false;          ///< it got the claim: its clicker is told how the claim ended
    bool turned_down = false;  ///< its clicker is being told no: it never claims, not even after a restart
    bool outlived = false;     ///< its clicker waits to hear how a claim ended, and another claim has come since
    bool replaced = false;     ///< turned down, because its clicker denied on the same card before it was judged
    friend bool operator==(const KeptClick&, const KeptClick&) = default;
};

/// One line of the decision record, written with the change that it tells of.
struct LedgerFact {
    std::string id;    ///< `<request>#<n>`: the same fact written twice is one fact
    std::string kind;  ///< claimed, approved, denied, refused, unconfirmed, gone, returned, still-listed
    WallTime at{};
    std::string by;      ///< a user id, `schedule`, or `bot`
    std::string detail;  ///< grant, rule or reason, in words
    friend bool operator==(const LedgerFact&, const LedgerFact&) = default;
};

/// A no to it, or its going away without a decision of ours; and whose request for what it was at that time, which it
/// need not be any more: it may go on as another request under the same id.
struct TurnedAway {
    bool by_person = false;  ///< somebody with the right to decide denied it, whatever came of that; else it went away
    WallTime at{};           ///< when that last happened
    std::string user;
    FileNamed file;
    friend bool operator==(const TurnedAway&, const TurnedAway&) = default;
};

/// A decision of which nothing came: it was never sent, or Privilege Manager did not take it. The request waits on.
struct NotTaken {
    Decider by;
    std::string why;
    friend bool operator==(const NotTaken&, const NotTaken&) = default;
};

/// The stored record of this life could not be read, so it began anew. A call of which nothing is known any more may
/// be working still: nobody decides before that must be over.
struct Damage {
    Moment since;       ///< when it began anew
    bool held = false;  ///< a complete list has held the request since
    friend bool operator==(const Damage&, const Damage&) = default;
};

struct Life {
    RequestId id;
    std::uint64_t version = 0;  ///< of the stored record; 0 = never stored
    ElevationRequest facts;
    std::optional<ElevationRequest> facts_before;  ///< what they were before they last became another request's
    std::vector<ElevationRequest> facts_alike;     ///< what cards may show still that means the same as `facts`
    bool twice_listed = false;                     ///< under this id two requests are listed: nobody can decide it here
    Moment first_seen;
    Stage stage;
    std::optional<Moment> facts_since;  ///< when they were first listed as they are now; absent: at first sight
    bool clicked = false;               ///< somebody who may decide has clicked on it: the schedule leaves it to people
    std::string
        left_because;  ///< why the schedule left it to people when nobody was there, a clause; empty: it did not
    std::map<ChannelId, std::vector<CardCopy>> cards;
    std::vector<KeptClick> clicks;
    std::vector<KeptClick> to_be_told;    ///< answered while the outcome was open: told again when it is known
    std::optional<Claim> without_effect;  ///< the last decision that was sent and did nothing, until the next claim
    std::optional<NotTaken> not_taken;    ///< the last one, until the next claim
    std::vector<LedgerFact> ledger;
    std::vector<TurnedAway> turned_away;  ///< one for each file and account; absent in the oldest records
    std::optional<WallTime> reminded;
    std::optional<WallTime> ended;  ///< when it left the waiting room: settled, gone, unconfirmed
    std::optional<Damage> damage;   ///< until it is known that no call can be under way

    // What a newer version has stored that this one does not know. It is kept as it is; nobody here looks into it.
    std::string unknown;        ///< fields of the record
    std::string unknown_facts;  ///< fields of its facts

    friend bool operator==(const Life&, const Life&) = default;
};

/// A life begins when a request is first listed.
Life first_seen(ElevationRequest facts, const Moment& now);

/// The same for a request whose stored record cannot be read: with what could be saved of it, and with no decision
/// before a lost call must be over. Never approved automatically: what people have done to it is not known.
Life begun_anew(Life first_seen, std::map<ChannelId, std::vector<CardCopy>> cards, std::vector<LedgerFact> ledger,
                const std::string& why, const Moment& now);

// What can happen to a life.

/// A complete list holds it.
struct Listed {
    ElevationRequest facts;
    bool twice = false;             ///< and holds other facts under the same id: which are true is not known
    bool counts = true;             ///< it was asked for long enough after the last one to be another witness
    std::optional<Moment> begun{};  ///< when it was asked for; absent: now
};
/// Complete lists lack it often enough to believe it.
struct Missing {};
/// A click arrived. Of one person's clicks on one card only one waits to be judged at a time: the first, unless that is
/// an approval and a denial comes after it, which takes its place. Whoever could not be kept is not among the clicks
/// afterwards; `why_not_kept` says why.
struct Kept {
    KeptClick click;
};
/// It decides nothing, and its clicker is about to be told so.
struct TurnedDown {
    ClickKey click;
    bool by_approver = false;  ///< its clicker may decide, only this click could not
};
/// Its clicker was told; `open`: only that the outcome is not known yet.
struct Answered {
    ClickKey click;
    bool open = false;
};
/// Whoever was told that the outcome is not known was told how it ended.
struct FollowedUp {
    ClickKey click;
};
/// An authorised click, or the schedule, asks for the right to decide.
struct Claimed {
    Claim claim;
};
/// A call to Privilege Manager is about to be sent.
struct Calling {};
/// That call never reached Privilege Manager; `earlier` is when the one before it was sent.
struct Undelivered {
    std::optional<Moment> earlier;
};
/// That call is over, and its answer told nothing.
struct CallEnded {};
/// The list that was read before the first call does not hold what people were shown: the claim is given up.
struct NotAsShown {
    std::optional<ElevationRequest> listed;  ///< nothing: it is not listed
    bool twice = false;                      ///< two requests are listed under this id
};
/// No call ever reached Privilege Manager, and none will be tried again.
struct NotSent {
    std::string why;
};
/// Privilege Manager said yes to the call.
struct Confirmed {};
/// Privilege Manager said no: nothing was decided.
struct Refused {
    std::string why;
};
/// Privilege Manager said that it had been decided before the call.
struct DecidedElsewhere {};
/// No further call may be sent, and the outcome is unknown.
struct OutOfTime {};
using Happening = std::variant<Listed, Missing, Kept, TurnedDown, Answered, FollowedUp, Claimed, Calling, Undelivered,
                               CallEnded, NotAsShown, NotSent, Confirmed, Refused, DecidedElsewhere, OutOfTime>;

/// How long Privilege Manager may still be working on a call whose answer was lost: its SQL timeout of 180 s and some.
inline constexpr Millis call_may_work_for{200'000};

/// The life after `happening`. Pure: the same arguments give the same life. What means nothing in a stage changes
/// nothing (equal to its argument), so that a claim that lost simply is not there afterwards.
Life react(Life life, const Happening& happening, const Moment& now);

/// So many clicks on one request may wait to be judged, and so many to be answered.
inline constexpr std::size_t most_unjudged = 50;
inline constexpr std::size_t most_unanswered = 200;
enum class NotKept {
    adds_nothing,  ///< this person's click on this card is being judged already
    too_many,      ///< so many wait already
};
bool is_kept(const Life&, const KeptClick&);
/// Why this click would not be kept now; nothing when it would be, or is.
std::optional<NotKept> why_not_kept(const Life&, const KeptClick&);

/// Tells of a person's no: claimed, sent, confirmed, refused or unknown.
bool is_denial(const LedgerFact&);
/// When the facts were first listed as they are now.
const Moment& facts_first_seen(const Life&);
/// The claim that stands, if any.
const Claim* claim_of(const Life&);
/// Nobody has decided, nobody is deciding.
bool is_waiting(const Life&);
/// It has left the waiting room.
bool has_ended(const Life&);
/// Whoever decides it would know what he decides: one request is listed under its id, and no decision of which nothing
/// is known may be on its way.
bool may_be_decided(const Life&);
/// How it ended, as a number: another end is another number, and other words for the same end are not. 0: it has not
/// ended. The same in every version.
std::uint64_t end_of(const Life&);
/// A complete list that holds the request just so changes nothing about it, and says nothing new.
bool is_old_news(const Life&, const ElevationRequest& listed, bool twice);
/// No decision is on its way, and none was sent whose outcome may still become known.
bool outcome_is_known(const Life&);
/// The life with facts that a list has now. What they were is kept: for the people who were shown them, and because a
/// card that shows what means the same (same_request) is not out of date.
Life with_facts(Life, const ElevationRequest& listed, const Moment& now);

/// What a clicker is told about the click that was not his to win: somebody else decides, decided already, gone.
Words why_not_yours(const Life&, const UserId& clicker);

/// What the winner is told once his claim came to an end; `choice` is what he clicked.
Words how_it_ended(const Life&, const Choice& choice);

/// What somebody is told who was answered while the outcome was open, now that it is known; empty when there is nothing
/// to add to what the card says.
Words what_became_of_it(const Life&, const KeptClick& click);

}  // namespace privman
