// Block Kit is refused exactly where Slack refuses it.
#include "sandbox/slack/block_kit.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace privman::sandbox::slack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Complaints about(const std::string& blocks, Surface surface = Surface::message) {
    return complaints_about_blocks(json::parse(blocks), surface);
}

std::string plain(std::size_t length) {
    return fmt::format(R"({{"type":"plain_text","text":"{}"}})", std::string(length, 'x'));
}

std::string repeated(const std::string& item, std::size_t times) {
    std::string list;
    for (std::size_t i = 0; i < times; ++i) list += (i ? "," : "") + item;
    return list;
}

std::string actions(const std::string& elements) { return R"([{"type":"actions","elements":[)" + elements + "]}]"; }

std::string option(const std::string& value) {
    return fmt::format(R"({{"text":{{"type":"plain_text","text":"t"}},"value":"{}"}})", value);
}

/// What fits exactly, and what is one too much, with the place that is then named.
struct Limit {
    std::string name;
    std::string (*blocks)(std::size_t size);
    std::size_t most;
    std::string pointer;
};

void PrintTo(const Limit& limit, std::ostream* out) { *out << limit.name; }

class BlockLimit : public testing::TestWithParam<Limit> {};

TEST_P(BlockLimit, AcceptsWhatFitsAndNamesThePlaceOfWhatDoesNot) {
    const auto& limit = GetParam();

    EXPECT_THAT(about(limit.blocks(limit.most)), IsEmpty());
    EXPECT_THAT(about(limit.blocks(limit.most + 1)), ElementsAre(HasSubstr("[json-pointer:" + limit.pointer + "]")));
}

INSTANTIATE_TEST_SUITE_P(
    All, BlockLimit,
    testing::Values(
        Limit{"blocks", [](std::size_t n) { return "[" + repeated(R"({"type":"divider"})", n) + "]"; }, 50, "/blocks"},
        Limit{"header", [](std::size_t n) { return R"([{"type":"header","text":)" + plain(n) + "}]"; }, 150,
              "/blocks/0/text/text"},
        Limit{"section_text", [](std::size_t n) { return R"([{"type":"section","text":)" + plain(n) + "}]"; }, 3000,
              "/blocks/0/text/text"},
        Limit{"field_text", [](std::size_t n) { return R"([{"type":"section","fields":[)" + plain(n) + "]}]"; }, 2000,
              "/blocks/0/fields/0/text"},
        Limit{"fields",
              [](std::size_t n) { return R"([{"type":"section","fields":[)" + repeated(plain(1), n) + "]}]"; }, 10,
              "/blocks/0/fields"},
        Limit{"context_elements",
              [](std::size_t n) { return R"([{"type":"context","elements":[)" + repeated(plain(1), n) + "]}]"; }, 10,
              "/blocks/0/elements"},
        Limit{"block_id",
              [](std::size_t n) { return R"([{"type":"divider","block_id":")" + std::string(n, 'b') + "\"}]"; }, 255,
              "/blocks/0/block_id"},
        Limit{"action_elements",
              [](std::size_t n) { return actions(repeated(R"({"type":"button","text":)" + plain(1) + "}", n)); }, 25,
              "/blocks/0/elements"},
        Limit{"button_text", [](std::size_t n) { return actions(R"({"type":"button","text":)" + plain(n) + "}"); }, 75,
              "/blocks/0/elements/0/text/text"},
        Limit{"button_value",
              [](std::size_t n) {
                  return actions(R"({"type":"button","text":)" + plain(1) + R"(,"value":")" + std::string(n, 'v') +
                                 "\"}");
              },
              2000, "/blocks/0/elements/0/value"},
        Limit{"action_id",
              [](std::size_t n) {
                  return actions(R"({"type":"button","text":)" + plain(1) + R"(,"action_id":")" + std::string(n, 'a') +
                                 "\"}");
              },
              255, "/blocks/0/elements/0/action_id"},
        Limit{"options",
              [](std::size_t n) {
                  return actions(R"({"type":"static_select","options":[)" + repeated(option("v"), n) + "]}");
              },
              100, "/blocks/0/elements/0/options"},
        Limit{"option_value",
              [](std::size_t n) {
                  return actions(R"({"type":"static_select","options":[)" + option(std::string(n, 'v')) + "]}");
              },
              150, "/blocks/0/elements/0/options/0/value"},
        Limit{"overflow_options",
              [](std::size_t n) {
                  return actions(R"({"type":"overflow","options":[)" + repeated(option("v"), n) + "]}");
              },
              5, "/blocks/0/elements/0/options"},
        Limit{"placeholder",
              [](std::size_t n) {
                  return actions(R"({"type":"static_select","placeholder":)" + plain(n) + R"(,"options":[)" +
                                 option("v") + "]}");
              },
              150, "/blocks/0/elements/0/placeholder/text"},
        Limit{"confirm_title",
              [](std::size_t n) {
                  return actions(R"({"type":"button","text":)" + plain(1) + R"(,"confirm":{"title":)" + plain(n) +
                                 R"(,"text":)" + plain(300) + R"(,"confirm":)" + plain(30) + R"(,"deny":)" + plain(30) +
                                 "}}");
              },
              100, "/blocks/0/elements/0/confirm/title/text"}),
    [](const auto& info) { return info.param.name; });

struct Wrong {
    std::string name;
    std::string blocks;
    std::string complaint;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongBlocks : public testing::TestWithParam<Wrong> {};

TEST_P(WrongBlocks, AreRefusedWithTheReason) {
    EXPECT_THAT(about(GetParam().blocks), testing::Contains(HasSubstr(GetParam().complaint)));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongBlocks,
    testing::Values(
        Wrong{"unknown_block", R"([{"type":"banner"}])", "unsupported type: banner [json-pointer:/blocks/0]"},
        Wrong{"unknown_key", R"([{"type":"divider","colour":"red"}])", "invalid additional property: colour"},
        Wrong{"empty_text", R"([{"type":"section","text":{"type":"mrkdwn","text":""}}])",
              "must be more than 0 characters"},
        Wrong{"no_text", R"([{"type":"section"}])", "missing required field"},
        Wrong{"mrkdwn_header", R"([{"type":"header","text":{"type":"mrkdwn","text":"x"}}])",
              "unsupported type: mrkdwn"},
        Wrong{"emoji_in_mrkdwn", R"([{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}])",
              "invalid additional property: emoji"},
        Wrong{"same_block_id", R"([{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}])",
              "`block_id` already exists: a"},
        Wrong{"same_action_id", actions(R"({"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}},
                         {"type":"button","action_id":"a","text":{"type":"plain_text","text":"y"}})"),
              "`action_id` already exists: a"},
        Wrong{"default_style",
              actions(R"({"type":"button","style":"default","text":{"type":"plain_text","text":"x"}})"),
              "must be one of: primary, danger"},
        Wrong{"mrkdwn_button", actions(R"({"type":"button","text":{"type":"mrkdwn","text":"x"}})"),
              "unsupported type: mrkdwn"},
        Wrong{"initial_option_of_another_text",
              actions(R"({"type":"static_select","options":[)" + option("v") +
                      R"(],"initial_option":{"text":{"type":"plain_text","text":"other"},"value":"v"}})"),
              "must match exactly one of the provided options"},
        Wrong{"no_options", actions(R"({"type":"static_select","options":[]})"), "no less than 1 items required"},
        Wrong{"input_among_actions", actions(R"({"type":"plain_text_input","action_id":"a"})"),
              "unsupported type: plain_text_input"},
        Wrong{"button_in_context",
              R"([{"type":"context","elements":[{"type":"button","text":{"type":"plain_text","text":"x"}}]}])",
              "unsupported type: button"},
        Wrong{"no_array", R"({"type":"divider"})", "must be an array [json-pointer:/blocks]"}),
    [](const auto& info) { return info.param.name; });

TEST(BlockKit, CountsCharactersOutsideTheBasicPlaneTwice) {
    EXPECT_EQ(characters("a"), 1u);
    EXPECT_EQ(characters("\xC3\xA4"), 1u);          // a-umlaut
    EXPECT_EQ(characters("\xF0\x9F\x99\x82"), 2u);  // a smiling face
}

TEST(BlockKit, AddsUpTheTextsOfAllTextObjects) {
    EXPECT_EQ(text_length(json::parse(R"([{"type":"section","text":{"type":"mrkdwn","text":"abc"},
                                          "fields":[{"type":"plain_text","text":"de"}]}])")),
              5u);
}

TEST(BlockKit, GivesIdsToBlocksAndElementsThatHaveNone) {
    auto blocks = json::parse(actions(R"({"type":"button","text":{"type":"plain_text","text":"x"}})")).as_array();

    complete_blocks(blocks);

    EXPECT_FALSE(blocks[0].at("block_id").as_string().empty());
    EXPECT_FALSE(blocks[0].at("elements").at(0).at("action_id").as_string().empty());
}

TEST(ViewRules, WantASubmitButtonWhereThereIsInput) {
    const auto view = json::parse(R"({"type":"modal","title":{"type":"plain_text","text":"Deny"},"blocks":[
        {"type":"input","label":{"type":"plain_text","text":"Reason"},"element":{"type":"plain_text_input"}}]})");

    EXPECT_THAT(complaints_about_view(view),
                ElementsAre(HasSubstr("missing required field: submit [json-pointer:/view]")));
}

TEST(ViewRules, AllowATitleOf24Characters) {
    const auto view = [](std::size_t length) {
        return json::parse(R"({"type":"modal","title":)" + plain(length) + R"(,"blocks":[{"type":"divider"}]})");
    };

    EXPECT_THAT(complaints_about_view(view(24)), IsEmpty());
    EXPECT_THAT(complaints_about_view(view(25)), ElementsAre(HasSubstr("/view/title/text")));
}

TEST(ViewRules, AllowTwiceAsManyBlocksAsMessages) {
    const auto view = [](std::size_t count) {
        return json::parse(R"({"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[)" +
                           repeated(R"({"type":"divider"})", count) + "]}");
    };

    EXPECT_THAT(complaints_about_view(view(100)), IsEmpty());
    EXPECT_THAT(complaints_about_view(view(101)), ElementsAre(HasSubstr("/view/blocks")));
}

}  // namespace
}  // namespace privman::sandbox::slack
