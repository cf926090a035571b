// chat.*: what is posted, what an edit keeps and what it removes, and every refusal on the way.
#include "tests/sandbox/slack_workbench.hpp"

#include <gmock/gmock.h>

#include <set>

namespace privman::sandbox {
namespace {

using SlackPost = SlackWorkbench;
using SlackEdit = SlackWorkbench;
using SlackEphemeral = SlackWorkbench;
using SlackDelete = SlackWorkbench;

TEST_F(SlackPost, ShowsTextAndBlocksToTheChannel) {
    const auto answer =
        call("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "hi"}, {"blocks", sample_card()}});

    EXPECT_EQ(answer.at("channel"), "C0APPROVALS");
    EXPECT_EQ(answer.at("message").at("user"), "U0BOT");
    EXPECT_EQ(messages("C0APPROVALS").at(0).at("text"), "hi");
}

TEST_F(SlackPost, StampsAreStringsUniqueAndIncreasingEvenWhenTheClockIsSetBack) {
    control("rules", {{"enforce_rate", false}});
    std::vector<std::string> stamps;
    for (int i = 0; i < 3; ++i) stamps.push_back(post(sample_card()));
    clock.set_wall(start_ms - 3'600'000);
    stamps.push_back(post(sample_card()));

    EXPECT_TRUE(std::ranges::is_sorted(stamps));
    EXPECT_EQ(std::set<std::string>(stamps.begin(), stamps.end()).size(), stamps.size());
    EXPECT_EQ(stamps[0], "1800000000.000000");
}

TEST_F(SlackPost, ToAPersonIsADirectMessage) {
    EXPECT_EQ(call("chat.postMessage", {{"channel", "U0ADA"}, {"text", "psst"}}).at("channel"), "D0ADA");
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "U0MALLORY"}, {"text", "x"}}), "channel_not_found");
    control("rules", {{"messages_tab", false}});
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "U0ADA"}, {"text", "x"}}), "messages_tab_disabled");
}

TEST_F(SlackPost, IsRefusedWhereTheBotCannotWrite) {
    control("channels", {{"name", "secret"}, {"private", true}});
    control("channel", {{"id", "C0HELPDESK"}, {"archived", true}});
    control("channel", {{"id", "C0APPROVALS"}, {"posting_refused_with", "restricted_action"}});
    const auto error = [this](const std::string& channel) {
        return error_of("chat.postMessage", {{"channel", channel}, {"text", "x"}});
    };

    EXPECT_EQ(error("C0NOWHERE"), "channel_not_found");
    EXPECT_EQ(error("C0SECRET"), "channel_not_found");
    EXPECT_EQ(error("C0PARTNERS"), "not_in_channel");
    EXPECT_EQ(error("C0HELPDESK"), "is_archived");
    EXPECT_EQ(error("C0APPROVALS"), "restricted_action");
}

TEST_F(SlackPost, NeedsSomethingToSay) {
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}}), "no_text");
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", ""}, {"blocks", json::array{}}}),
              "no_text");
}

TEST_F(SlackPost, NamesWhatIsWrongWithItsBlocks) {
    auto blocks = sample_card();
    blocks[1].at("elements").at(1).as_object()["style"] = "loud";
    const auto answer = call("chat.postMessage", {{"channel", "C0APPROVALS"}, {"blocks", blocks}});

    EXPECT_EQ(answer.at("error"), "invalid_blocks");
    EXPECT_EQ(answer.at("response_metadata").at("messages").at(0),
              "[ERROR] must be one of: primary, danger [json-pointer:/blocks/1/elements/1/style]");
}

TEST_F(SlackPost, HasALimitForTextAndOneForAllBlocksTogether) {
    json::array blocks;
    for (int i = 0; i < 5; ++i) {
        blocks.push_back(json::object{
            {"type", "section"}, {"text", json::object{{"type", "plain_text"}, {"text", std::string(2500, 'x')}}}});
    }

    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}, {"blocks", blocks}}),
              "msg_blocks_too_long");
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", std::string(40'001, 'x')}}),
              "msg_too_long");
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", std::string(40'000, 'x')}}), "");
}

TEST_F(SlackPost, ChecksMetadata) {
    const auto error = [this](const json::value& metadata) {
        return error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}, {"metadata", metadata}});
    };

    EXPECT_EQ(error(json::object{{"event_type", "card"}, {"event_payload", json::object{{"id", "1"}}}}), "");
    EXPECT_EQ(error(json::object{{"event_type", "card"}}), "invalid_metadata_format");
}

TEST_F(SlackPost, InAThreadNeedsAParent) {
    const auto parent = post(sample_card());

    EXPECT_EQ(call("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}, {"thread_ts", parent}})
                  .at("message")
                  .at("thread_ts"),
              json::value(parent));
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}, {"thread_ts", "1.000001"}}),
              "cannot_reply_to_message");
}

TEST_F(SlackEdit, WithTextAloneRemovesTheBlocks) {
    const auto ts = post(sample_card());

    const auto answer = call("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", "done"}});

    EXPECT_EQ(answer.at("text"), "done");
    const auto shown = messages("C0APPROVALS").at(0);
    EXPECT_TRUE(shown.at("blocks").as_array().empty());
    EXPECT_EQ(shown.at("edits"), 1);
    EXPECT_EQ(shown.at("history").as_array().size(), 2u);
}

TEST_F(SlackEdit, KeepsMetadataUnlessGiven) {
    const json::object metadata{{"event_type", "card"}, {"event_payload", json::object{}}};
    const auto ts =
        call("chat.postMessage", {{"channel", "C0APPROVALS"}, {"text", "x"}, {"metadata", metadata}}).at("ts");

    const auto answer = call("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", "y"}});

    EXPECT_EQ(answer.at("message").at("metadata").at("event_type"), "card");
}

TEST_F(SlackEdit, RefusesLongerTextThanAPost) {
    const auto ts = post(sample_card());

    EXPECT_EQ(error_of("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", std::string(4001, 'x')}}),
              "msg_too_long");
    EXPECT_EQ(error_of("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", std::string(4000, 'x')}}), "");
}

TEST_F(SlackEdit, IsForOwnMessagesThatExist) {
    const auto said = control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "mine"}}).at("ts");
    const json::value own(post(sample_card()));
    const auto error = [this](const json::value& channel, const json::value& ts) {
        return error_of("chat.update", {{"channel", channel}, {"ts", ts}, {"text", "x"}});
    };

    EXPECT_EQ(error("C0APPROVALS", said), "cant_update_message");
    EXPECT_EQ(error("C0APPROVALS", "1800000000.999999"), "message_not_found");
    EXPECT_EQ(error("C0APPROVALS", "yesterday"), "message_not_found");
    EXPECT_EQ(error("C0APPROVALS", 1800000000.5), "invalid_arguments") << "a number has lost its last digits";
    EXPECT_EQ(error("U0ADA", own), "channel_not_found") << "a person is not a conversation";
    control("channel", {{"id", "C0APPROVALS"}, {"archived", true}});
    EXPECT_EQ(error("C0APPROVALS", own), "is_inactive");
}

TEST_F(SlackEdit, OfADeletedMessageFindsNothing) {
    const auto ts = post(sample_card());
    control("delete", {{"channel", "C0APPROVALS"}, {"ts", ts}});

    EXPECT_EQ(error_of("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", "x"}}), "message_not_found");
}

TEST_F(SlackEphemeral, IsSeenByOnePersonOnly) {
    EXPECT_EQ(error_of("chat.postEphemeral", {{"channel", "C0APPROVALS"}, {"user", "U0ADA"}, {"text", "psst"}}), "");

    EXPECT_TRUE(messages("C0APPROVALS").empty());
    EXPECT_TRUE(messages("C0APPROVALS", "&as=U0BOB").empty());
    EXPECT_EQ(messages("C0APPROVALS", "&as=U0ADA").at(0).at("ephemeral_to"), "U0ADA");
}

TEST_F(SlackEphemeral, NeedsAMember) {
    EXPECT_EQ(error_of("chat.postEphemeral", {{"channel", "C0APPROVALS"}, {"user", "U0ZOE"}, {"text", "x"}}),
              "user_not_in_channel");
}

TEST_F(SlackEphemeral, CannotBeEdited) {
    const auto answer = call("chat.postEphemeral", {{"channel", "C0APPROVALS"}, {"user", "U0ADA"}, {"text", "psst"}});

    EXPECT_EQ(error_of("chat.update", {{"channel", "C0APPROVALS"}, {"ts", answer.at("message_ts")}, {"text", "x"}}),
              "message_not_found");
}

TEST_F(SlackDelete, RemovesOwnMessagesOnly) {
    const auto said = control("say", {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"text", "mine"}}).at("ts");
    const auto own = post(sample_card());

    EXPECT_EQ(error_of("chat.delete", {{"channel", "C0APPROVALS"}, {"ts", said}}), "cant_delete_message");
    EXPECT_EQ(error_of("chat.delete", {{"channel", "C0APPROVALS"}, {"ts", own}}), "");
    EXPECT_EQ(messages("C0APPROVALS").at(1).at("deleted"), true);
}

TEST_F(SlackDelete, LeavesNoPermalink) {
    const auto ts = post(sample_card());
    EXPECT_EQ(read("chat.getPermalink", {{"channel", "C0APPROVALS"}, {"message_ts", ts}}).at("permalink"),
              "https://sandbox.slack.com/archives/C0APPROVALS/p1800000000000000");

    control("delete", {{"channel", "C0APPROVALS"}, {"ts", ts}});
    EXPECT_EQ(read_error_of("chat.getPermalink", {{"channel", "C0APPROVALS"}, {"message_ts", ts}}),
              "message_not_found");
}

}  // namespace
}  // namespace privman::sandbox
