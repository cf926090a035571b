// Clicks, picks, response URLs and modals, as people cause them and as the app sees them.
#include "tests/sandbox/slack_workbench.hpp"

#include <gmock/gmock.h>

namespace privman::sandbox {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class SlackClicks : public SlackWorkbench {
protected:
    json::object click_arguments(const std::string& as = "U0ADA") const {
        return {{"as", as}, {"channel", "C0APPROVALS"}, {"ts", ts}, {"action_id", "approve"}};
    }

    /// Clicks and answers in time; the envelope.
    json::object clicked(const json::object& arguments) {
        const auto running = start_control("click", arguments);
        auto envelope = receive(socket);
        acknowledge(socket, envelope);
        EXPECT_EQ(checked(finish(running)).at("acked"), true);
        return envelope;
    }

    json::object payload_of_click(const std::string& as = "U0ADA") {
        return clicked(click_arguments(as)).at("payload").as_object();
    }

    net::HttpResponse respond(const json::object& payload, const json::object& body) {
        const std::string url{payload.at("response_url").as_string()};
        net::HttpRequest request{
            .method = "POST", .target = url.substr(url.find("/response/")), .body = json::serialize(body)};
        request.headers.set("Content-Type", "application/json");
        return run(slack.api(std::move(request)));
    }

    net::WebSocket socket = connected();
    std::string ts = post(sample_card());
};

using SlackResponseUrls = SlackClicks;

class SlackModals : public SlackClicks {
protected:
    /// Opens the sample modal from a click; its id.
    std::string opened(json::object view = sample_modal()) {
        const auto answer =
            call("views.open", {{"trigger_id", payload_of_click().at("trigger_id")}, {"view", std::move(view)}});
        return std::string{answer.at("view").at("id").as_string()};
    }

    json::object submitted(const std::string& view_id, const std::string& text, const json::value& ack) {
        const auto running =
            start_control("submit", {{"as", "U0ADA"},
                                     {"view_id", view_id},
                                     {"values", json::object{{"reason", json::object{{"text", text}}}}}});
        submission = receive(socket);
        acknowledge(socket, submission, ack);
        return checked(finish(running));
    }

    json::object submission;
};

TEST_F(SlackClicks, ArriveAsBlockActions) {
    const auto envelope = clicked(click_arguments());

    EXPECT_EQ(envelope.at("type"), "interactive");
    EXPECT_FALSE(envelope.contains("retry_attempt"));
    const auto& payload = envelope.at("payload").as_object();
    EXPECT_EQ(payload.at("type"), "block_actions");
    EXPECT_EQ(payload.at("api_app_id"), "A0SANDBOX");
    EXPECT_EQ(payload.at("team").at("id"), "T0SANDBOX");
    EXPECT_EQ(payload.at("user").at("id"), "U0ADA");
    EXPECT_EQ(payload.at("user").at("team_id"), "T0SANDBOX");
    EXPECT_EQ(payload.at("container").at("message_ts"), json::value(ts));
    EXPECT_EQ(payload.at("channel").at("id"), "C0APPROVALS");
    EXPECT_EQ(payload.at("message").at("bot_id"), "B0BOT");
    const auto& action = payload.at("actions").at(0).as_object();
    EXPECT_EQ(action.at("block_id"), "decide");
    EXPECT_EQ(action.at("value"), "request-1");
    EXPECT_TRUE(action.contains("action_ts"));
}

TEST_F(SlackClicks, ReportAnUntouchedSelectAsNull) {
    EXPECT_TRUE(
        payload_of_click().at("state").at("values").at("decide").at("duration").at("selected_option").is_null());
}

TEST_F(SlackClicks, ReportAnUntouchedSelectAsTheRuleSays) {
    control("rules", {{"untouched", "absent"}});
    EXPECT_TRUE(payload_of_click().at("state").at("values").as_object().empty());
    control("rules", {{"untouched", "initial"}});
    EXPECT_EQ(payload_of_click().at("state").at("values").at("decide").at("duration").at("selected_option").at("value"),
              "once");
}

TEST_F(SlackClicks, SeeOnlyTheClickersOwnPick) {
    const auto running = start_control(
        "select",
        {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"ts", ts}, {"action_id", "duration"}, {"value", "3600"}});
    const auto picked = receive(socket);
    acknowledge(socket, picked);
    EXPECT_EQ(picked.at("payload").at("actions").at(0).at("selected_option").at("value"), "3600");
    EXPECT_EQ(checked(finish(running)).at("acked"), true);

    const auto option = [&](const std::string& as) {
        return payload_of_click(as).at("state").at("values").at("decide").at("duration").at("selected_option");
    };
    EXPECT_EQ(option("U0ADA").at("value"), "3600");
    EXPECT_TRUE(option("U0BOB").is_null());
}

TEST_F(SlackClicks, ForgetAPickWhenTheBlockHasANewId) {
    const auto running = start_control(
        "select",
        {{"as", "U0ADA"}, {"channel", "C0APPROVALS"}, {"ts", ts}, {"action_id", "duration"}, {"value", "3600"}});
    acknowledge(socket, receive(socket));
    (void)finish(running);
    auto card = sample_card();
    card[1].as_object()["block_id"] = "decide-again";
    call("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", "x"}, {"blocks", card}});

    EXPECT_TRUE(
        payload_of_click().at("state").at("values").at("decide-again").at("duration").at("selected_option").is_null());
}

TEST_F(SlackClicks, CarryTheChosenOptionOfAMenu) {
    auto arguments = click_arguments();
    arguments["action_id"] = "more";
    arguments["value"] = "deny";

    EXPECT_EQ(clicked(arguments).at("payload").at("actions").at(0).at("selected_option").at("value"), "deny");
}

TEST_F(SlackClicks, NotAcknowledgedWithinThreeSecondsAreLostAndNeverRepeated) {
    const auto running = start_control("click", click_arguments());
    const auto envelope = receive(socket);
    pass(3'000);
    const auto outcome = checked(finish(running));
    EXPECT_EQ(outcome.at("delivered"), true);
    EXPECT_EQ(outcome.at("acked"), false);

    acknowledge(socket, envelope);
    const auto more = start(socket.read());
    pass(600'000);
    EXPECT_FALSE(more->result);
}

TEST_F(SlackClicks, WithoutAConnectionAreLost) {
    control("disconnect", {{"reason", "cut"}});

    EXPECT_EQ(control("click", click_arguments()).at("delivered"), false);
}

TEST_F(SlackClicks, AreForPeopleWhoSeeTheButton) {
    const auto attempt = [this](const std::string& as) {
        return [this, as] { control("click", click_arguments(as)); };
    };

    EXPECT_THAT(attempt("U0ZOE"), ThrowsMessage<std::runtime_error>(HasSubstr("not a member")));
    EXPECT_THAT(attempt("U0MALLORY"), ThrowsMessage<std::runtime_error>(HasSubstr("deactivated")));
    EXPECT_THAT(attempt("U0NOBODY"), ThrowsMessage<std::runtime_error>(HasSubstr("no person")));
    call("chat.update", {{"channel", "C0APPROVALS"}, {"ts", ts}, {"text", "decided"}});
    EXPECT_THAT(attempt("U0ADA"), ThrowsMessage<std::runtime_error>(HasSubstr("no element")));
}

TEST_F(SlackClicks, CanBeForcedByPeopleWhoDoNot) {
    auto arguments = click_arguments("U0ZOE");
    arguments["force"] = true;

    EXPECT_EQ(clicked(arguments).at("payload").at("user").at("team_id"), "T0ELSEWHERE");
}

TEST_F(SlackResponseUrls, AnswerTheClickerAlone) {
    EXPECT_EQ(respond(payload_of_click(), {{"text", "too late"}}).body, "ok");

    EXPECT_EQ(messages("C0APPROVALS", "&as=U0ADA").at(1).at("text"), "too late");
    EXPECT_EQ(messages("C0APPROVALS", "&as=U0BOB").size(), 1u);
}

TEST_F(SlackResponseUrls, ReplaceTheOriginalWhenAsked) {
    EXPECT_EQ(respond(payload_of_click(), {{"text", "decided"}, {"replace_original", true}}).status, 200u);

    EXPECT_EQ(messages("C0APPROVALS").at(0).at("text"), "decided");
    EXPECT_TRUE(messages("C0APPROVALS").at(0).at("blocks").as_array().empty());
}

TEST_F(SlackResponseUrls, DeleteTheOriginalWhenAsked) {
    EXPECT_EQ(respond(payload_of_click(), {{"delete_original", true}}).status, 200u);

    EXPECT_EQ(messages("C0APPROVALS").at(0).at("deleted"), true);
}

TEST_F(SlackResponseUrls, WorkFiveTimes) {
    const auto payload = payload_of_click();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(respond(payload, {{"text", "x"}}).status, 200u);

    const auto sixth = respond(payload, {{"text", "x"}});
    EXPECT_EQ(sixth.status, 404u);
    EXPECT_THAT(sixth.body, HasSubstr("used_url"));
}

TEST_F(SlackResponseUrls, WorkForHalfAnHour) {
    const auto payload = payload_of_click();
    clock.advance(30 * 60'000);
    EXPECT_EQ(respond(payload, {{"text", "x"}}).status, 200u);
    clock.advance(1);

    EXPECT_THAT(respond(payload, {{"text", "x"}}).body, HasSubstr("expired_url"));
}

TEST_F(SlackResponseUrls, RefuseInvalidBlocks) {
    EXPECT_THAT(respond(payload_of_click(), {{"blocks", json::array{json::object{{"type", "banner"}}}}}).body,
                HasSubstr("invalid_blocks"));
}

TEST_F(SlackModals, OpenWithinThreeSecondsOfTheClick) {
    const auto trigger = payload_of_click().at("trigger_id");
    clock.advance(3'001);

    EXPECT_EQ(error_of("views.open", {{"trigger_id", trigger}, {"view", sample_modal()}}), "expired_trigger_id");
}

TEST_F(SlackModals, OpenOncePerTrigger) {
    const auto trigger = payload_of_click().at("trigger_id");

    EXPECT_EQ(error_of("views.open", {{"trigger_id", trigger}, {"view", sample_modal()}}), "");
    EXPECT_EQ(error_of("views.open", {{"trigger_id", trigger}, {"view", sample_modal()}}), "exchanged_trigger_id");
    EXPECT_EQ(error_of("views.open", {{"trigger_id", "1.2.3"}, {"view", sample_modal()}}), "invalid_trigger_id");
}

TEST_F(SlackModals, AreCheckedBeforeTheTriggerIsUsed) {
    const auto trigger = payload_of_click().at("trigger_id");
    auto broken = sample_modal();
    broken.erase("submit");

    EXPECT_EQ(error_of("views.open", {{"trigger_id", trigger}, {"view", broken}}), "invalid_arguments");
    EXPECT_EQ(error_of("views.open", {{"trigger_id", trigger}, {"view", sample_modal()}}), "");
}

TEST_F(SlackModals, SubmittedCarryWhatWasTypedAndClose) {
    const auto view_id = opened();

    const auto outcome = submitted(view_id, "not needed", nullptr);

    EXPECT_EQ(outcome.at("open"), false);
    const auto& payload = submission.at("payload").as_object();
    EXPECT_EQ(submission.at("accepts_response_payload"), true);
    EXPECT_EQ(payload.at("type"), "view_submission");
    EXPECT_EQ(payload.at("view").at("private_metadata"), "request-1");
    EXPECT_EQ(payload.at("view").at("state").at("values").at("reason").at("text").at("value"), "not needed");
    EXPECT_FALSE(payload.contains("channel"));
}

TEST_F(SlackModals, StayOpenWithErrors) {
    const auto view_id = opened();

    const auto outcome = submitted(
        view_id, "abc", json::object{{"response_action", "errors"}, {"errors", json::object{{"reason", "say more"}}}});

    EXPECT_EQ(outcome.at("errors").at("reason"), "say more");
    EXPECT_EQ(outcome.at("open"), true);
}

TEST_F(SlackModals, ShowNoErrorsForBlocksThatAreNoInputs) {
    const auto outcome =
        submitted(opened(), "abc",
                  json::object{{"response_action", "errors"}, {"errors", json::object{{"nowhere", "say more"}}}});

    EXPECT_THAT(std::string{outcome.at("refused").as_string()}, HasSubstr("nowhere"));
}

TEST_F(SlackModals, ChangeToWhatTheAckSays) {
    auto next = sample_modal();
    next["title"].as_object()["text"] = "Really?";

    const auto outcome = submitted(opened(), "abc", json::object{{"response_action", "update"}, {"view", next}});

    EXPECT_EQ(outcome.at("open"), true);
    EXPECT_EQ(look("").at("views").at(0).at("title").at("text"), "Really?");
}

TEST_F(SlackModals, CannotBeSubmittedEmpty) {
    const auto view_id = opened();

    EXPECT_THAT([&] { control("submit", {{"as", "U0ADA"}, {"view_id", view_id}}); },
                ThrowsMessage<std::runtime_error>(HasSubstr("not optional")));
}

TEST_F(SlackModals, ClosedAreToldOnlyWhenAsked) {
    EXPECT_EQ(control("close_view", {{"as", "U0ADA"}, {"view_id", opened()}}).at("delivered"), false);

    auto curious = sample_modal();
    curious["notify_on_close"] = true;
    const auto view_id = opened(curious);
    const auto running = start_control("close_view", {{"as", "U0ADA"}, {"view_id", view_id}});
    EXPECT_EQ(receive(socket).at("payload").at("type"), "view_closed");
    pass(3'000);
    EXPECT_EQ(checked(finish(running)).at("acked"), false);
}

TEST_F(SlackModals, AreUpdatedOnlyFromTheirLatestState) {
    const auto view_id = opened();
    const auto hash = look("").at("views").at(0).at("hash");

    EXPECT_EQ(error_of("views.update", {{"view_id", view_id}, {"hash", hash}, {"view", sample_modal()}}), "");
    EXPECT_EQ(error_of("views.update", {{"view_id", view_id}, {"hash", hash}, {"view", sample_modal()}}),
              "hash_conflict");
    EXPECT_EQ(error_of("views.update", {{"view_id", "V0NONE"}, {"view", sample_modal()}}), "not_found");
}

TEST_F(SlackModals, HaveAHomeTabOnlyWhenItIsSwitchedOn) {
    const json::object home{{"type", "home"}, {"blocks", json::array{json::object{{"type", "divider"}}}}};
    EXPECT_EQ(error_of("views.publish", {{"user_id", "U0ADA"}, {"view", home}}), "not_enabled");

    control("rules", {{"home_tab", true}});
    EXPECT_EQ(error_of("views.publish", {{"user_id", "U0ADA"}, {"view", home}}), "");
}

}  // namespace
}  // namespace privman::sandbox
