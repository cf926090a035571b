// From each description comes a profile that says the same as the one written by hand.
#include "tests/contract_finder/shapes.hpp"

#include "contract_finder/find_contract.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace privman::contract_finder {
namespace {

using namespace std::chrono_literals;
using contract::Field;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

class Shapes : public ::testing::TestWithParam<const char*> {
protected:
    const std::expected<Finding, std::string> found =
        find_contract(privman::testing::file_of_shape(GetParam(), "openapi.json"), contract::builtin());
    const contract::Profile by_hand = privman::testing::profile_of_shape(GetParam());

    void SetUp() override { ASSERT_TRUE(found) << found.error(); }
};

/// A body means the same in whatever order its members stand.
boost::json::value meaning_of(const std::string& body) {
    boost::system::error_code error;
    auto value = boost::json::parse(body, error);
    return error ? boost::json::value(body) : value;
}

void expect_same_call(const contract::Profile& a, const contract::Profile& b, bool approve, const Grant& grant) {
    const pm::Decision decision{RequestId{"85000000-0000-4000-8000-0000000000aa"},
                                {.approve = approve, .grant = grant},
                                "Answered in Slack by @sam & co",
                                "sam"};
    const auto said = pm::encode_decision(a, decision);
    const auto meant = pm::encode_decision(b, decision);
    ASSERT_EQ(said.has_value(), meant.has_value());
    if (!said) return;
    EXPECT_EQ(said->method, meant->method);
    EXPECT_EQ(said->target, meant->target);
    EXPECT_EQ(said->content_type, meant->content_type);
    EXPECT_EQ(meaning_of(said->body), meaning_of(meant->body));
}

TEST_P(Shapes, TheFoundProfileSaysTheSameAsTheOneWrittenByHand) {
    for (const auto& grant : {Grant::one_time(), Grant::lasting(15min), Grant::lasting(30min), Grant::lasting(4h)}) {
        expect_same_call(found->profile, by_hand, true, grant);
        EXPECT_TRUE(pm::can_encode(found->profile, grant));
    }
    expect_same_call(found->profile, by_hand, false, Grant::one_time());
    const auto list = pm::encode_list_call(found->profile);
    const auto meant = pm::encode_list_call(by_hand);
    EXPECT_EQ(list.method, meant.method);
    EXPECT_EQ(list.target, meant.target);
    EXPECT_EQ(meaning_of(list.body), meaning_of(meant.body));
    EXPECT_EQ(found->profile.list.arrays, by_hand.list.arrays);
    EXPECT_EQ(found->profile.token, by_hand.token);
}

TEST_P(Shapes, FieldsAndStatusAreNamedAsTheInstanceNamesThem) {
    for (const auto& [field, keys] : by_hand.fields) {
        if (keys.empty() || by_hand.fields == contract::builtin().fields) continue;
        ASSERT_FALSE(found->profile.fields.at(field).empty()) << contract::name_of(field);
        EXPECT_EQ(found->profile.fields.at(field).front(), keys.front()) << contract::name_of(field);
    }
    if (!by_hand.fields.at(Field::status).empty()) {
        EXPECT_EQ(found->profile.status, by_hand.status);
    }
    EXPECT_EQ(found->profile.dates.formats.front(), by_hand.dates.formats.front());
    EXPECT_EQ(found->profile.success, by_hand.success);
}

TEST_P(Shapes, NothingIsEverVerifiedOrTakenForASigner) {
    EXPECT_FALSE(found->profile.verified);
    EXPECT_TRUE(found->profile.fields.at(Field::signer).empty());
}

TEST_P(Shapes, TheFoundProfileCanBeWrittenToAFileAndReadBack) {
    const auto again =
        contract::parse_profile(boost::json::serialize(contract::to_json(found->profile)), contract::builtin());
    ASSERT_TRUE(again) << contract::text_of(again.error());
    EXPECT_EQ(*again, found->profile);
}

// A description names content types in any spelling; a profile tells the kinds of bodies apart by them.
TEST_P(Shapes, WhateverContentTypesItNamesTheFoundProfileCanBeReadBack) {
    const auto description = privman::testing::file_of_shape(GetParam(), "openapi.json");
    for (const std::string type :
         {"applicaYion/json", "application/jsonl", "application/vnd.api+json", "text/json;v=1", "*/*",
          "application/\u00e9+json", "application/json\\n", "text/plain", "application/xml", "",
          "application/x-www-form-urlencoded-not", "application/x-www-form-urlencoded;charset=utf-8"}) {
        auto changed = description;
        for (std::size_t at = 0; (at = changed.find("\"application/json\"", at)) != std::string::npos;
             at += type.size())
            changed.replace(at, 18, "\"" + type + "\"");
        const auto with = find_contract(changed, contract::builtin());
        if (!with) {
            EXPECT_FALSE(with.error().empty());
            continue;
        }
        if (with->profile.list.source == contract::ListSource::report) continue;  // its id is for people to fill in
        const auto again =
            contract::parse_profile(boost::json::serialize(contract::to_json(with->profile)), contract::builtin());
        ASSERT_TRUE(again) << type << ": " << contract::text_of(again.error());
        EXPECT_EQ(*again, with->profile) << type;
    }
}

TEST_P(Shapes, EveryOperationAboutApprovalsIsShownAndTheChosenOnesAreMarked) {
    const auto chosen = [](const Operation& operation) { return operation.chosen; };
    EXPECT_GE(std::ranges::count_if(found->operations, chosen), 2);
    EXPECT_GT(found->operations.size(), static_cast<std::size_t>(std::ranges::count_if(found->operations, chosen)));
    for (const auto& operation : found->operations)
        if (operation.path.contains("olic") || operation.path.contains("istory")) EXPECT_FALSE(operation.chosen);
}

INSTANTIATE_TEST_SUITE_P(, Shapes, ::testing::ValuesIn(privman::testing::shapes),
                         [](const auto& shape) { return std::string{shape.param}; });

TEST(Finding, SaysWhatItReadAndWhatItGuessed) {
    const auto found =
        find_contract(privman::testing::file_of_shape("paths_and_iso", "openapi.json"), contract::builtin());
    ASSERT_TRUE(found);
    EXPECT_THAT(found->read, Contains(HasSubstr("ISO 8601")));
    EXPECT_THAT(found->read, Contains(AllOf(HasSubstr("/approve"), HasSubstr("/deny"))));
    EXPECT_THAT(found->guessed, Contains(HasSubstr("signatureSubject")));
    EXPECT_THAT(found->guessed, Contains(HasSubstr("requesterAccount")));
}

}  // namespace
}  // namespace privman::contract_finder
