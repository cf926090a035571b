#include "tests/sandbox/aws_at_hand.hpp"

namespace privman::sandbox::test {
namespace {

class AwsParameters : public ::testing::Test {
protected:
    json::object order(json::object more) {
        json::object input{{"Name", "/a/b"}, {"Value", "x"}, {"Type", "String"}};
        for (const auto& [name, value] : more) {
            if (value.is_null())
                input.erase(name);
            else
                input[name] = value;
        }
        aws.act("/rules", {{"enforce_rate", false}});
        return input;
    }
    std::string put_code(json::object more) { return aws.code("PutParameter", order(std::move(more))); }
    std::string last_message(json::object more) {
        const auto body = json::parse(aws.call("PutParameter", order(std::move(more))).body);
        return std::string{body.at("message").as_string()};
    }
    AwsAtHand aws;
};

TEST_F(AwsParameters, AreCreatedOnceAndThenOverwrittenOnlyOnPurpose) {
    EXPECT_EQ(put_code({{"Type", nullptr}}), "ValidationException");
    EXPECT_EQ(put_code({}), "");
    EXPECT_EQ(put_code({}), "ParameterAlreadyExists");
    EXPECT_EQ(put_code({{"Overwrite", false}}), "ParameterAlreadyExists");
    EXPECT_EQ(aws.ok("PutParameter", order({{"Overwrite", true}, {"Type", nullptr}, {"Value", "y"}})),
              json::parse(R"({"Version":2,"Tier":"Standard"})"));
    EXPECT_EQ(put_code({{"Overwrite", true}, {"Type", "StringList"}}), "HierarchyTypeMismatchException");
    EXPECT_EQ(aws.get("/a/b"), "y");
}

TEST_F(AwsParameters, AreToldWithEverythingThatIsKnown) {
    aws.clock.advance(250);
    aws.put("/a/b", "x");
    EXPECT_EQ(aws.ok("GetParameter", {{"Name", "/a/b"}}).at("Parameter"), json::parse(R"({"Name":"/a/b",
        "Type":"String","Value":"x","Version":1,"LastModifiedDate":1738332300.25,
        "ARN":"arn:aws:ssm:us-east-1:123456789012:parameter/a/b","DataType":"text"})"));
}

TEST_F(AwsParameters, BeginAtVersionOneWhenDeletedAndCreated) {
    aws.put("/a/b", "x");
    EXPECT_EQ(aws.put("/a/b", "y"), 2);
    EXPECT_EQ(aws.code("DeleteParameter", {{"Name", "/a/b"}}), "");
    EXPECT_EQ(aws.code("DeleteParameter", {{"Name", "/a/b"}}), "ParameterNotFound");
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a/b"}}), "ParameterNotFound");
    EXPECT_EQ(aws.code("GetParameterHistory", {{"Name", "/a/b"}}), "ParameterNotFound");
    aws.clock.advance(1'000);
    EXPECT_EQ(aws.put("/a/b", "z"), 1);
}

TEST_F(AwsParameters, NotFoundCarriesNoMessage) {
    const auto response = aws.call("GetParameter", {{"Name", "/nothing"}});
    EXPECT_EQ(response.status, 400u);
    EXPECT_EQ(response.body, R"({"__type":"ParameterNotFound"})");
}

TEST_F(AwsParameters, KeepAHundredVersionsAndDropTheOldest) {
    aws.act("/rules", {{"enforce_rate", false}});
    for (int i = 0; i < 103; ++i) aws.put("/a/b", "v" + std::to_string(i));
    const auto first = aws.ok("GetParameterHistory", {{"Name", "/a/b"}});
    EXPECT_EQ(first.at("Parameters").as_array().size(), 50u);
    EXPECT_EQ(first.at("Parameters").at(0).at("Version"), 4);
    const auto second = aws.ok("GetParameterHistory", {{"Name", "/a/b"}, {"NextToken", first.at("NextToken")}});
    EXPECT_EQ(second.at("Parameters").at(49).at("Version"), 103);
    EXPECT_FALSE(second.contains("NextToken"));
}

TEST_F(AwsParameters, WithALabelOnTheOldestVersionTakeNoMore) {
    aws.act("/rules", {{"enforce_rate", false}});
    for (int i = 0; i < 100; ++i) aws.put("/a/b", "v" + std::to_string(i));
    aws.act("/label", {{"name", "/a/b"}, {"version", 1}, {"label", "keep"}});
    EXPECT_EQ(put_code({{"Overwrite", true}}), "ParameterMaxVersionLimitExceeded");
    EXPECT_EQ(aws.ok("GetParameter", {{"Name", "/a/b:keep"}}).at("Parameter").at("Value"), "v0");
}

TEST_F(AwsParameters, TakeFourThousandCharactersInTheStandardTier) {
    EXPECT_EQ(put_code({{"Value", std::string(4096, 'x')}}), "");
    EXPECT_EQ(put_code({{"Value", std::string(4097, 'x')}, {"Overwrite", true}}), "ValidationException");
    EXPECT_NE(last_message({{"Value", std::string(4097, 'x')}, {"Overwrite", true}}).find("4096 characters"),
              std::string::npos);
    std::string umlauts;
    for (int i = 0; i < 4096; ++i) umlauts += "ü";
    EXPECT_EQ(put_code({{"Value", umlauts}, {"Overwrite", true}}), "");
    EXPECT_EQ(put_code({{"Value", std::string(8192, 'x')}, {"Overwrite", true}, {"Tier", "Advanced"}}), "");
    EXPECT_EQ(put_code({{"Overwrite", true}, {"Tier", "Standard"}}), "ValidationException");
}

TEST_F(AwsParameters, RefuseWhatTheRealOneRefuses) {
    EXPECT_EQ(put_code({{"Value", ""}}), "ValidationException");
    EXPECT_EQ(put_code({{"Value", nullptr}}), "ValidationException");
    EXPECT_EQ(put_code({{"Value", R"({"a":{{"b":1}})"}}), "ValidationException");
    EXPECT_EQ(put_code({{"Value", 7}}), "SerializationException");
    EXPECT_EQ(put_code({{"Type", "Text"}}), "ValidationException");
    EXPECT_EQ(put_code({{"Tier", "Cheap"}}), "ValidationException");
    EXPECT_EQ(put_code({{"Overwrite", "yes"}}), "SerializationException");
    EXPECT_EQ(put_code({{"Overwrite", true}, {"Tags", json::parse(R"([{"Key":"a","Value":"b"}])")}}),
              "ValidationException");
    EXPECT_EQ(put_code({{"KeyId", "alias/aws/ssm"}}), "ValidationException");
    EXPECT_EQ(put_code({{"Type", "SecureString"}, {"KeyId", "alias/other"}}), "InvalidKeyId");
    EXPECT_EQ(put_code({{"AllowedPattern", "["}}), "InvalidAllowedPatternException");
    EXPECT_EQ(put_code({{"AllowedPattern", "[0-9]+"}}), "ParameterPatternMismatchException");
    EXPECT_TRUE(aws.control("GET", "").at("parameters").as_array().empty());
}

TEST_F(AwsParameters, HaveNamesThatAreChecked) {
    for (const auto* name : {"", "a/b", "/a b", "/a//b", "/a/", "/a:1", "/ssm/a", "ssmThing", "/a%b"})
        EXPECT_EQ(put_code({{"Name", name}}), "ValidationException") << name;
    EXPECT_EQ(put_code({{"Name", "/aws/a"}}), "AccessDeniedException");
    EXPECT_EQ(put_code({{"Name", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16"}}), "HierarchyLevelLimitExceededException");
    EXPECT_EQ(put_code({{"Name", "/" + std::string(1011, 'a')}}), "ValidationException");
    EXPECT_EQ(put_code({{"Name", " /trimmed "}}), "");
    EXPECT_EQ(aws.get("/trimmed"), "x");
}

TEST_F(AwsParameters, KeepWhatAnOverwriteLeavesOut) {
    EXPECT_EQ(put_code({{"Description", "channels"}, {"AllowedPattern", "[xyz]"}}), "");
    EXPECT_EQ(put_code({{"Overwrite", true}, {"Value", "q"}}), "ParameterPatternMismatchException");
    EXPECT_EQ(put_code({{"Overwrite", true}, {"Value", "y"}}), "");
    const auto described = aws.ok("DescribeParameters", {}).at("Parameters").at(0).as_object();
    EXPECT_EQ(described.at("Description"), "channels");
    EXPECT_EQ(described.at("Version"), 2);
    EXPECT_FALSE(described.contains("Value"));
}

TEST_F(AwsParameters, OfSecretsAreShownOnlyToWhoAsksForIt) {
    EXPECT_EQ(put_code({{"Type", "SecureString"}, {"Value", "hush"}}), "");
    EXPECT_EQ(aws.ok("GetParameter", {{"Name", "/a/b"}}).at("Parameter").at("Value").as_string().find("hush"),
              json::string::npos);
    EXPECT_EQ(aws.ok("GetParameter", {{"Name", "/a/b"}, {"WithDecryption", true}}).at("Parameter").at("Value"), "hush");
    for (const auto& call : aws.control("GET", "/calls?call=PutParameter").at("calls").as_array())
        EXPECT_FALSE(call.at("input").as_object().contains("Value"));
}

TEST_F(AwsParameters, AreReadSeveralAtOnceInAnotherOrder) {
    aws.put("/a", "1");
    aws.put("/b", "2");
    const auto answer = aws.ok("GetParameters", {{"Names", json::parse(R"(["/a","/missing","/b"])")}});
    EXPECT_EQ(answer.at("InvalidParameters"), json::parse(R"(["/missing"])"));
    EXPECT_EQ(answer.at("Parameters").at(0).at("Name"), "/b");
    EXPECT_EQ(answer.at("Parameters").at(1).at("Name"), "/a");
    EXPECT_EQ(aws.code("GetParameters", {{"Names", json::parse(R"(["/a","/a"])")}}), "ValidationException");
    EXPECT_EQ(aws.code("GetParameters", {{"Names", json::array{}}}), "ValidationException");
    EXPECT_EQ(aws.code("GetParameters", {{"Names", json::array(11, json::value("/a"))}}), "ValidationException");
}

TEST_F(AwsParameters, AreSelectedByVersion) {
    aws.put("/a", "1");
    aws.put("/a", "2");
    const auto first = aws.ok("GetParameter", {{"Name", "/a:1"}}).at("Parameter").as_object();
    EXPECT_EQ(first.at("Value"), "1");
    EXPECT_EQ(first.at("Selector"), ":1");
    EXPECT_EQ(aws.code("GetParameter", {{"Name", "/a:3"}}), "ParameterVersionNotFound");
}

TEST_F(AwsParameters, AreDeletedSeveralAtOnce) {
    aws.put("/a", "1");
    EXPECT_EQ(aws.ok("DeleteParameters", {{"Names", json::parse(R"(["/a","/b"])")}}),
              json::parse(R"({"DeletedParameters":["/a"],"InvalidParameters":["/b"]})"));
}

class AwsPaths : public AwsParameters {
protected:
    void SetUp() override {
        aws.act("/rules", {{"enforce_rate", false}});
        for (int i = 0; i < 12; ++i) aws.put("/bot/p" + std::to_string(i), "x");
        aws.put("/bot/deep/down", "x");
        aws.put("/botany", "x");
    }
    /// Names of all pages, and how many pages there were.
    std::pair<std::vector<std::string>, int> all(json::object input) {
        std::vector<std::string> names;
        for (int pages = 1;; ++pages) {
            const auto answer = aws.ok("GetParametersByPath", input);
            for (const auto& parameter : answer.at("Parameters").as_array())
                names.emplace_back(parameter.at("Name").as_string());
            if (!answer.contains("NextToken") || pages == 50) return {names, pages};
            input["NextToken"] = answer.at("NextToken");
        }
    }
};

TEST_F(AwsPaths, GivePagesOfTen) {
    EXPECT_EQ(all({{"Path", "/bot"}}).first.size(), 12u);
    EXPECT_EQ(all({{"Path", "/bot"}}).second, 2);
    EXPECT_EQ(all({{"Path", "/bot/"}, {"Recursive", true}}).first.size(), 13u);
    EXPECT_EQ(all({{"Path", "/nothing"}}), (std::pair{std::vector<std::string>{}, 1}));
    EXPECT_EQ(aws.code("GetParametersByPath", {{"Path", "/bot"}, {"MaxResults", 11}}), "ValidationException");
    EXPECT_EQ(aws.code("GetParametersByPath", {{"Path", "bot"}}), "ValidationException");
}

TEST_F(AwsPaths, GiveShortAndEmptyPagesOnDemand) {
    aws.act("/rules", {{"pages", "short"}});
    EXPECT_EQ(all({{"Path", "/bot"}}).second, 12);
    aws.act("/rules", {{"pages", "empty"}});
    EXPECT_EQ(all({{"Path", "/bot"}}).first.size(), 12u);
    EXPECT_EQ(all({{"Path", "/bot"}}).second, 4);
    EXPECT_TRUE(aws.ok("GetParametersByPath", {{"Path", "/bot"}}).at("Parameters").as_array().empty());
}

TEST_F(AwsPaths, TakeTokensOfTheirOwnListOnly) {
    const auto token = aws.ok("GetParametersByPath", {{"Path", "/bot"}}).at("NextToken");
    EXPECT_EQ(aws.code("GetParametersByPath", {{"Path", "/other"}, {"NextToken", token}}), "InvalidNextToken");
    EXPECT_EQ(aws.code("GetParametersByPath", {{"Path", "/bot"}, {"NextToken", "x"}}), "InvalidNextToken");
}

}  // namespace
}  // namespace privman::sandbox::test
