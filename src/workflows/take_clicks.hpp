// Takes what arrives: keeps clicks before they are acknowledged, and hands everything on.
#pragma once

#include "async/mailbox.hpp"
#include "async/task_scope.hpp"
#include "observe/log.hpp"
#include "ports/clock.hpp"
#include "ports/inbox.hpp"
#include "ports/message_board.hpp"
#include "workflows/records.hpp"
#include "workflows/tally.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace privman {

/// How long an acknowledgement may wait for the disk. The chat product gives three seconds in all.
inline constexpr Millis acknowledge_within{250};

class TakeClicks final : public Inbox {
public:
    struct Deps {
        Records& records;
        MessageBoard& board;
        Clock& clock;
        async::TaskScope& tasks;
        Tally& tally;
        observe::Log& log;
        /// How long ago this moment of the chat product's clock is; nothing: it is not known. Its clock and ours may
        /// disagree.
        std::function<std::optional<Millis>(WallTime)> age_of{};
        /// Somebody may be switching the schedule off: nothing is sent for it while the answer is held.
        std::function<std::shared_ptr<const void>()> stand_still{};
    };
    using OnCommand = std::function<Async<void>(CommandArrived)>;
    using OnMore = std::function<Async<void>(MoreWanted)>;
    using OnOffer = std::function<Async<void>(OfferTaken)>;
    /// A channel is shared with another company, or may be: somebody of another team has clicked there.
    using OnSharing = std::function<Async<void>(ChannelId, std::optional<UserId> stranger)>;

    /// A click on a card of a request that is not known (any more): it is acknowledged, and not kept.
    using OnUnknown = std::function<Async<void>(RequestId, KeptClick)>;

    TakeClicks(Deps deps, OnCommand on_command, OnMore on_more, OnOffer on_offer, OnUnknown on_unknown)
        : deps_{std::move(deps)},
          on_command_{std::move(on_command)},
          on_more_{std::move(on_more)},
          on_offer_{std::move(on_offer)},
          on_unknown_{std::move(on_unknown)} {}

    /// To be told of what is seen of people of another team than `home`; once, before anything arrives.
    void mind_sharing(TeamId home, OnSharing on_sharing) {
        home_ = std::move(home);
        on_sharing_ = std::move(on_sharing);
    }

    bool arrived(Arrival arrival, Acknowledge acknowledge) override;

    /// Until cancelled.
    Async<void> run();

    /// Arrivals taken and not yet kept or answered.
    [[nodiscard]] std::size_t in_hand() const { return in_hand_; }
    /// Arrivals not taken yet.
    [[nodiscard]] std::size_t waiting() const { return items_.size(); }

private:
    struct Item {
        Arrival arrival;
        Acknowledge acknowledge;
    };
    class AckOnce;

    void take(ClickArrived click, Acknowledge acknowledge);
    void mind(ChannelId channel, std::optional<UserId> stranger);
    static Async<void> mind_waiting(TakeClicks& self, std::shared_ptr<AckOnce> ack, KeptClick click);
    static Async<void> keep(TakeClicks& self, ClickArrived click, std::shared_ptr<AckOnce> ack);
    void tell(const KeptClick& click, Words words);
    void refuse(const RequestId& request, const KeptClick& click, NotKept why);

    Deps deps_;
    OnCommand on_command_;
    OnMore on_more_;
    OnOffer on_offer_;
    OnUnknown on_unknown_;
    TeamId home_;
    OnSharing on_sharing_;
    async::Mailbox<std::shared_ptr<Item>> items_{1'000};
    std::size_t in_hand_ = 0;
};

}  // namespace privman
