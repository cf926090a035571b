#include "tests/sandbox/aws_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

class AwsFaults : public ::testing::Test {
protected:
    AwsAtHand aws;
};

TEST_F(AwsFaults, FortyReadsAndThreeWritesASecondAreLetThrough) {
    for (int i = 0; i < 3; ++i) aws.put("/a", "x");
    EXPECT_EQ(aws.code("PutParameter", {{"Name", "/b"}, {"Value", "x"}, {"Type", "String"}}), "ThrottlingException");
    for (int i = 0; i < 40; ++i) aws.get("/a");
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a"}}), "ThrottlingException");
    aws.clock.advance(1'000);
    EXPECT_EQ(aws.put("/a", "y"), 4);
    EXPECT_EQ(aws.get("/a"), "y");
}

TEST_F(AwsFaults, AThrottledCallIsNotExecuted) {
    aws.act("/faults", {{"call", "put"}, {"kind", "throttle"}, {"times", 2}});
    for (int i = 0; i < 2; ++i) {
        const auto response = aws.call("PutParameter", {{"Name", "/a"}, {"Value", "x"}, {"Type", "String"}});
        EXPECT_EQ(response.status, 400u);
        EXPECT_EQ(response.body, R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
    }
    EXPECT_EQ(aws.get("/a"), "");
    EXPECT_EQ(aws.put("/a", "x"), 1);
}

TEST_F(AwsFaults, AnyErrorCanBeAskedFor) {
    aws.act("/faults",
            {{"call", "GetParameters"}, {"kind", "error"}, {"code", "InternalServerError"}, {"status", 500}});
    const auto response = aws.call("GetParameters", {{"Names", json::array{"/a"}}});
    EXPECT_EQ(response.status, 500u);
    EXPECT_EQ(AwsAtHand::code_of(response), "InternalServerError");
    aws.act("/faults", {{"call", "get"}, {"kind", "html"}});
    EXPECT_TRUE(aws.call("GetParameters", {{"Names", json::array{"/a"}}}).body.starts_with("<html>"));
}

TEST_F(AwsFaults, ALostAnswerLeavesTheParameterWritten) {
    aws.act("/faults", {{"call", "put"}, {"kind", "drop_after"}});
    const auto response = aws.call("PutParameter", {{"Name", "/a"}, {"Value", "x"}, {"Type", "String"}});
    EXPECT_EQ(response.delivery, net::Delivery::drop);
    EXPECT_EQ(aws.get("/a"), "x");
    aws.act("/faults", {{"call", "put"}, {"kind", "drop_before"}});
    EXPECT_EQ(aws.call("PutParameter", {{"Name", "/b"}, {"Value", "x"}, {"Type", "String"}}).delivery,
              net::Delivery::drop);
    EXPECT_EQ(aws.get("/b"), "");
    aws.act("/faults", {{"call", "*"}, {"kind", "hang"}});
    EXPECT_EQ(aws.call("GetParameters", {{"Names", json::array{"/a"}}}).delivery, net::Delivery::hang);
}

TEST_F(AwsFaults, ALateAnswerComesWhenItsTimeHasCome) {
    aws.act("/faults", {{"call", "put"}, {"kind", "late"}, {"late_ms", 5000}});
    auto request = aws.ssm_request("PutParameter", R"({"Name":"/a","Value":"x","Type":"String"})");
    aws.sign(request);
    auto task = aws.loop.start(aws.service.api(std::move(request)));
    aws.loop.poll();
    EXPECT_FALSE(task.done());
    EXPECT_EQ(aws.get("/a"), "x");
    aws.clock.advance(5'000);
    aws.loop.poll();
    ASSERT_TRUE(task.done());
    EXPECT_EQ(task.result().status, 200u);
}

TEST_F(AwsFaults, AWrongSignatureUsesNoFaultUp) {
    aws.act("/faults", {{"call", "get"}, {"kind", "throttle"}});
    auto request = aws.ssm_request("GetParameter", R"({"Name":"/a"})");
    auto signer = aws.signer;
    signer.secret = "another";
    aws.sign(request, signer);
    EXPECT_EQ(AwsAtHand::code_of(aws.send(std::move(request))), "InvalidSignatureException");
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a"}}), "ThrottlingException");
}

TEST_F(AwsFaults, AreForgottenOnRequest) {
    aws.act("/faults", {{"call", "get"}, {"kind", "throttle"}, {"times", 100}});
    EXPECT_EQ(aws.act("/faults", {{"call", "*"}, {"times", 0}}).at("faults"), json::array{});
    EXPECT_EQ(aws.get("/a"), "");
}

TEST_F(AwsFaults, StaleReadsShowTheVersionBefore) {
    aws.put("/a", "1");
    aws.put("/a", "2");
    aws.put("/new", "1");
    aws.act("/stale", {{"reads", 2}});
    EXPECT_EQ(aws.get("/a"), "1");
    EXPECT_EQ(aws.get("/new"), "");
    EXPECT_EQ(aws.get("/a"), "2");
    aws.ok("DeleteParameter", {{"Name", "/a"}});
    aws.act("/stale", {{"for_ms", 3000}});
    EXPECT_EQ(aws.get("/a"), "2");
    EXPECT_EQ(aws.ok("GetParametersByPath", {{"Path", "/"}}).at("Parameters").at(0).at("Name"), "/a");
    aws.clock.advance(3'000);
    EXPECT_EQ(aws.get("/a"), "");
    aws.act("/stale", {{"reads", 1}, {"shows", "nothing"}});
    EXPECT_EQ(aws.get("/new"), "");
    EXPECT_EQ(aws.get("/new"), "1");
}

TEST_F(AwsFaults, IamForbidsWhatItIsToldTo) {
    aws.act("/rules", {{"denied", json::parse(R"(["PutParameter"])")}});
    const auto response = aws.call("PutParameter", {{"Name", "/a"}, {"Value", "x"}, {"Type", "String"}});
    EXPECT_EQ(AwsAtHand::code_of(response), "AccessDeniedException");
    EXPECT_NE(response.body.find("is not authorized to perform: ssm:PutParameter on resource: "
                                 "arn:aws:ssm:us-east-1:123456789012:parameter/a"),
              std::string::npos);
    EXPECT_EQ(aws.get("/a"), "");
}

class AwsControl : public AwsFaults {};

TEST_F(AwsControl, EditsByHandAsTheConsoleDoes) {
    aws.put("/a", "1");
    const auto shown = aws.act("/put", {{"name", "/a"}, {"value", "2"}});
    EXPECT_EQ(shown.at("version"), 2);
    EXPECT_EQ(shown.at("history").at(0).at("value"), "1");
    EXPECT_NE(shown.at("history").at(0).at("by"), shown.at("history").at(1).at("by"));
    EXPECT_EQ(aws.get("/a"), "2");
    EXPECT_EQ(aws.control("GET", "/parameter?name=/a").at("value"), "2");
    aws.act("/delete", {{"name", "/a"}});
    EXPECT_EQ(aws.get("/a"), "");
    EXPECT_THROW(aws.act("/delete", {{"name", "/a"}}), BadCall);
    EXPECT_THROW(aws.act("/put", {{"name", "/a"}, {"value", ""}}), BadCall);
    EXPECT_THROW(aws.control("GET", "/parameter?name=/a"), BadCall);
}

TEST_F(AwsControl, ListsTheCalls) {
    aws.put("/a", "1");
    aws.act("/faults", {{"call", "put"}, {"kind", "throttle"}});
    aws.call("PutParameter", {{"Name", "/a"}, {"Value", "2"}, {"Overwrite", true}});
    const auto calls = aws.control("GET", "/calls?call=PutParameter").at("calls").as_array();
    ASSERT_EQ(calls.size(), 2u);
    EXPECT_EQ(calls.at(0).at("input").at("Name"), "/a");
    EXPECT_EQ(calls.at(0).at("executed"), true);
    EXPECT_EQ(calls.at(1).at("executed"), false);
    EXPECT_EQ(calls.at(1).at("error"), "ThrottlingException");
    EXPECT_EQ(calls.at(1).at("fault"), "throttle");
}

TEST_F(AwsControl, NamesItsOwnMisuse) {
    EXPECT_THROW(aws.act("/faults", {{"call", "nothing"}, {"kind", "hang"}}), BadCall);
    EXPECT_THROW(aws.act("/faults", {{"call", "get"}, {"kind", "explode"}}), BadCall);
    EXPECT_THROW(aws.act("/stale", {{"reads", 1}, {"for_ms", 1}}), BadCall);
    EXPECT_THROW(aws.act("/rules", {{"denied", json::parse(R"(["Everything"])")}}), BadCall);
    EXPECT_THROW(aws.act("/rules", {{"regoin", "x"}}), BadCall);
    EXPECT_THROW(aws.act("/credentials", json::object{}), BadCall);
    EXPECT_THROW(aws.act("/nothing", json::object{}), BadCall);
}

}  // namespace
}  // namespace privman::sandbox::test
