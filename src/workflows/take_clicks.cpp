#include "workflows/take_clicks.hpp"

#include "async/within.hpp"
#include "domain/chat_command.hpp"
#include "domain/match.hpp"
#include "workflows/not_stored.hpp"
#include "workflows/tell_patiently.hpp"

#include <algorithm>

namespace privman {

/// Called from two places, whichever is first: when the click is safe, and when waiting for that took too long.
class TakeClicks::AckOnce {
public:
    AckOnce(Acknowledge acknowledge, const Clock& clock, Tally& tally)
        : acknowledge_{std::move(acknowledge)}, clock_{clock}, tally_{tally}, arrived_{clock.now()} {}
    void now() {
        if (auto acknowledge = std::exchange(acknowledge_, nullptr)) {
            acknowledge();
            tally_.click_to_ack_seconds.record(std::chrono::duration<double>(clock_.now() - arrived_).count());
        }
        done_.wake_all();
    }
    Async<void> given() {
        while (acknowledge_) co_await done_.wait();
    }
    /// What became of the click is known, stored or not.
    void settled() {
        settled_ = true;
        done_.wake_all();
    }
    [[nodiscard]] bool is_settled() const { return settled_; }
    Async<void> until_settled() {
        while (!settled_) co_await done_.wait();
    }

private:
    Acknowledge acknowledge_;
    const Clock& clock_;
    Tally& tally_;
    BootTime arrived_;
    bool settled_ = false;
    async::WaitList done_;
};

namespace {

/// `register shared`: whoever says that knows.
bool allows_sharing(const std::string& text) {
    const auto command = parse_command(text);
    const auto* wanted = std::get_if<Register>(&command);
    return wanted && wanted->shared;
}

}  // namespace

bool TakeClicks::arrived(Arrival arrival, Acknowledge acknowledge) {
    // What waits here is not to be called late by its author's fault.
    if (auto* command = std::get_if<CommandArrived>(&arrival)) {
        command->arrived = deps_.clock.now();
        if (deps_.stand_still && switches_off(parse_command(command->text))) command->standstill = deps_.stand_still();
    }
    return items_.send(std::make_shared<Item>(std::move(arrival), std::move(acknowledge)));
}

Async<void> TakeClicks::run() {
    for (;;) {
        const auto item = co_await items_.receive();
        std::visit(match{
                       [&](ClickArrived& click) { take(std::move(click), std::move(item->acknowledge)); },
                       [&](MoreWanted& more) {
                           item->acknowledge();
                           deps_.tasks.start([this, more = std::move(more)] { return on_more_(more); });
                       },
                       [&](CommandArrived& command) {
                           item->acknowledge();
                           const bool shared = command.shared_outside.value_or(false) && !allows_sharing(command.text);
                           auto channel = command.channel;
                           // Moved on: what it holds is let go by whoever answers it, not at the end of that.
                           deps_.tasks.start([this, command = std::move(command)]() mutable {
                               return on_command_(std::move(command));
                           });
                           if (shared) mind(std::move(channel), std::nullopt);
                       },
                       [&](OfferTaken& offer) {
                           item->acknowledge();
                           if (on_offer_)
                               deps_.tasks.start([this, offer = std::move(offer)] { return on_offer_(offer); });
                       },
                       [&](SharingSeen& seen) {
                           item->acknowledge();
                           mind(std::move(seen.channel), std::nullopt);
                       },
                   },
                   item->arrival);
    }
}

void TakeClicks::mind(ChannelId channel, std::optional<UserId> stranger) {
    if (!on_sharing_ || channel.empty()) return;
    deps_.tasks.start([this, channel = std::move(channel), stranger = std::move(stranger)] {
        return on_sharing_(channel, stranger);
    });
}

void TakeClicks::take(ClickArrived click, Acknowledge acknowledge) {
    if (!home_.empty() && !click.click.team.empty() && click.click.team != home_)
        mind(click.click.channel, click.click.by);
    click.click.at = deps_.clock.moment();
    // A click that lay in the socket while this process stood still is as old as it is. What takes less than a second
    // is the way here, and Slack's clock is known to the second.
    if (click.pressed && deps_.age_of) {
        const auto age = deps_.age_of(*click.pressed).value_or(Millis{0});
        if (age >= Millis{1'000}) click.click.age = std::min<Millis>(age, std::chrono::hours{24});
    }
    const auto ack = std::make_shared<AckOnce>(std::move(acknowledge), deps_.clock, deps_.tally);
    deps_.tally.clicks.add();
    deps_.tasks.start([this, ack, kept = click.click] { return mind_waiting(*this, ack, kept); });
    ++in_hand_;
    deps_.tasks.start([this, click = std::move(click), ack] { return keep(*this, click, ack); });
}

/// Slack hears in time that the click has arrived, and its clicker that it is not stored when that takes long.
Async<void> TakeClicks::mind_waiting(TakeClicks& self, std::shared_ptr<AckOnce> ack, KeptClick click) {
    auto& clock = self.deps_.clock;
    co_await async::within(clock.deadline_in(acknowledge_within), ack->given());
    ack->now();
    if (ack->is_settled()) co_return;
    // When it is known that nothing is stored just now, that is said at once.
    if (!self.deps_.records.stalled_for())
        co_await async::within(clock.deadline_in(Records::stalled_after - acknowledge_within), ack->until_settled());
    if (ack->is_settled()) co_return;
    self.deps_.log.warning("click.waits_for_store", "A click is not stored yet", {{"by", click.by.value}});
    self.tell(click,
              Words{"Your click is not stored yet, because the bot's disk does not answer. It counts from the "
                    "moment when it is, if that is soon; you hear from me either way. If it is urgent, decide in "
                    "the console."});
}

Async<void> TakeClicks::keep(TakeClicks& self, ClickArrived click, std::shared_ptr<AckOnce> ack) {
    struct OutOfHand {
        std::size_t& count;
        ~OutOfHand() { --count; }
    } out_of_hand{self.in_hand_};
    struct KnownNow {
        AckOnce& ack;
        ~KnownNow() { ack.settled(); }
    } known_now{*ack};

    const auto& request = click.request;
    if (click.defect) {
        ack->now();
        self.deps_.tally.refusals(WhyRefused::foreign_button).add();
        self.deps_.log.warning("click.useless", "A click that can decide nothing",
                               {{"request", request.value}, {"by", click.click.by.value}, {"why", *click.defect}});
        self.tell(click.click, Words{"Your click decided nothing: " + *click.defect + "."});
        co_return;
    }
    // A click on a card of long ago: what became of the request is read again.
    const auto recalled = co_await self.deps_.records.recall(request);
    if (recalled && !*recalled) {
        ack->now();
        co_return co_await self.on_unknown_(request, click.click);
    }
    const auto kept = recalled ? co_await self.deps_.records.tell(request, Kept{click.click})
                               : Changed<Life>{std::unexpected{NotChanged{recalled.error()}}};
    ack->now();
    if (const auto why = kept ? why_not_kept(*kept, click.click) : std::nullopt)
        co_return self.refuse(request, click.click, *why);
    if (kept) {
        self.deps_.log.info("click.kept", "A click arrived",
                            {{"request", request.value},
                             {"by", click.click.by.value},
                             {"choice", click.click.choice.approve ? "approve" : "deny"}});
        co_return;
    }
    const auto* life = self.deps_.records.find(request);
    const auto same = [&](const KeptClick& other) { return other.key == click.click.key; };
    if (life && std::ranges::any_of(life->clicks, same)) co_return self.deps_.records.nudge();
    self.deps_.tally.refusals(WhyRefused::not_stored).add();
    self.deps_.log.error("click.not_kept", "A click could not be stored",
                         {{"request", request.value}, {"by", click.click.by.value}, {"why", kept.error().what}});
    if (!kept.error().maybe_stored)
        self.tell(click.click, not_stored_safely(kept.error()));
    else
        self.tell(click.click, Words{"It is not certain that your click was stored (" + for_people(kept.error()) +
                                     "). If it was, you hear from me again; if you do not, it decided "
                                     "nothing. Look at the card before you click again."});
}

/// Nobody else's click waits behind them, and nothing is written because of them.
void TakeClicks::refuse(const RequestId& request, const KeptClick& click, NotKept why) {
    const bool adds_nothing = why == NotKept::adds_nothing;
    deps_.tally.refusals(adds_nothing ? WhyRefused::adds_nothing : WhyRefused::too_many).add();
    deps_.log.debug("click.not_needed", "A click was not kept",
                    {{"request", request.value}, {"by", click.by.value}, {"adds_nothing", adds_nothing}});
    tell(click, adds_nothing
                    ? Words{"Your click was not needed: an earlier one of yours on this card is being decided. You "
                            "hear from me about that one."}
                    : Words{"Your click decided nothing: too many clicks on this request wait already. Please look at "
                            "the card again in a moment."});
}

/// In the background: what could not be kept is not in hand any more.
void TakeClicks::tell(const KeptClick& click, Words words) {
    const Telling with{deps_.board, deps_.clock, deps_.tally, deps_.log};
    deps_.tasks.start([with, to = ReplyTo{click.by, click.channel, click.response_url, {}}, words = std::move(words)] {
        return tell_patiently(with, to, words);
    });
}

}  // namespace privman
