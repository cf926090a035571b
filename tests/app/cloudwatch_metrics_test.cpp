// The line for CloudWatch, what is read off for it, and the task that stands in it.
#include "app/cloudwatch_metrics.hpp"

#include "app/ecs_task.hpp"
#include "app/measure.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include <set>

namespace privman::app {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

json::object said(CloudWatchMetrics& metrics, Tally& tally) {
    return json::parse(metrics.line(tally, 1'767'225'600'000, {{"task", "abc"}})).as_object();
}

TEST(CloudWatch, HearsWhatHappenedSinceTheLastLine) {
    CloudWatchMetrics metrics;
    Tally tally;
    tally.decisions(DecisionKind::approved, DecisionOrigin::person).add(3);
    tally.decisions(DecisionKind::approved, DecisionOrigin::schedule).add(2);
    tally.refusals(WhyRefused::own_request).add();
    tally.poll_seconds.record(0.2);
    tally.poll_seconds.record(0.4);
    const auto first = said(metrics, tally);
    EXPECT_EQ(first.at("Approvals").as_int64(), 3);
    EXPECT_EQ(first.at("AutoApprovals").as_int64(), 2);
    EXPECT_EQ(first.at("Denials").as_int64(), 0) << "nothing is a number too: alarms need it";
    EXPECT_EQ(json::serialize(first.at("PollLatency")), "[200,400]");
    EXPECT_EQ(first.at("refusals").at("own_request").as_int64(), 1);
    EXPECT_EQ(first.at("task").as_string(), "abc");
    EXPECT_FALSE(first.contains("PendingRequests")) << "not known is not zero";
    tally.decisions(DecisionKind::approved, DecisionOrigin::person).add();
    tally.pending.set(4);
    const auto second = said(metrics, tally);
    EXPECT_EQ(second.at("Approvals").as_int64(), 1);
    EXPECT_EQ(second.at("PendingRequests").as_int64(), 4);
    EXPECT_FALSE(second.contains("PollLatency"));
    EXPECT_FALSE(second.contains("refusals"));
}

TEST(CloudWatch, KnowsBotsOfOneAccountApartByTheirTaskFamily) {
    CloudWatchMetrics metrics;
    Tally tally;
    const auto said_by = [&](const std::vector<std::pair<std::string, std::string>>& marks) {
        return json::parse(metrics.line(tally, 0, marks)).as_object();
    };
    const auto line = said_by({{"task", "abc"}, {"rev", "privman-staging:12"}});
    EXPECT_EQ(json::serialize(line.at("_aws").at("CloudWatchMetrics").at(0).at("Dimensions")), R"([["Bot"]])");
    EXPECT_EQ(line.at("Bot").as_string(), "privman-staging");
    for (const auto* nameless : {"", ":", ":12"})
        EXPECT_EQ(said_by({{"rev", nameless}}).at("Bot").as_string(), "unnamed") << "never empty: " << nameless;
    EXPECT_EQ(said_by({}).at("Bot").as_string(), "unnamed");
    const std::string longest(255, 'f');
    const auto marks = ecs_marks(R"({"TaskARN":"a/b","Revision":"1","Family":")" + longest + "\"}");
    EXPECT_EQ(said_by(marks).at("Bot").as_string(), longest.c_str()) << "an alarm looks for the whole name";
}

TEST(CloudWatch, FirstConnectionIsNoReconnect) {
    CloudWatchMetrics metrics;
    Tally tally;
    slack::SocketHealth socket;
    socket.connects = 1;
    measure(socket, tally);
    EXPECT_EQ(said(metrics, tally).at("SlackReconnects").as_int64(), 0);
    socket.connects = 3;
    socket.disconnects = {{"lost", 1}, {"refresh_requested", 1}};
    measure(socket, tally);
    EXPECT_EQ(said(metrics, tally).at("SlackReconnects").as_int64(), 2);
    EXPECT_EQ(tally.socket_ends(SocketEnd::lost).total(), 1);
    EXPECT_EQ(tally.socket_ends(SocketEnd::refresh_requested).total(), 1);
}

TEST(Measured, PendingIsForgottenWhenNobodySees) {
    Tally tally;
    measure(Sight{.last_complete = WallTime{}, .pending = 7}, Millis{0}, tally);
    EXPECT_EQ(tally.pending.value(), 7);
    measure(Sight{.last_complete = WallTime{}, .said_blind = true, .pending = 7}, Millis{90'000}, tally);
    EXPECT_FALSE(tally.pending.value());
    EXPECT_EQ(tally.blind.value(), 1);
    EXPECT_EQ(tally.blind_seconds.total(), 90);
    measure(Sight{}, Millis{90'000}, tally);
    EXPECT_FALSE(tally.pending.value()) << "no list was ever read";
}

TEST(Measured, WhatIsMissingByName) {
    Tally tally;
    observe::Readiness readiness;
    lacks(readiness, Need::store, "the disk is ill");
    measure(readiness, tally);
    EXPECT_EQ(tally.ready.value(), 0);
    EXPECT_EQ(tally.missing(Need::store).value(), 1);
    EXPECT_EQ(tally.missing(Need::slack_token).value(), 0);
}

TEST(EcsTask, IsReadFromItsMetadata) {
    EXPECT_THAT(ecs_marks(R"({"TaskARN":"arn:aws:ecs:eu-west-1:123456789012:task/bots/0123456789abcdef",)"
                          R"("Family":"privman-slack","Revision":"12","Cluster":"bots"})"),
                ElementsAre(Pair("task", "0123456789abcdef"), Pair("rev", "privman-slack:12")));
    EXPECT_THAT(ecs_marks(R"({"Family":"privman-slack"})"), IsEmpty());
    for (const auto* nothing : {"", "[]", "{", R"({"TaskARN":7})", R"({"TaskARN":"a/"})"})
        EXPECT_THAT(ecs_marks(nothing), IsEmpty()) << nothing;
    EXPECT_THAT(ecs_marks(R"({"TaskARN":"x/a\"}\nb"})"), ElementsAre(Pair("task", "ab")))
        << "whoever answers there writes into every line";
}

}  // namespace
}  // namespace privman::app
