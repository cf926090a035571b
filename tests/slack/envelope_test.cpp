// What Slack sends becomes clicks, commands and nothing else; every envelope keeps its id.
#include "slack/envelope.hpp"

#include "slack/button.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <string>

namespace privman::slack {
namespace {

namespace json = boost::json;
using std::chrono::minutes;

Expected expected() {
    Expected e;
    e.self = {UserId{"U0BOT"}, TeamId{"T0AAA"}, "example"};
    e.bot_id = "B0BOT";
    e.app_id = "A0EXAMPLE1";
    e.offered = {Grant::one_time(), Grant::lasting(minutes{60})};
    return e;
}

/// As Slack sends it.
json::object click() {
    return json::parse(R"json({
      "envelope_id": "6b1f0f0e-0001", "type": "interactive", "accepts_response_payload": true,
      "payload": {
        "type": "block_actions", "api_app_id": "A0EXAMPLE1",
        "team": { "id": "T0AAA", "domain": "example" }, "enterprise": null, "is_enterprise_install": false,
        "user": { "id": "U0ALICE", "username": "alice", "name": "alice", "team_id": "T0AAA" },
        "container": { "type": "message", "message_ts": "1722506400.000200", "channel_id": "C0OPS", "is_ephemeral": false },
        "channel": { "id": "C0OPS", "name": "ops" },
        "message": { "type": "message", "bot_id": "B0BOT", "user": "U0BOT", "app_id": "A0EXAMPLE1",
                     "ts": "1722506400.000200", "text": "fallback", "blocks": [] },
        "state": { "values": { "decide.1": { "duration": { "type": "static_select",
                     "selected_option": { "text": { "type": "plain_text", "text": "1 hour" }, "value": "1h" } } } } },
        "trigger_id": "1.2.abc", "response_url": "https://hooks.slack.com/actions/T/1/x",
        "actions": [ { "type": "button", "block_id": "decide.1", "action_id": "approve",
                       "value": "v1.att.tag.one-time.req-71", "text": { "type": "plain_text", "text": "Approve" },
                       "action_ts": "1722506401.100000" } ] } })json")
        .as_object();
}

json::object& payload_of(json::object& frame) { return frame["payload"].as_object(); }
json::object& action_of(json::object& frame) { return payload_of(frame)["actions"].as_array()[0].as_object(); }

json::object mention(std::string text) {
    auto frame = json::parse(R"json({
      "envelope_id": "6b1f0f0e-0002", "type": "events_api", "accepts_response_payload": false,
      "payload": { "type": "event_callback", "team_id": "T0AAA", "api_app_id": "A0EXAMPLE1", "event_id": "Ev0123ABC",
        "event": { "type": "app_mention", "user": "U0ALICE", "text": "", "ts": "1722506400.000100",
                   "event_ts": "1722506400.000100", "channel": "C0OPS", "team": "T0AAA" } } })json")
                     .as_object();
    frame["payload"].as_object()["event"].as_object()["text"] = text;
    return frame;
}

json::object& event_of(json::object& frame) { return payload_of(frame)["event"].as_object(); }

Envelope read(const json::object& frame) { return std::get<Envelope>(decode(json::serialize(frame), expected())); }
ClickArrived clicked(const json::object& frame) { return std::get<ClickArrived>(read(frame).arrival.value()); }
CommandArrived commanded(const json::object& frame) { return std::get<CommandArrived>(read(frame).arrival.value()); }

TEST(Decode, AnUntouchedPickerMeansWhatTheCardStoodOnWhenItWasDrawn) {
    auto untouched = click();
    payload_of(untouched).erase("state");
    action_of(untouched)["value"] = "v1.att.tag.1h.req-71";
    EXPECT_EQ(clicked(untouched).click.choice.grant, Grant::lasting(minutes{60}));

    action_of(untouched)["value"] = "v1.att.tag.8h.req-71";
    EXPECT_TRUE(clicked(untouched).defect) << "not on offer any more: chosen anew, never replaced";
}

TEST(Decode, AnApprovalCarriesEverythingThatDecidingNeeds) {
    const auto envelope = read(click());
    EXPECT_EQ(envelope.id, "6b1f0f0e-0001");
    const auto arrived = std::get<ClickArrived>(envelope.arrival.value());
    EXPECT_EQ(arrived.request.value, "req-71");
    EXPECT_FALSE(arrived.defect);
    EXPECT_EQ(arrived.click.by.value, "U0ALICE");
    EXPECT_EQ(arrived.click.team.value, "T0AAA");
    EXPECT_EQ(arrived.click.choice, (Choice{true, Grant::lasting(minutes{60})}));
    EXPECT_EQ(arrived.click.channel.value, "C0OPS");
    EXPECT_EQ(arrived.click.ts.value, "1722506400.000200");
    EXPECT_EQ(arrived.click.attempt.value, "att");
    EXPECT_EQ(arrived.click.seal, "tag");
    EXPECT_EQ(arrived.click.response_url, "https://hooks.slack.com/actions/T/1/x");
    EXPECT_EQ(arrived.click.key.value, "U0ALICE|1722506401.100000|approve|1722506400.000200");
}

TEST(Decode, AnUntouchedPickerMeansTheDefault) {
    auto empty = click();
    payload_of(empty)["state"] = {{"values", json::object{}}};
    EXPECT_EQ(clicked(empty).click.choice.grant, Grant::one_time());
    auto null = click();
    payload_of(null)["state"].at("values").at("decide.1").at("duration").as_object()["selected_option"] = nullptr;
    EXPECT_EQ(clicked(null).click.choice.grant, Grant::one_time());
    auto none = click();
    payload_of(none).erase("state");
    EXPECT_EQ(clicked(none).click.choice.grant, Grant::one_time());
}

TEST(Decode, APickerInAnotherBlockDoesNotCount) {
    auto frame = click();
    action_of(frame)["block_id"] = "decide.2";
    EXPECT_EQ(clicked(frame).click.choice.grant, Grant::one_time());
}

TEST(Decode, ADurationThatIsNotOnOfferDecidesNothing) {
    for (const char* value : {"4h", "999d", "", "one time", "1h "}) {
        auto frame = click();
        payload_of(frame)["state"]
            .at("values")
            .at("decide.1")
            .at("duration")
            .at("selected_option")
            .as_object()["value"] = value;
        EXPECT_TRUE(clicked(frame).defect) << value;
        EXPECT_EQ(clicked(frame).request.value, "req-71") << "its clicker is told on which card";
    }
}

TEST(Decode, ADenialDoesNotCareAboutThePicker) {
    auto frame = click();
    action_of(frame)["action_id"] = "deny";
    payload_of(frame)["state"].at("values").at("decide.1").at("duration").at("selected_option").as_object()["value"] =
        "4h";
    EXPECT_FALSE(clicked(frame).defect);
    EXPECT_FALSE(clicked(frame).click.choice.approve);
}

TEST(Decode, AForeignButtonIsAClickThatDecidesNothing) {
    auto frame = click();
    action_of(frame)["value"] = "req-71";
    EXPECT_TRUE(clicked(frame).defect);
    EXPECT_TRUE(clicked(frame).request.empty());
    EXPECT_EQ(clicked(frame).click.by.value, "U0ALICE");
}

TEST(Decode, AButtonOutsideAMessageDecidesNothing) {
    auto frame = click();
    payload_of(frame).erase("channel");
    payload_of(frame).erase("message");
    payload_of(frame)["container"] = {{"type", "view"}, {"view_id", "V1"}};
    EXPECT_TRUE(clicked(frame).defect);
}

TEST(Decode, ForAnEphemeralMessageThePlaceComesFromTheContainer) {
    auto frame = click();
    payload_of(frame).erase("message");
    EXPECT_EQ(clicked(frame).click.ts.value, "1722506400.000200");
}

TEST(Decode, PickingADurationIsAcknowledgedAndLeftAlone) {
    auto frame = click();
    action_of(frame)["action_id"] = "duration";
    EXPECT_FALSE(read(frame).arrival);
    EXPECT_EQ(read(frame).id, "6b1f0f0e-0001");
}

TEST(Decode, AnotherAppsClickIsLeftAlone) {
    auto frame = click();
    payload_of(frame)["api_app_id"] = "A0OTHER";
    EXPECT_FALSE(read(frame).arrival);
}

TEST(Decode, AClickerFromAnotherWorkspaceIsSeenAsSuch) {
    auto frame = click();
    payload_of(frame)["user"].as_object()["team_id"] = "T0EVIL";
    EXPECT_EQ(clicked(frame).click.team.value, "T0EVIL");
    auto by_team = click();
    payload_of(by_team)["team"].as_object()["id"] = "T0EVIL";
    EXPECT_EQ(clicked(by_team).click.team.value, "T0EVIL");
    auto unknown = click();
    payload_of(unknown)["team"] = nullptr;
    payload_of(unknown)["user"].as_object().erase("team_id");
    EXPECT_EQ(clicked(unknown).click.team.value, "");
}

TEST(Decode, ShowMoreIsUnderstood) {
    auto frame = click();
    action_of(frame)["action_id"] = "show_more";
    action_of(frame)["value"] = "v1";
    const auto more = std::get<MoreWanted>(read(frame).arrival.value());
    EXPECT_EQ(more.channel.value, "C0OPS");
    EXPECT_EQ(more.ts.value, "1722506400.000200");
    EXPECT_EQ(more.from.who.value, "U0ALICE");
}

TEST(Decode, AButtonOfAnAnswerIsUnderstood) {
    auto frame = click();
    action_of(frame)["action_id"] = "offer_1";
    action_of(frame)["value"] = "nonce.1";
    payload_of(frame).erase("message");  // an ephemeral message is not repeated in the payload
    const auto taken = std::get<OfferTaken>(read(frame).arrival.value());
    EXPECT_EQ(taken.value, "nonce.1");
    EXPECT_EQ(taken.from.who.value, "U0ALICE");
    EXPECT_EQ(taken.channel.value, "C0OPS");
    EXPECT_EQ(taken.team.value, "T0AAA");
    EXPECT_EQ(taken.pressed.value, "1722506401.100000");
}

TEST(Decode, ACommandCarriesTheMomentAtWhichItWasWrittenExactly) {
    EXPECT_EQ(commanded(mention("<@U0BOT> help")).ts.value, "1722506400.000100");
}

TEST(Decode, AnyEventTellsThatItsChannelIsSharedWithAnotherCompany) {
    auto frame = mention("<@U0BOT> help");
    payload_of(frame)["is_ext_shared_channel"] = true;
    EXPECT_EQ(commanded(frame).shared_outside, true);
    event_of(frame)["bot_id"] = "B0OTHER";
    EXPECT_EQ(std::get<SharingSeen>(read(frame).arrival.value()).channel.value, "C0OPS");
    event_of(frame)["type"] = "reaction_added";
    EXPECT_EQ(std::get<SharingSeen>(read(frame).arrival.value()).channel.value, "C0OPS");
    event_of(frame)["channel"] = json::object{{"id", "C0NEW"}};
    EXPECT_EQ(std::get<SharingSeen>(read(frame).arrival.value()).channel.value, "C0NEW");
    event_of(frame).erase("channel");
    EXPECT_FALSE(read(frame).arrival);
    payload_of(frame)["is_ext_shared_channel"] = "true";
    event_of(frame)["channel"] = "C0OPS";
    EXPECT_FALSE(read(frame).arrival) << "of the wrong type it says nothing";
}

TEST(Decode, TheSameClickInAnotherEnvelopeSharesAKey) {
    auto first = click();
    auto second = click();
    second["envelope_id"] = "6b1f0f0e-0009";
    EXPECT_NE(read(first).keys[0], read(second).keys[0]);
    EXPECT_EQ(read(first).keys[1], read(second).keys[1]);
}

TEST(Decode, AMentionBecomesACommandWithoutTheMention) {
    const auto command = commanded(mention("<@U0BOT> autoapprove status &amp; more"));
    EXPECT_EQ(command.text, "autoapprove status & more");
    EXPECT_EQ(command.from.who.value, "U0ALICE");
    EXPECT_EQ(command.channel.value, "C0OPS");
    EXPECT_FALSE(command.direct);
    EXPECT_EQ(command.key, "C0OPS|1722506400.000100");
    EXPECT_EQ(command.from.thread, "");
}

TEST(Decode, AMentionInAThreadIsAnsweredThere) {
    auto frame = mention("<@U0BOT> help");
    event_of(frame)["thread_ts"] = "1722506300.000001";
    EXPECT_EQ(commanded(frame).from.thread, "1722506300.000001");
}

TEST(Decode, ADirectMessageBecomesACommand) {
    auto frame = mention("help");
    event_of(frame)["type"] = "message";
    event_of(frame)["channel_type"] = "im";
    event_of(frame)["channel"] = "D0ALICE";
    EXPECT_TRUE(commanded(frame).direct);
    event_of(frame)["channel_type"] = "channel";
    EXPECT_FALSE(read(frame).arrival) << "messages of channels were not asked for";
}

TEST(Decode, WhatNoPersonWroteJustNowIsIgnored) {
    const std::pair<const char*, json::value> marks[] = {
        {"bot_id", "B0OTHER"},
        {"bot_profile", json::object{{"id", "B1"}}},
        {"subtype", "message_changed"},
        {"subtype", "bot_message"},
        {"user", "U0BOT"},
        {"user", "USLACKBOT"},
        {"user", nullptr},
        {"edited", json::object{{"user", "U0ALICE"}}},
        {"hidden", true},
        {"app_id", "A0EXAMPLE1"},
        {"channel", ""},
        {"ts", nullptr},
    };
    for (const auto& [key, value] : marks) {
        auto frame = mention("<@U0BOT> help");
        event_of(frame)[key] = value;
        const auto envelope = read(frame);
        EXPECT_FALSE(envelope.arrival) << key;
        EXPECT_FALSE(envelope.ignored.empty()) << key;
        EXPECT_EQ(envelope.id, "6b1f0f0e-0002") << key;
    }
}

TEST(Decode, AMessageWithAFileStillCounts) {
    auto frame = mention("<@U0BOT> help");
    event_of(frame)["subtype"] = "file_share";
    EXPECT_EQ(commanded(frame).text, "help");
}

TEST(Decode, ARedeliveredEventSharesItsKey) {
    auto again = mention("<@U0BOT> help");
    again["envelope_id"] = "other";
    again["retry_attempt"] = 1;
    again["retry_reason"] = "timeout";
    EXPECT_EQ(read(again).keys[1], read(mention("<@U0BOT> help")).keys[1]);
    EXPECT_EQ(read(again).retry_attempt, 1u);
}

TEST(Decode, TypesThatMeanNothingKeepTheirEnvelope) {
    for (
        const char* frame :
        {R"({"envelope_id":"e","type":"slash_commands","payload":{"command":"/x"}})",
         R"({"envelope_id":"e","type":"interactive","payload":{"type":"view_submission"}})",
         R"({"envelope_id":"e","type":"events_api","payload":{"type":"app_rate_limited"}})",
         R"({"envelope_id":"e","type":"events_api","payload":{"type":"event_callback"}})",
         R"({"envelope_id":"e","type":"interactive","payload":{"type":"block_actions"}})",
         R"({"envelope_id":"e","type":"interactive","payload":{"type":"block_actions","user":{"id":"U1"},"actions":[7]}})",
         R"({"envelope_id":"e","type":"from_the_future"})", R"({"envelope_id":"e","payload":[]})"}) {
        const auto envelope = std::get<Envelope>(decode(frame, expected()));
        EXPECT_EQ(envelope.id, "e");
        EXPECT_FALSE(envelope.arrival) << frame;
    }
}

TEST(Decode, BrokenFramesAreAcknowledgedWhenTheyShowAnId) {
    for (const char* frame : {R"({"envelope_id":"e-1","payload":{"type":)",
                              "{\"envelope_id\" : \"e-1\", \"x\": \"\xff\"}", R"(garbage "envelope_id":"e-1" garbage)"})
        EXPECT_EQ(std::get<Envelope>(decode(frame, expected())).id, "e-1") << frame;
}

TEST(Decode, AnIdInsideSomebodysTextIsNotTaken) {
    EXPECT_TRUE(std::holds_alternative<Noise>(decode(R"({"text":"\"envelope_id\":\"evil\"",)", expected())));
}

TEST(Decode, NoiseIsNoise) {
    for (const char* frame :
         {"", "null", "[]", "7", "\"x\"", "{}", "not json", R"({"envelope_id":""})", R"({"envelope_id":7})"})
        EXPECT_TRUE(std::holds_alternative<Noise>(decode(frame, expected()))) << frame;
}

TEST(Decode, DeepNestingIsNoDanger) {
    const auto frame = R"({"envelope_id":"e","payload":)" + std::string(100'000, '[');
    EXPECT_EQ(std::get<Envelope>(decode(frame, expected())).id, "e");
}

TEST(Decode, HelloSaysHowManyAndHowLong) {
    const auto hello = std::get<HelloFrame>(decode(
        R"({"type":"hello","num_connections":2,"connection_info":{"app_id":"A0EXAMPLE1"},"debug_info":{"host":"applink-7","approximate_connection_time":18060}})",
        expected()));
    EXPECT_EQ(hello.connections, 2u);
    EXPECT_EQ(hello.app_id, "A0EXAMPLE1");
    EXPECT_EQ(hello.lifetime, std::chrono::seconds{18060});
    const auto bare = std::get<HelloFrame>(decode(R"({"type":"hello"})", expected()));
    EXPECT_FALSE(bare.connections);
    EXPECT_FALSE(bare.lifetime);
}

TEST(Decode, DisconnectSaysWhy) {
    EXPECT_EQ(
        std::get<DisconnectFrame>(decode(R"({"type":"disconnect","reason":"refresh_requested"})", expected())).reason,
        "refresh_requested");
}

TEST(AckOf, IsOneSmallFrame) {
    EXPECT_EQ(ack_of("6b1f0f0e"), R"({"envelope_id":"6b1f0f0e"})");
    EXPECT_LT(ack_of(std::string(256, '"')).size(), 20480u);
}

TEST(Decode, OnAGridTheOrganisationIsNoWorkspace) {
    auto org_wide = click();
    payload_of(org_wide)["team"] = nullptr;
    payload_of(org_wide)["enterprise"] = {{"id", "E0ORG"}, {"name", "Org"}};
    payload_of(org_wide)["is_enterprise_install"] = true;
    EXPECT_EQ(clicked(org_wide).click.team.value, "T0AAA");
    payload_of(org_wide)["user"].as_object()["team_id"] = "E0ORG";
    EXPECT_EQ(clicked(org_wide).click.team.value, "") << "nothing is said: the directory knows";
    payload_of(org_wide)["user"].as_object().erase("team_id");
    EXPECT_EQ(clicked(org_wide).click.team.value, "");
    payload_of(org_wide)["user"].as_object()["team_id"] = "T0SISTER";
    EXPECT_EQ(clicked(org_wide).click.team.value, "T0SISTER");

    auto frame = mention("<@U0BOT> status");
    event_of(frame).erase("team");
    payload_of(frame)["team_id"] = "E0ORG";
    payload_of(frame)["context_enterprise_id"] = "E0ORG";
    EXPECT_EQ(commanded(frame).team.value, "");
    payload_of(frame)["team_id"] = "T0AAA";
    EXPECT_EQ(commanded(frame).team.value, "T0AAA");
    event_of(frame)["team"] = "T0SISTER";
    EXPECT_EQ(commanded(frame).team.value, "T0SISTER");
}

TEST(Decode, WhateverIsDroppedSaysWhyAndWhoseItWas) {
    auto foreign = click();
    action_of(foreign)["action_id"] = "launch";
    EXPECT_EQ(read(foreign).ignored, "an action of no meaning here");
    EXPECT_EQ(read(foreign).by, "U0ALICE");
    EXPECT_FALSE(read(foreign).routine);
    auto picked = click();
    action_of(picked)["action_id"] = "duration";
    EXPECT_TRUE(read(picked).routine);
    auto edited = mention("<@U0BOT> status");
    event_of(edited)["edited"] = json::object{};
    EXPECT_EQ(read(edited).ignored, "an edited message");
    EXPECT_EQ(read(edited).by, "U0ALICE");
    EXPECT_FALSE(read(edited).routine);
    auto own = mention("<@U0BOT> status");
    event_of(own)["user"] = "U0BOT";
    EXPECT_TRUE(read(own).routine);
}

}  // namespace
}  // namespace privman::slack
