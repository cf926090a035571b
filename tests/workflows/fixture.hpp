// A world with a bot in it, and the few verbs that tests of workflows are written in.
#pragma once

#include "tests/support/bot_under_test.hpp"
#include "tests/support/troubled_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::testing {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class WorkflowTest : public ::testing::Test {
protected:
    void start() {
        bot = std::make_unique<BotUnderTest>(world, store, settings_store, settings);
        world.clock.run();
    }
    void start_registered(const std::vector<std::string>& channels = {"C-ops"}) {
        start();
        for (const auto& channel : channels) say("U-carol", channel, "register");
        world.board.said.clear();
    }
    void kill() { bot.reset(); }
    void restart() {
        kill();
        start();
    }

    static ElevationRequest request(const std::string& id, const std::string& user = "CORP\\eve") {
        ElevationRequest request;
        request.id = RequestId{id};
        request.user = user;
        request.computer = "LT-42";
        request.path = "C:\\setup.exe";
        request.application = "setup.exe";
        request.reason = "Needed";
        return request;
    }
    void raise(const std::string& id, const std::string& user = "CORP\\eve") { world.source.raise(request(id, user)); }
    /// `count` requests called r000, r001, …
    void raise_many(unsigned count) {
        for (unsigned i = 0; i < count; ++i) {
            auto digits = std::to_string(i);
            raise("r" + std::string(3 - std::min<std::size_t>(3, digits.size()), '0') + digits);
        }
    }
    void poll() { world.clock.advance(40s); }

    /// Presses a button of a card as the chat product would report it.
    void click(const RecordingBoard::Card& card, const std::string& who, bool approve, Grant grant = Grant::one_time(),
               const std::string& key = "") {
        KeptClick kept;
        kept.key = ClickKey{key.empty() ? who + std::to_string(++clicks_) : key};
        kept.by = UserId{who};
        kept.team = TeamId{"T1"};
        kept.choice = {approve, grant};
        kept.channel = card.channel;
        kept.ts = card.ts;
        kept.attempt = card.attempt;
        kept.seal = world.seal.tag(card.channel, card.attempt, card.view.facts);
        kept.response_url = "https://hooks.invalid/" + kept.key.value;
        ClickArrived arrived{card.view.facts.id, kept, {}};
        if (pressed_before > Millis{0}) arrived.pressed = world.clock.wall() - world.clock_is_fast_by - pressed_before;
        ASSERT_TRUE(bot->clicks.arrived(std::move(arrived), [this] { ++acks; }));
        world.clock.run();
    }
    void approve(const std::string& request, const std::string& who, Grant grant = Grant::one_time()) {
        const auto cards = world.board.cards_of(request);
        ASSERT_THAT(cards, Not(IsEmpty()));
        click(*cards.front(), who, true, grant);
    }
    void deny(const std::string& request, const std::string& who) {
        const auto cards = world.board.cards_of(request);
        ASSERT_THAT(cards, Not(IsEmpty()));
        click(*cards.front(), who, false);
    }

    /// The chat product's name for a message that is written now.
    MessageTs new_ts() {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(world.clock.wall().time_since_epoch()).count();
        return MessageTs{std::to_string(seconds) + "." + std::to_string(100'000 + ++messages_)};
    }
    /// Hands a message to the bot, written when its `ts` says; the loop does not run yet.
    void send(const std::string& who, const std::string& channel, const std::string& text, const MessageTs& ts,
              std::optional<bool> shared_outside = false) {
        CommandArrived said;
        said.ts = ts;
        said.from = {UserId{who}, ChannelId{channel}, {}, {}};
        said.team = TeamId{"T1"};
        said.channel = ChannelId{channel};
        said.direct = channel.starts_with("D");
        said.shared_outside = shared_outside;
        said.text = text;
        ASSERT_TRUE(bot->clicks.arrived(said, [] {}));
    }
    void say(const std::string& who, const std::string& channel, const std::string& text,
             std::optional<bool> shared_outside = false) {
        send(who, channel, text, new_ts(), shared_outside);
        world.clock.run();
    }
    /// Presses the button of this number below the last question that `shown_to` was asked.
    void take_offer(const std::string& who, std::size_t number = 0, const std::string& shown_to = "",
                    const std::string& channel = "C-ops") {
        const auto& offers = world.board.offers[UserId{shown_to.empty() ? who : shown_to}];
        ASSERT_LT(number, offers.size());
        OfferTaken taken;
        taken.from = {UserId{who}, ChannelId{channel}, {}, {}};
        taken.team = TeamId{"T1"};
        taken.channel = ChannelId{channel};
        taken.value = offers[number].value;
        taken.pressed = new_ts();
        ASSERT_TRUE(bot->clicks.arrived(taken, [] {}));
        world.clock.run();
    }

    [[nodiscard]] std::string card_text(const std::string& request, std::size_t which = 0) const {
        const auto cards = world.board.cards_of(request);
        return which < cards.size() ? text_of(cards[which]->view) : "(no card)";
    }
    [[nodiscard]] bool has_buttons(const std::string& request, std::size_t which = 0) const {
        const auto cards = world.board.cards_of(request);
        return which < cards.size() && cards[which]->view.controls.has_value();
    }
    [[nodiscard]] std::vector<const RecordingBoard::Card*> cards_in(const std::string& channel) const {
        std::vector<const RecordingBoard::Card*> found;
        for (const auto& card : world.board.cards)
            if (card.channel.value == channel && !card.deleted) found.push_back(&card);
        return found;
    }
    [[nodiscard]] const Life& life(const std::string& id) const { return *bot->records.find(RequestId{id}); }
    template <class Stage>
    [[nodiscard]] bool is(const std::string& id) const {
        const auto* known = bot->records.find(RequestId{id});
        return known && std::holds_alternative<Stage>(known->stage);
    }
    [[nodiscard]] std::vector<std::string> said_in(const std::string& channel) const {
        std::vector<std::string> texts;
        for (const auto& one : world.board.said)
            if (one.channel.value == channel) texts.push_back(one.text);
        return texts;
    }

    void TearDown() override {
        if (bot && bot->broken) std::rethrow_exception(bot->broken);
    }

    World world;
    stores::MemoryStore memory;
    TroubledStore store{memory, world.clock};
    stores::MemorySettings remembered_settings;
    TroubledSettings settings_store{remembered_settings, store, world.clock};
    BotSettings settings;
    std::unique_ptr<BotUnderTest> bot;
    unsigned acks = 0;
    Millis pressed_before{0};  ///< clicks have been under way for so long

private:
    unsigned clicks_ = 0;
    unsigned messages_ = 0;
};

}  // namespace privman::testing
