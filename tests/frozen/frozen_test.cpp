// Records that a release has written load, decide and show, in every version that comes after it.
#include "domain/card_view.hpp"
#include "domain/repairs.hpp"
#include "slack/button.hpp"
#include "slack/seal.hpp"
#include "stores/record.hpp"
#include "stores/sqlite_store.hpp"
#include "tests/stores/sqlite_fixture.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace privman {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

struct Row {
    std::string table;
    std::string id;
    std::uint64_t version;
    std::string record;
};

struct StandingButton {
    ChannelId channel;
    MessageTs ts;
    bool approve;
    slack::ButtonValue value;
};

std::string text_of(const json::value& value, const char* name) { return std::string{value.at(name).as_string()}; }

std::vector<json::value> lines_of(const std::filesystem::path& file) {
    std::ifstream in{file};
    std::vector<json::value> all;
    for (std::string line; std::getline(in, line);) all.push_back(json::parse(line));
    return all;
}

class Frozen : public ::testing::TestWithParam<std::string> {
protected:
    const std::filesystem::path folder = std::filesystem::path{PRIVMAN_SOURCE_DIR} / "tests/frozen" / GetParam();

    void SetUp() override {
        for (const auto& line : lines_of(folder / "records.jsonl"))
            rows.push_back({text_of(line, "table"), text_of(line, "id"), line.at("version").to_number<std::uint64_t>(),
                            text_of(line, "record")});
        for (const auto& line : lines_of(folder / "buttons.jsonl")) {
            const auto value = slack::parse_button(text_of(line, "value"));
            ASSERT_TRUE(value.has_value()) << text_of(line, "value");
            buttons.push_back({ChannelId{text_of(line, "channel")}, MessageTs{text_of(line, "ts")},
                               text_of(line, "action") == "approve", *value});
        }
        const auto key = lines_of(folder / "key.json").front();
        team = TeamId{text_of(key, "team")};
        const auto hex = text_of(key.at("seal_key"), "secret");
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
            secret += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }

    [[nodiscard]] std::map<RequestId, Life> lives() const {
        std::map<RequestId, Life> all;
        for (const auto& row : rows) {
            if (row.table != "life") continue;
            auto life = stores::decode_life(row.record);
            if (!life) throw std::runtime_error{row.id + ": " + life.error().what};
            all.emplace(RequestId{row.id}, std::move(*life));
        }
        return all;
    }

    std::vector<Row> rows;
    std::vector<StandingButton> buttons;
    TeamId team;
    std::string secret;
};

TEST_P(Frozen, EveryStageIsAmongThem) {
    std::map<std::size_t, unsigned> of_stage;
    bool in_hand = false;
    for (const auto& [id, life] : lives()) {
        ++of_stage[life.stage.index()];
        in_hand = in_hand || !life.clicks.empty();
    }
    EXPECT_EQ(of_stage.size(), std::variant_size_v<Stage>);
    EXPECT_TRUE(in_hand) << "a click that was kept and not answered";
    EXPECT_GT(buttons.size(), 10U);
}

TEST_P(Frozen, EveryRecordLoadsAndIsStoredAgainWithoutLoss) {
    for (const auto& row : rows) {
        SCOPED_TRACE(row.table + " " + row.id);
        std::string again;
        if (row.table == "life") {
            const auto life = stores::decode_life(row.record);
            ASSERT_TRUE(life.has_value()) << life.error().what;
            EXPECT_EQ(life->id.value, row.id);
            again = stores::encode(*life);
            EXPECT_EQ(stores::decode_life(again).value(), *life);
        } else if (row.table == "setting") {
            const auto settings = stores::decode_settings(row.record);
            ASSERT_TRUE(settings.has_value()) << settings.error().what;
            EXPECT_EQ(settings->channels.size(), 2U);
            ASSERT_TRUE(settings->schedule.has_value());
            EXPECT_TRUE(settings->schedule->enabled);
            again = stores::encode(*settings);
        } else {
            const auto board = stores::decode_board(row.record);
            ASSERT_TRUE(board.has_value()) << board.error().what;
            again = stores::encode(*board);
        }
        // What a later version adds may stand beside it; what was there is still there.
        const auto before = json::parse(row.record).as_object();
        const auto after = json::parse(again).as_object();
        for (const auto& member : before) EXPECT_EQ(after.at(member.key()), member.value()) << member.key();
    }
}

TEST_P(Frozen, TheStoreItselfOpensWithNothingLeftOut) {
    const testing::TemporaryDirectory home;
    const auto path = home.path("store.db");
    std::filesystem::copy_file(folder / "store.db", path);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::vector<std::string> said;
    observe::Log log{[&](std::string_view line) { said.emplace_back(line); }, [] { return std::int64_t{0}; }};
    testing::Loop loop;
    auto store = loop.run(stores::open_sqlite({.path = path}, log));
    ASSERT_TRUE(store.has_value()) << store.error().what;
    const auto read = loop.run(store->state->load());
    ASSERT_TRUE(read.has_value()) << read.error().what;
    EXPECT_EQ(read->lives.size(), lives().size());
    EXPECT_EQ(read->boards.size(), 2U);
    ASSERT_TRUE(read->seal_key.has_value());
    EXPECT_EQ(read->seal_key->secret, secret);
    const auto kept = loop.run(store->settings->load());
    ASSERT_TRUE(kept.has_value()) << kept.error().what;
    EXPECT_EQ(kept->settings.channels.size(), 2U);
    ASSERT_TRUE(kept->settings.schedule.has_value());
    EXPECT_TRUE(kept->settings.schedule->enabled);
    EXPECT_TRUE(kept->settings.schedule->enabled_at.has_value()) << "whatever was asked for before stays with people";
    EXPECT_TRUE(said.empty()) << said.front();
}

TEST_P(Frozen, ARowMayHoldWhatItsRecordLacks) {
    const testing::TemporaryDirectory home;
    const auto path = home.path("store.db");
    std::filesystem::copy_file(folder / "store.db", path);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    testing::execute_sql(path, "UPDATE life SET record = json_remove(record, '$.id', '$.version', '$.facts.reason')");
    std::vector<std::string> said;
    observe::Log log{[&](std::string_view line) { said.emplace_back(line); }, [] { return std::int64_t{0}; }};
    testing::Loop loop;
    auto store = loop.run(stores::open_sqlite({.path = path}, log));
    ASSERT_TRUE(store.has_value()) << store.error().what;
    const auto read = loop.run(store->state->load());
    ASSERT_TRUE(read.has_value()) << read.error().what;
    EXPECT_EQ(read->lives.size(), lives().size());
    EXPECT_TRUE(said.empty()) << said.front();
    for (const auto& life : read->lives) {
        EXPECT_GT(life.version, 0U);
        EXPECT_EQ(life.facts.reason, "");
    }
}

TEST_P(Frozen, EveryButtonThatStandsIsOurs) {
    const slack::HmacSeal seal{secret, team};
    const auto known = lives();
    for (const auto& button : buttons) {
        const auto life = known.find(button.value.request);
        ASSERT_NE(life, known.end()) << button.value.request.value;
        EXPECT_TRUE(seal.matches(button.value.tag, button.channel, button.value.attempt, life->second.facts))
            << button.value.request.value;
        auto other = life->second.facts;
        other.path += "x";
        EXPECT_FALSE(seal.matches(button.value.tag, button.channel, button.value.attempt, other));
    }
}

TEST_P(Frozen, WhatWaitsCanBeDecidedByTheButtonThatStands) {
    auto known = lives();
    unsigned decided = 0;
    for (const auto& button : buttons) {
        auto& life = known.at(button.value.request);
        if (!is_waiting(life)) continue;
        const auto now = Moment{.wall = life.first_seen.wall + 24h, .boot = BootTime{1h}, .boot_id = "another boot"};
        const Claim claim{.by = ByPerson{UserId{"U0ADA"}, "ada"},
                          .choice = {button.approve, Grant::one_time()},
                          .since = now,
                          .channel = button.channel,
                          .click = ClickKey{"frozen"}};
        for (const Happening& happening : {Happening{Claimed{claim}}, Happening{Calling{}}, Happening{Confirmed{}}})
            life = react(std::move(life), happening, now);
        const auto* settled = std::get_if<Settled>(&life.stage);
        ASSERT_NE(settled, nullptr) << life.id.value;
        EXPECT_EQ(settled->verdict.choice.approve, button.approve);
        EXPECT_EQ(stores::decode_life(stores::encode(life)).value(), life);
        ++decided;
    }
    EXPECT_GT(decided, 3U);
}

TEST_P(Frozen, WhatEndedShowsItsEndAndIsNotDrawnAgain) {
    unsigned ended = 0;
    for (const auto& [id, life] : lives()) {
        const auto now = Moment{.wall = life.first_seen.wall + 1h, .boot = BootTime{1h}, .boot_id = "another boot"};
        for (const auto& [channel, copies] : life.cards) {
            const auto view = card_view(life, channel, {}, now);
            EXPECT_FALSE(view.title.empty());
            EXPECT_FALSE(view.fields.empty());
            if (!has_ended(life)) continue;
            ++ended;
            EXPECT_FALSE(view.controls.has_value());
            for (const auto& copy : copies) EXPECT_EQ(copy.shown, hash_of(view)) << id.value << " in " << channel.value;
        }
    }
    EXPECT_GT(ended, 5U);
}

INSTANTIATE_TEST_SUITE_P(Releases, Frozen, ::testing::Values("0.1.0"), [](const auto& release) {
    auto name = release.param;
    std::ranges::replace(name, '.', '_');
    return name;
});

}  // namespace
}  // namespace privman
