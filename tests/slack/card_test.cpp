// A card shows what is asked, offers the decision, and nothing in it can be forged by who asks.
#include "slack/card.hpp"

#include "slack/button.hpp"
#include "slack/digest.hpp"
#include "tests/slack/block_kit.hpp"
#include "tests/support/under_sanitizer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

namespace privman::slack {
namespace {

namespace json = boost::json;
using std::chrono::minutes;

const Attempt attempt{"a1b2c3"};
const std::string tag = "00112233445566778899aabbccddeeff";

CardView waiting_card() {
    CardView view;
    view.facts.id = RequestId{"req-71"};
    view.facts.requested = WallTime{std::chrono::seconds{1'782'907'200}};
    view.facts.console_link = "https://pm.example.com/Tms/#/approvals?id=71&x=1";
    view.title = "Elevation request";
    view.fields = {{"Application", "setup.exe", false},
                   {"User", "CORP\\jdoe", false},
                   {"Computer", "PC-0042", false},
                   {"Reason", "need it for the printer", true},
                   {"Path", "C:\\Temp\\setup.exe", true}};
    view.controls = Controls{{Grant::one_time(), Grant::lasting(minutes{30})}, Grant::one_time()};
    view.fallback = "Elevation request: CORP\\jdoe on PC-0042: setup.exe";
    return view;
}

const json::object& last_block(const json::object& message) {
    return message.at("blocks").as_array().back().as_object();
}

std::string block_id(const json::object& message) {
    return json::value_to<std::string>(last_block(message).at("block_id"));
}

TEST(Card, LooksLikeThis) {
    const auto expected = json::parse(R"json({
      "text": "Elevation request: CORP\\jdoe on PC-0042: setup.exe",
      "blocks": [
        {"type":"header","text":{"type":"plain_text","text":"Elevation request","emoji":false}},
        {"type":"section","fields":[
          {"type":"plain_text","text":"Application\nsetup.exe","emoji":false},
          {"type":"plain_text","text":"User\nCORP\\jdoe","emoji":false}]},
        {"type":"section","fields":[{"type":"plain_text","text":"Computer\nPC-0042","emoji":false}]},
        {"type":"section","text":{"type":"plain_text","text":"Reason\nneed it for the printer","emoji":false}},
        {"type":"section","text":{"type":"plain_text","text":"Path\nC:\\Temp\\setup.exe","emoji":false}},
        {"type":"context","elements":[
          {"type":"mrkdwn","text":"Requested <!date^1782907200^{date_short_pretty} {time}|2026-07-01 12:00 UTC>","verbatim":true},
          {"type":"plain_text","text":"Request req-71","emoji":false},
          {"type":"mrkdwn","text":"<https://pm.example.com/Tms/#/approvals?id=71&amp;x=1|Open in the console>","verbatim":true}]},
        {"type":"actions","block_id":"ID","elements":[
          {"type":"static_select","action_id":"duration",
           "placeholder":{"type":"plain_text","text":"Duration","emoji":false},
           "options":[{"text":{"type":"plain_text","text":"One time","emoji":false},"value":"one-time"},
                      {"text":{"type":"plain_text","text":"30 minutes","emoji":false},"value":"30m"}],
           "initial_option":{"text":{"type":"plain_text","text":"One time","emoji":false},"value":"one-time"}},
          {"type":"button","action_id":"approve","text":{"type":"plain_text","text":"Approve","emoji":false},
           "style":"primary","value":"v1.a1b2c3.00112233445566778899aabbccddeeff.one-time.req-71"},
          {"type":"button","action_id":"deny","text":{"type":"plain_text","text":"Deny","emoji":false},
           "style":"danger","value":"v1.a1b2c3.00112233445566778899aabbccddeeff.one-time.req-71"}]}],
      "metadata":{"event_type":"privman_request","event_payload":{"request_id":"req-71"}},
      "mrkdwn":false,"parse":"none","link_names":false,"unfurl_links":false,"unfurl_media":false
    })json");
    auto message = card_message(waiting_card(), attempt, tag);
    EXPECT_EQ(testing::fault_in(message), "");
    message.at("blocks").as_array().back().as_object()["block_id"] = "ID";
    EXPECT_EQ(json::value(message), expected) << json::serialize(message);
}

TEST(Card, ADecidedCardKeepsTheFactsAndLosesTheControls) {
    auto view = waiting_card();
    view.controls.reset();
    view.tone = Tone::approved;
    view.title = "Approved";
    view.status.push_back(Words{"Approved by "} << Mention{UserId{"U0ALICE"}} << " for 30 minutes");
    const auto message = card_message(view, attempt, tag);
    EXPECT_EQ(testing::fault_in(message), "");
    const auto text = testing::shown(message);
    EXPECT_NE(text.find("Approved by <@U0ALICE> for 30 minutes"), std::string::npos);
    EXPECT_NE(text.find("CORP\\jdoe"), std::string::npos);
    EXPECT_EQ(json::serialize(message).find("\"actions\""), std::string::npos);
    EXPECT_LT(text.find("Approved by"), text.find("CORP")) << "what became of it comes first";
}

TEST(Card, ChoicesSurviveARefreshOfTheSameFacts) {
    auto view = waiting_card();
    const auto before = block_id(card_message(view, attempt, tag));
    view.status.push_back(Words{"somebody else decides"});
    EXPECT_EQ(block_id(card_message(view, attempt, tag)), before);
}

TEST(Card, ChoicesAreResetWhenFactsOrOffersChange) {
    auto view = waiting_card();
    const auto before = block_id(card_message(view, attempt, tag));
    EXPECT_NE(block_id(card_message(view, attempt, "ff" + tag.substr(2))), before);
    view.controls->offered.push_back(Grant::lasting(minutes{60}));
    EXPECT_NE(block_id(card_message(view, attempt, tag)), before);
}

TEST(Card, APreselectionThatIsNotOnOfferIsLeftOut) {
    auto view = waiting_card();
    view.controls->preselected = Grant::lasting(minutes{5});
    const auto message = card_message(view, attempt, tag);
    EXPECT_EQ(testing::fault_in(message), "");
    EXPECT_FALSE(last_block(message).at("elements").as_array()[0].as_object().contains("initial_option"));
}

TEST(Card, EveryFactStandsInAFieldOfItsOwn) {
    auto view = waiting_card();
    view.fields = {{"Reason", "please\n\nUser\nCORP\\administrator", true}};
    const auto message = card_message(view, attempt, tag);
    EXPECT_NE(testing::shown(message).find("Reason\nplease ⏎ ⏎ User ⏎ CORP\\administrator"), std::string::npos);
}

TEST(Card, HostileTextBecomesNoMentionNoLinkAndNoFormat) {
    auto view = waiting_card();
    const std::string evil =
        "<!channel> <@U0BOSS> <https://evil.example|click> *Approved by* @here \u202Etxt.exe \x01\xff";
    for (auto& field : view.fields) field.value = evil;
    view.status.push_back(Words{evil});
    view.fallback = evil;
    const auto message = card_message(view, attempt, tag);
    EXPECT_EQ(testing::fault_in(message), "");
    for (const auto& block : message.at("blocks").as_array()) {
        const auto text = json::serialize(block);
        if (text.find("mrkdwn") == std::string::npos) continue;
        EXPECT_EQ(text.find("<!channel>"), std::string::npos);
        EXPECT_EQ(text.find("<@U0BOSS>"), std::string::npos);
        EXPECT_EQ(text.find("<https://evil"), std::string::npos);
    }
    EXPECT_EQ(json::serialize(message).find("\u202E"), std::string::npos) << "a right-to-left override is made visible";
    EXPECT_TRUE(json::value_to<std::string>(message.at("text")).starts_with("&lt;!channel&gt;"));
}

TEST(Card, ShowsWhatStandsBetweenBlanksInEveryField) {
    const std::string attack = "; Invoke-Expression $evil";
    for (const std::string& blank :
         {std::string{" "}, std::string{"\u00A0"}, std::string{"\n"}, std::string{"\u2003\u200B"}}) {
        std::string blanks;
        while (blanks.size() < 15'000) blanks += blank;
        auto view = waiting_card();
        view.fields = {{"Application", "", false}, {"User", "", false},   {"Computer", "", false},
                       {"Reason", "", true},       {"Path", "", true},    {"Command line", "", true},
                       {"Company", "", false},     {"Signer", "", false}, {"Rating", "", false},
                       {"Hash", "", true},         {"Policy", "", false}};
        for (auto& field : view.fields)
            field.value = std::string("dir ").append(blanks).append(attack).append(blanks).append("C:\\Temp");
        for (const auto& message : {card_message(view, attempt, tag), minimal_card_message(view, attempt, tag)}) {
            EXPECT_EQ(testing::fault_in(message), "");
            const auto text = testing::shown(message);
            std::size_t found = 0;
            for (auto at = text.find(attack); at != std::string::npos; at = text.find(attack, at + 1)) ++found;
            EXPECT_EQ(found, view.fields.size()) << text;
        }
    }
}

TEST(Card, ABlankThatEndsAValueIsSeen) {
    auto view = waiting_card();
    view.fields = {{"Path", "C:\\Temp\\setup.exe ", true}};
    EXPECT_NE(testing::shown(card_message(view, attempt, tag)).find("setup.exe<1 blank>"), std::string::npos);
    EXPECT_NE(testing::shown(minimal_card_message(view, attempt, tag)).find("setup.exe<1 blank>"), std::string::npos);
}

class AHundredThousandCharacters : public ::testing::TestWithParam<std::string> {};

TEST_P(AHundredThousandCharacters, OfAnythingFit) {
    std::string text;
    while (text.size() < (::privman::testing::under_sanitizer ? 20'000 : 100'000)) text += GetParam();
    auto view = waiting_card();
    view.title = text;
    view.fallback = text;
    for (auto& field : view.fields) field.value = text;
    for (int i = 0; i < 6; ++i) view.fields.push_back({"Wide", text, true});
    for (int i = 0; i < 3; ++i) view.status.push_back(Words{text});
    EXPECT_EQ(testing::fault_in(card_message(view, attempt, tag)), "");
    EXPECT_EQ(testing::fault_in(minimal_card_message(view, attempt, tag)), "");
}

INSTANTIATE_TEST_SUITE_P(Card, AHundredThousandCharacters,
                         ::testing::Values("x", "&", "\"", "\\", "🚀", std::string(1, '\0'), "\xff", "\u202E", "\n"));

TEST(Card, ALinkOnlyComesFromTheConsoleLinkAndOnlyWhenItIsOne) {
    auto view = waiting_card();
    for (const char* bad : {"javascript:alert(1)", "https://x|y> <!channel", "https://a b", "", "https://x\ny"}) {
        view.facts.console_link = bad;
        EXPECT_EQ(testing::shown(card_message(view, attempt, tag)).find("Open in the console"), std::string::npos)
            << bad;
    }
}

TEST(Card, AnIdThatNoButtonCanCarryLeavesTheButtonsOutAndSaysSo) {
    auto view = waiting_card();
    view.facts.id = RequestId{std::string(3000, 'x')};
    const auto message = card_message(view, attempt, tag);
    EXPECT_EQ(testing::fault_in(message), "");
    EXPECT_EQ(json::serialize(message).find("\"actions\""), std::string::npos);
    EXPECT_NE(testing::shown(message).find("No buttons"), std::string::npos);
}

TEST(MinimalCard, IsOneTextAndTwoButtonsThatSayWhatTheyGrant) {
    const auto message = minimal_card_message(waiting_card(), attempt, tag);
    EXPECT_EQ(testing::fault_in(message), "");
    EXPECT_EQ(message.at("blocks").as_array().size(), 2u);
    EXPECT_NE(testing::shown(message).find("Approve one time"), std::string::npos);
    EXPECT_NE(testing::shown(message).find("CORP\\jdoe"), std::string::npos);
    EXPECT_EQ(json::serialize(message).find("static_select"), std::string::npos);
}

TEST(Digest, NamesTheLongestWaitingAndOffersMore) {
    DigestView view{37, 12, {Words{"r1 by "} << Mention{UserId{"U1AB"}}, Words{"r2 <!here>"}}};
    const auto message = digest_message(view);
    EXPECT_EQ(testing::fault_in(message), "");
    const auto text = testing::shown(message);
    EXPECT_NE(text.find("*12 more requests* wait without a card here (37 in all)."), std::string::npos) << text;
    EXPECT_NE(text.find("• r2 &lt;!here&gt;"), std::string::npos);
    EXPECT_NE(text.find("Show more"), std::string::npos);
}

TEST(Digest, HasNothingToPressWhenNothingIsLeftOver) {
    const auto message = digest_message({3, 0, {}});
    EXPECT_EQ(testing::fault_in(message), "");
    EXPECT_EQ(json::serialize(message).find("\"actions\""), std::string::npos);
}

TEST(ButtonValue, ComesBackAsItWentOut) {
    const ButtonValue value{attempt, tag, RequestId{"a.b:c/7"}, Grant::lasting(std::chrono::minutes{30})};
    const auto text = spelling(value);
    ASSERT_TRUE(text);
    EXPECT_EQ(parse_button(*text), value);
}

TEST(ButtonValue, ForeignValuesAreNone) {
    for (const char* text : {"", "v1", "v1.a", "v1.a.b", "v1.a.b.", "v1.a.b.30m", "v1.a.b.30m.", "v1.a.b.60m.c",
                             "v1.a.b.ever.c", "v2.a.b.30m.c", "v1..b.30m.c", "v1.a..30m.c", "req-71", "v1.a b.c.30m.d"})
        EXPECT_FALSE(parse_button(text)) << text;
    EXPECT_FALSE(parse_button("v1.a.b.30m." + std::string(3000, 'x')));
}

/// How a card shows an id may change; what a button carries may not, since buttons stand in channels for weeks.
TEST(ButtonValue, IdsThatWereCarriedAreCarriedForEver) {
    for (const char* id :
         {"a b", "a  b", " a ", "a\u00A0b", "Заявка-71", "\u0410pple", "e\u0301", "請求", "🚀", "a\u2003b"}) {
        const ButtonValue value{attempt, tag, RequestId{id}, Grant::one_time()};
        const auto text = spelling(value);
        ASSERT_TRUE(text) << id;
        EXPECT_EQ(parse_button(*text), value) << id;
    }
    for (const char* id : {"a\tb", "a\nb", "a\u200Bb", "a\u202Eb", "a\xff", "a\u2028", "\u3164", "\uFEFF"})
        EXPECT_FALSE(spelling(ButtonValue{attempt, tag, RequestId{id}, Grant::one_time()})) << id;
}

}  // namespace
}  // namespace privman::slack
