// Parameter Store's checks over a scripted one: who we are, what can be read, what people wrote by hand.
#include "doctor/check_aws.hpp"
#include "tests/doctor/bench.hpp"

namespace privman::doctor {
namespace {

using testing::holds;
using testing::the;

class Parameters final : public aws::ParameterStore {
public:
    Async<aws::Result<aws::FoundParameters>> get(std::vector<std::string> names) override {
        asked = std::move(names);
        co_return answer;
    }
    Async<aws::Result<std::int64_t>> put(std::string, std::string) override {
        ADD_FAILURE() << "doctor writes nothing";
        co_return 1;
    }
    Async<aws::Result<std::vector<aws::Parameter>>> history(std::string, std::int64_t) override {
        co_return std::vector<aws::Parameter>{};
    }
    std::vector<std::string> asked;
    aws::Result<aws::FoundParameters> answer{};
};

struct Account : testing::Bench {
    Parameters parameters;
    aws::Result<aws::CallerIdentity> caller = aws::CallerIdentity{"111122223333", "arn:aws:sts::111122223333:bot"};

    AwsDocuments look() {
        auto documents = result_of(check_aws({.described = "eu-central-1, the task role",
                                              .warning = {},
                                              .who_are_we = [this] { return say_who(); },
                                              .parameters = parameters,
                                              .names = {"/bot/CHANNELS", "/bot/SCHEDULE"}},
                                             report));
        report.skip_rest("aws.");
        return documents;
    }
    void holds_document(const std::string& name, const std::string& value) {
        parameters.answer->found.push_back({.name = name, .value = value, .type = "String", .version = 3});
    }

private:
    Async<aws::Result<aws::CallerIdentity>> say_who() { co_return caller; }
};

TEST(Aws, DocumentsThatCanBeReadAreFineAndHandedOn) {
    Account account;
    account.holds_document("/bot/CHANNELS", R"({"v": 1, "channels": ["C1"]})");
    account.holds_document("/bot/SCHEDULE",
                           R"({"v": 1, "enabled": true, "schedule": "mon-fri 08:00-17:00 Europe/Berlin"})");
    const auto documents = account.look();
    EXPECT_EQ(account.report.count(Verdict::fault), 0u) << as_text(account.report);
    ASSERT_TRUE(documents.channels && documents.schedule && *documents.schedule);
    EXPECT_EQ((*documents.schedule)->text, "mon-fri 08:00-17:00 Europe/Berlin");
}

TEST(Aws, DocumentsThatAreNotThereYetAreFine) {
    Account account;
    const auto documents = account.look();
    EXPECT_EQ(account.report.count(Verdict::fault), 0u) << as_text(account.report);
    EXPECT_FALSE(documents.channels || documents.schedule);
}

TEST(Aws, ADocumentThatCannotBeReadIsNamed) {
    Account account;
    account.holds_document("/bot/CHANNELS", "C1, C2");
    account.look();
    EXPECT_EQ(the(account.report, Verdict::fault, "aws.documents").about, "/bot/CHANNELS");
}

TEST(Aws, AParameterOfAnotherTypeIsAFaultAsItIsForTheBot) {
    Account account;
    account.holds_document("/bot/SCHEDULE",
                           R"({"v": 1, "enabled": true, "schedule": "mon-fri 08:00-17:00 Europe/Berlin"})");
    account.parameters.answer->found.back().type = "SecureString";
    const auto documents = account.look();
    EXPECT_TRUE(holds(the(account.report, Verdict::fault, "aws.documents").seen, "SecureString"));
    EXPECT_FALSE(documents.schedule);
}

TEST(Aws, WithoutCredentialsNothingIsAsked) {
    Account account;
    account.caller = std::unexpected{aws::Failure{aws::Trouble::no_credentials, "none were found", {}, {}}};
    account.look();
    EXPECT_TRUE(holds(the(account.report, Verdict::fault, "aws.credentials").mend, "task role"));
    the(account.report, Verdict::skipped, "aws.parameters");
    EXPECT_TRUE(account.parameters.asked.empty());
}

TEST(Aws, ARoleThatMayNotReadIsToldWhichRightsItNeeds) {
    Account account;
    account.parameters.answer = std::unexpected{aws::Failure{aws::Trouble::denied, "not authorized", {}, {}}};
    account.look();
    EXPECT_TRUE(holds(the(account.report, Verdict::fault, "aws.parameters").mend, "ssm:GetParameters"));
    EXPECT_TRUE(holds(the(account.report, Verdict::fault, "aws.parameters").mend, "ssm:GetParameterHistory"));
}

TEST(Aws, ANetworkThatLetsOnlyParameterStoreThroughIsNoFault) {
    Account account;
    account.caller = std::unexpected{aws::Failure{aws::Trouble::unreachable, "sts: no answer", {}, {}}};
    account.look();
    EXPECT_EQ(account.report.count(Verdict::fault), 0u) << as_text(account.report);
    the(account.report, Verdict::warning, "aws.identity");
    EXPECT_EQ(account.parameters.asked.size(), 2u);
}

}  // namespace
}  // namespace privman::doctor
