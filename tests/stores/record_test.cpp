#include "stores/record.hpp"

#include "tests/stores/any_record.hpp"
#include "tests/support/life_builder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace privman::stores {
namespace {

namespace json = boost::json;
using testing::AnyRecord;
using testing::LifeBuilder;

/// The stored form with one member changed: `pointer` as in RFC 6901. An absent value removes.
std::string changed(const std::string& stored, const std::string& pointer, std::optional<json::value> value) {
    auto whole = json::parse(stored);
    const auto slash = pointer.rfind('/');
    auto& parent = slash == 0 ? whole : whole.at_pointer(pointer.substr(0, slash));
    const auto name = pointer.substr(slash + 1);
    if (!value)
        parent.as_object().erase(name);
    else
        parent.as_object()[name] = *value;
    return json::serialize(whole);
}

Life decided_life() {
    return LifeBuilder{"r1"}
        .card("C1", "a1", "1.0", 5)
        .fact({.id = "r1#1", .kind = "claimed"})
        .submitting(testing::claim_by(testing::person("U1"), testing::yes_for(Grant::lasting(std::chrono::hours{4}))));
}

TEST(Record, WhateverWasEncodedComesBackEqual) {
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        AnyRecord any{seed};
        const auto life = any.life();
        const auto settings = any.settings();
        const auto board = any.board();
        const auto person = any.person();
        const auto person_back = decode_person(encode(person));
        ASSERT_TRUE(person_back.has_value()) << seed << ": " << person_back.error().what;
        EXPECT_EQ(*person_back, person) << seed;
        const auto life_back = decode_life(encode(life));
        const auto settings_back = decode_settings(encode(settings));
        const auto board_back = decode_board(encode(board));
        ASSERT_TRUE(life_back.has_value()) << seed << ": " << life_back.error().what;
        ASSERT_TRUE(settings_back.has_value()) << seed << ": " << settings_back.error().what;
        ASSERT_TRUE(board_back.has_value()) << seed << ": " << board_back.error().what;
        EXPECT_EQ(*life_back, life) << seed;
        EXPECT_EQ(*settings_back, settings) << seed;
        EXPECT_EQ(*board_back, board) << seed;
    }
}

TEST(Record, GrantsAreStoredByTheirSpellingAndMomentsAsIntegers) {
    const auto stored = json::parse(encode(decided_life()));
    EXPECT_EQ(stored.at_pointer("/stage/claim/choice/grant").as_string(), "4h");
    EXPECT_EQ(stored.at_pointer("/stage/claim/since/wall").as_int64(), 1'700'000'001'000);
    EXPECT_EQ(stored.at_pointer("/stage/kind").as_string(), "submitting");
    EXPECT_EQ(stored.at_pointer("/stage/claim/by/kind").as_string(), "person");
    EXPECT_EQ(stored.at_pointer("/format").as_int64(), life_format);
}

TEST(Record, KeysThatNobodyKnowsDeeperInsideAreIgnored) {
    const auto stored = changed(encode(decided_life()), "/stage/claim/mood", json::value("fine"));
    const auto life = decode_life(stored);
    ASSERT_TRUE(life.has_value());
    EXPECT_EQ(*life, decided_life());
}

TEST(Record, WhatANewerVersionHasStoredIsWrittenAgainAsItWas) {
    const json::value newer{{"by", "two"}, {"of", {"U1", "U2"}}};
    auto stored = changed(encode(decided_life()), "/second_opinion", newer);
    stored = changed(stored, "/facts/parent", json::value("explorer.exe"));
    auto life = decode_life(stored);
    ASSERT_TRUE(life.has_value()) << life.error().what;
    life->clicked = true;
    const auto again = json::parse(encode(*life));
    EXPECT_EQ(again.at("second_opinion"), newer);
    EXPECT_EQ(again.at_pointer("/facts/parent"), json::value("explorer.exe"));
    EXPECT_EQ(again.at("clicked"), json::value(true));

    for (const auto& encoded : {encode(Settings{}), encode(Board{}), encode(KnownPerson{})}) {
        const auto with = changed(encoded, "/mood", json::value("fine"));
        const auto back = encoded == encode(Settings{}) ? encode(decode_settings(with).value())
                          : encoded == encode(Board{})  ? encode(decode_board(with).value())
                                                        : encode(decode_person(with).value());
        EXPECT_EQ(json::parse(back).at("mood"), json::value("fine"));
    }
}

// A number that a double cannot hold, names with escapes, blanks, what looks like an end within a text: byte for byte.
TEST(Record, WhatANewerVersionHasStoredIsKeptByteForByte) {
    for (const std::string newer :
         {R"("n":1700000022222222222222222222222222222222222222)", R"("n":0.1000000000000000055511151231257827)",
          R"("n":1e-400)", R"("n":-0)", R"("n":18446744073709551616)", R"("n":{ "a" : [ 1.50 , "}" ] })",
          R"("\u006eew":"a\\\"b,}")", R"("a":[],"b":{},"c":"","d":null)"}) {
        const auto with = [&newer](std::string encoded) { return encoded.insert(1, newer + ","); };
        const auto life = decode_life(with(encode(decided_life())));
        ASSERT_TRUE(life.has_value()) << newer;
        EXPECT_EQ(life->unknown, "{" + newer + "}");
        EXPECT_NE(encode(*life).find(newer), std::string::npos) << encode(*life);
        EXPECT_EQ(decode_life(encode(*life)).value(), *life) << newer;

        auto around = encode(decided_life());
        around.insert(around.find("\"facts\":{") + 9, newer + ",");
        const auto facts = decode_life(around);
        ASSERT_TRUE(facts.has_value()) << newer;
        EXPECT_EQ(facts->unknown_facts, "{" + newer + "}");
        EXPECT_EQ(decode_life(encode(*facts)).value(), *facts) << newer;

        const auto board = decode_board(with(encode(Board{})));
        ASSERT_TRUE(board.has_value()) << newer;
        EXPECT_EQ(decode_board(encode(*board)).value(), *board) << newer;
    }
}

TEST(Record, AFactThatItsWriterDidNotKnowIsToldApartFromOneThatWasEmpty) {
    auto life = LifeBuilder{"r1"}.build();
    life.facts.command_line.clear();
    EXPECT_EQ(decode_life(encode(life))->facts, life.facts) << "known, and empty";
    const auto older = decode_life(changed(encode(life), "/facts/command_line", std::nullopt));
    ASSERT_TRUE(older.has_value());
    EXPECT_FALSE(was_heard_of(older->facts, &ElevationRequest::command_line));
    EXPECT_TRUE(was_heard_of(older->facts, &ElevationRequest::reason));
    EXPECT_FALSE(json::parse(encode(*older)).at("facts").as_object().contains("command_line"))
        << "nor does this version claim that nothing was said";
    const auto without_path = decode_life(changed(encode(life), "/facts/path", std::nullopt));
    EXPECT_TRUE(was_heard_of(without_path->facts, &ElevationRequest::path)) << "nothing was ever shown without it";
}

TEST(Record, ALifeThatMustNotBeDecidedYetCannotBeReadByAVersionThatDoesNotKnowThat) {
    auto life = LifeBuilder{"r1"}.build();
    life.damage = Damage{};
    EXPECT_EQ(json::parse(encode(life)).at("format"), json::value(life_format_with_damage));
    life.damage.reset();
    EXPECT_EQ(json::parse(encode(life)).at("format"), json::value(life_format));
}

TEST(Record, WhatCanBeReadOfADamagedLifeIsSaved) {
    const auto whole = LifeBuilder{"r1"}
                           .card("C1", "a1", "1.0", 5)
                           .card("C2", "a2", "2.0", 5)
                           .fact({.id = "r1#1", .kind = "claimed"})
                           .build();
    auto stored = changed(encode(whole), "/stage/kind", json::value("dreaming"));
    ASSERT_FALSE(decode_life(stored));
    auto left = salvaged(stored);
    EXPECT_EQ(left.cards, whole.cards);
    EXPECT_EQ(left.ledger, whole.ledger);

    stored = changed(stored, "/cards/C1/0/intended", json::value("soon"));
    left = salvaged(stored);
    EXPECT_FALSE(left.cards.contains(ChannelId{"C1"})) << "one card that cannot be read";
    EXPECT_EQ(left.cards.at(ChannelId{"C2"}), whole.cards.at(ChannelId{"C2"})) << "takes no other with it";
    EXPECT_TRUE(salvaged("{\"cards\":").cards.empty());
    EXPECT_TRUE(salvaged("[]").ledger.empty());
    EXPECT_TRUE(salvaged(R"({"cards":7,"ledger":"none"})").cards.empty());
}

TEST(Record, AWorkspaceComesBackEqual) {
    const Workspace home{.team = TeamId{"T1"}, .self = UserId{"UBOT"}, .bot_id = "B1"};
    EXPECT_EQ(decode_workspace(encode(home)).value(), home);
    EXPECT_FALSE(decode_workspace(R"({"format":1,"team":"","self":""})"));
}

TEST(Record, AHigherFormatIsOfANewerVersion) {
    for (const auto& failure : {decode_life(changed(encode(decided_life()), "/format", 2)).error(),
                                decode_life(changed(encode(decided_life()), "/format", 4)).error(),
                                decode_settings(changed(encode(Settings{}), "/format", 7)).error(),
                                decode_board(changed(encode(Board{}), "/format", 4'000'000'000U)).error()})
        EXPECT_EQ(failure.kind, Trouble::newer) << failure.what;
}

struct Spoilt {
    const char* pointer;
    std::optional<json::value> value;
    const char* what;
};

TEST(Record, TheFirstFieldAtFaultIsNamed) {
    const Spoilt cases[] = {
        {"/format", std::nullopt, "life.format is missing"},
        {"/format", 0, "life.format is 0"},
        {"/format", "1", "life.format is not a count"},
        {"/id", 7, "life.id is not a text"},
        {"/version", -1, "life.version is not a count"},
        {"/version", 1.5, "life.version is not a count"},
        {"/facts", json::array{}, "life.facts is not an object"},
        {"/first_seen/wall", "today", "life.first_seen.wall is not an integer"},
        {"/stage", std::nullopt, "life.stage.kind is missing"},
        {"/stage/kind", "asleep", "life.stage.kind is no stage"},
        {"/stage/claim", std::nullopt, "life.stage.claim.by.kind is missing"},
        {"/stage/claim/by/kind", "oracle", "life.stage.claim.by.kind is no kind of decider"},
        {"/stage/claim/choice/grant", "8d", "life.stage.claim.choice.grant is no grant"},
        {"/stage/claim/calls", 5'000'000'000LL, "life.stage.claim.calls is too large"},
        {"/clicked", "yes", "life.clicked is neither true nor false"},
        {"/cards/C1", json::object{}, "life.cards.C1 is not a list"},
        {"/cards/C1/0/ts", nullptr, "life.cards.C1[0].ts is not a text"},
        {"/clicks", json::array{7}, "life.clicks[0] is not an object"},
        {"/ledger/0/kind", 1, "life.ledger[0].kind is not a text"},
        {"/ended", false, "life.ended is not an integer"},
    };
    for (const auto& spoilt : cases) {
        const auto life = decode_life(changed(encode(decided_life()), spoilt.pointer, spoilt.value));
        ASSERT_FALSE(life.has_value()) << spoilt.what;
        EXPECT_EQ(life.error().kind, Trouble::malformed);
        EXPECT_EQ(life.error().what, spoilt.what);
    }
}

/// Takes away the `nth` member, counted in depth; its place in words, or nothing when there are not so many.
std::optional<std::string> take_away(json::value& value, std::size_t& nth, const std::string& at) {
    if (auto* object = value.if_object()) {
        for (auto& member : *object) {
            const auto place = at + "/" + std::string{member.key()};
            if (nth-- == 0) {
                object->erase(member.key());
                return place;
            }
            if (auto taken = take_away(member.value(), nth, place)) return taken;
        }
    } else if (auto* array = value.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            if (auto taken = take_away((*array)[i], nth, at + "/" + std::to_string(i))) return taken;
    }
    return std::nullopt;
}

/// What says what the rest means, and what holds that.
bool says_what_the_rest_means(const std::string& place) {
    const auto name = place.substr(place.rfind('/') + 1);
    return name == "format" || name == "stage" || name == "claim" || name == "verdict" || name == "by" ||
           (name == "kind" && !place.starts_with("/ledger/")) || name == "document";
}

template <class Decode>
void expect_that_it_outlives_any_field(const std::string& stored, Decode decode, std::size_t& tried) {
    json::parse_options as_stored;
    as_stored.allow_invalid_utf8 = true;
    const auto whole = json::parse(stored, {}, as_stored);
    for (std::size_t i = 0;; ++i) {
        auto less = whole;
        auto nth = i;
        const auto place = take_away(less, nth, "");
        if (!place) break;
        if (says_what_the_rest_means(*place)) continue;
        ++tried;
        const auto back = decode(json::serialize(less));
        EXPECT_TRUE(back.has_value()) << *place << ": " << back.error().what;
    }
}

TEST(Record, AnAbsentFieldReadsAsItsEmptyValue) {
    std::size_t tried = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        AnyRecord any{seed};
        expect_that_it_outlives_any_field(encode(any.life()), decode_life, tried);
        expect_that_it_outlives_any_field(encode(any.settings()), decode_settings, tried);
        expect_that_it_outlives_any_field(encode(any.board()), decode_board, tried);
        expect_that_it_outlives_any_field(encode(any.person()), decode_person, tried);
    }
    EXPECT_GT(tried, 500U);
}

TEST(Record, WhatIsAbsentNeverApprovesAnything) {
    auto stored = encode(decided_life());
    stored = changed(stored, "/stage/claim/choice/approve", std::nullopt);
    stored = changed(stored, "/stage/claim/choice/grant", std::nullopt);
    const auto life = decode_life(stored);
    ASSERT_TRUE(life.has_value());
    EXPECT_EQ(claim_of(*life)->choice, Choice{});
    EXPECT_FALSE(claim_of(*life)->choice.approve);
}

TEST(Record, SettingsAndBoardsNameTheirFaultsToo) {
    const auto settings = decode_settings(changed(encode(Settings{}), "/admins_met", json::array{"U1", 2}));
    ASSERT_FALSE(settings.has_value());
    EXPECT_EQ(settings.error().what, "settings.admins_met holds something that is not a text");
    const auto board = decode_board(changed(encode(Board{}), "/extra_places", -3));
    ASSERT_FALSE(board.has_value());
    EXPECT_EQ(board.error().what, "board.extra_places is not a count");
}

TEST(Record, WhatIsNoJsonIsMalformed) {
    for (const char* stored : {"", "{", "null", "[]", "{}", "\xFF",
                               R"({"format":1} )"
                               "{",
                               R"({"format":1e9999})"}) {
        const auto life = decode_life(stored);
        ASSERT_FALSE(life.has_value()) << stored;
        EXPECT_EQ(life.error().kind, Trouble::malformed);
    }
    EXPECT_FALSE(decode_life(std::string(100'000, '[')).has_value());
}

TEST(Record, EveryTruncationIsRefused) {
    const auto stored = encode(decided_life());
    for (std::size_t length = 0; length < stored.size(); ++length)
        EXPECT_FALSE(decode_life(std::string_view{stored}.substr(0, length)).has_value()) << length;
}

TEST(Record, AFailureNeverRepeatsTheValue) {
    const auto life = decode_life(changed(encode(decided_life()), "/stage/claim/choice/grant", "hunter2"));
    ASSERT_FALSE(life.has_value());
    EXPECT_EQ(life.error().what.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace privman::stores
