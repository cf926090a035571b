// Records made by chance, every field and every alternative within reach; the same seed makes the same ones.
#pragma once

#include "domain/board.hpp"
#include "domain/request_life.hpp"
#include "domain/settings.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace privman::testing {

class AnyRecord {
public:
    explicit AnyRecord(std::uint64_t seed) : chance_{seed} {}

    Life life() {
        Life life{
            .id = id<RequestId>(), .version = number(), .facts = facts(), .first_seen = moment(), .stage = stage()};
        life.facts_since = maybe(moment());
        life.clicked = coin();
        life.left_because = text();
        for (auto channels = below(4); channels > 0; --channels)
            life.cards[id<ChannelId>()] = several<CardCopy>([this] { return card(); });
        life.clicks = several<KeptClick>([this] { return click(); });
        life.ledger = several<LedgerFact>(
            [this] { return LedgerFact{.id = text(), .kind = text(), .at = wall(), .by = text(), .detail = text()}; });
        life.facts_before = maybe(facts());
        life.facts_alike = several<ElevationRequest>([this] { return facts(); });
        life.turned_away = several<TurnedAway>(
            [this] { return TurnedAway{.by_person = coin(), .at = wall(), .user = text(), .file = file_of(facts())}; });
        life.twice_listed = coin();
        life.to_be_told = several<KeptClick>([this] { return click(); });
        life.without_effect = maybe(claim());
        if (coin()) life.not_taken = NotTaken{decider(), text()};
        life.reminded = maybe(wall());
        life.ended = maybe(wall());
        if (coin()) life.damage = Damage{.since = moment(), .held = coin()};
        if (coin()) life.unknown = R"({"mood":"fine","of":[1,{"a":null}]})";
        if (coin()) life.unknown_facts = R"({"parent":"explorer.exe"})";
        return life;
    }

    Settings settings() {
        Settings settings{.version = number()};
        settings.channels = several<RegisteredChannel>([this] {
            return RegisteredChannel{.id = id<ChannelId>(),
                                     .by = id<UserId>(),
                                     .since = wall(),
                                     .shared = coin(),
                                     .defaults_told = static_cast<unsigned>(below(3))};
        });
        settings.ever_had_channels = coin();
        if (coin())
            settings.schedule = StoredSchedule{.text = text(),
                                               .enabled = coin(),
                                               .enabled_at = maybe(wall()),
                                               .by = id<UserId>(),
                                               .changed_at = wall()};
        settings.admins_met = several<UserId>([this] { return id<UserId>(); });
        settings.readings_named = several<std::string>([this] { return text(); });
        if (coin()) settings.last_off = id<MessageTs>();
        settings.defaults_told = static_cast<unsigned>(below(3));
        settings.remembers_since = maybe(wall());
        settings.rated = coin();
        if (coin()) {
            settings.channels_document = mark();
            settings.schedule_document = mark();
            if (coin()) settings.off_here = OffHere{.since = wall(), .why = text()};
            if (coin())
                settings.removed_here = RemovedHere{
                    .channels = several<ChannelId>([this] { return id<ChannelId>(); }), .since = wall(), .why = text()};
            settings.hand_edits = several<HandEdit>([this] { return hand_edit(); });
        }
        return settings;
    }

    Board board() {
        return {.channel = id<ChannelId>(),
                .version = number(),
                .digest = maybe(card()),
                .extra_places = static_cast<unsigned>(number())};
    }

    KnownPerson person() {
        return {.id = id<UserId>(), .version = number(), .names = several<std::string>([this] { return text(); })};
    }

private:
    std::uint64_t below(std::uint64_t end) { return chance_() % end; }
    bool coin() { return below(2) == 0; }

    /// Small ones, large ones, and the ends.
    std::uint64_t number() {
        switch (below(4)) {
            case 0: return below(3);
            case 1: return std::numeric_limits<std::uint64_t>::max() - below(2);
            case 2: return static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + below(2);
            default: return chance_();
        }
    }
    WallTime wall() { return WallTime{Millis{static_cast<std::int64_t>(number())}}; }

    /// Every byte may occur, also what is no UTF-8.
    std::string text() {
        static constexpr const char* pieces[] = {"",       "C1",   "gräce",    "\"}]",  "\\",
                                                 "\n\r\t", "\x01", "\xFF\xC0", "<@U1>", "🔒"};
        std::string all;
        for (auto count = below(4); count > 0; --count) all += pieces[below(std::size(pieces))];
        if (below(8) == 0) all += '\0';
        return all + static_cast<char>(below(256));
    }
    template <class SomeId>
    SomeId id() {
        return SomeId{text()};
    }
    template <class T>
    std::optional<T> maybe(T value) {
        return coin() ? std::optional<T>{std::move(value)} : std::nullopt;
    }
    template <class T, class Make>
    std::vector<T> several(Make make) {
        std::vector<T> all;
        for (auto count = below(4); count > 0; --count) all.push_back(make());
        return all;
    }

    Moment moment() {
        return {.wall = wall(), .boot = BootTime{Millis{static_cast<std::int64_t>(number())}}, .boot_id = text()};
    }
    Grant grant() { return coin() ? Grant::one_time() : Grant::lasting(std::chrono::minutes{1 + below(7 * 24 * 60)}); }
    Choice choice() { return {.approve = coin(), .grant = grant()}; }
    Decider decider() {
        if (coin()) return ByPerson{.who = id<UserId>(), .name = text()};
        return BySchedule{.because = text()};
    }
    DocumentMark mark() {
        return {.version = number(), .modified = maybe(wall()), .unread = coin(), .unproven = coin(), .of = text()};
    }
    HandEdit hand_edit() {
        return {.document = coin() ? SettingsDocument::channels : SettingsDocument::schedule,
                .version = number(),
                .before = text(),
                .after = text(),
                .removed = several<ChannelId>([this] { return id<ChannelId>(); }),
                .overwritten = coin(),
                .moved = coin(),
                .ours = coin(),
                .noticed = wall()};
    }
    Claim claim() {
        return {.by = decider(),
                .choice = choice(),
                .since = moment(),
                .channel = id<ChannelId>(),
                .click = id<ClickKey>(),
                .calls = static_cast<unsigned>(number()),
                .last_call = maybe(moment()),
                .call_ended = maybe(moment())};
    }
    Stage stage() {
        switch (below(5)) {
            case 0: return Waiting{};
            case 1: return Submitting{claim()};
            case 2:
                return Settled{.verdict = {.choice = choice(), .by = decider(), .at = wall()},
                               .listed_again = static_cast<unsigned>(number())};
            case 3: return Gone{wall()};
            default:
                return Unconfirmed{.claim = claim(), .gone = coin(), .listed_again = static_cast<unsigned>(number())};
        }
    }
    CardCopy card() {
        return {.attempt = id<Attempt>(),
                .ts = maybe(id<MessageTs>()),
                .shown = number(),
                .intended = wall(),
                .posted_again = coin(),
                .uneditable = coin()};
    }
    KeptClick click() {
        return {.key = id<ClickKey>(),
                .by = id<UserId>(),
                .team = id<TeamId>(),
                .choice = choice(),
                .channel = id<ChannelId>(),
                .ts = id<MessageTs>(),
                .attempt = id<Attempt>(),
                .seal = text(),
                .response_url = text(),
                .at = moment(),
                .won = coin(),
                .turned_down = coin(),
                .outlived = coin(),
                .replaced = coin()};
    }
    ElevationRequest facts() {
        return {.id = id<RequestId>(),
                .application = text(),
                .version = text(),
                .user = text(),
                .user_full_name = text(),
                .computer = text(),
                .path = text(),
                .command_line = text(),
                .reason = text(),
                .company = text(),
                .signer = text(),
                .rating = text(),
                .hash = text(),
                .policy = text(),
                .requested_text = text(),
                .requested = maybe(wall()),
                .console_link = text()};
    }

    std::mt19937_64 chance_;
};

}  // namespace privman::testing
