// Placeholders in templates.
#include "contract/template.hpp"

#include <boost/json/object.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::contract {
namespace {

using ::testing::ElementsAre;

TEST(Template, IsTextAndPlaceholdersInOrder) {
    const auto pieces = pieces_of("/approval/{id}/as/{response}");
    ASSERT_TRUE(pieces);
    EXPECT_THAT(*pieces,
                ElementsAre(Piece{"/approval/"}, Piece{Placeholder::id}, Piece{"/as/"}, Piece{Placeholder::response}));
}

TEST(Template, DoubledBracesAreBraces) {
    const auto pieces = pieces_of("{{14}}{id}");
    ASSERT_TRUE(pieces);
    EXPECT_THAT(*pieces, ElementsAre(Piece{"{14}"}, Piece{Placeholder::id}));
}

TEST(Template, ALonelyBraceIsAFault) {
    EXPECT_FALSE(pieces_of("{id"));
    EXPECT_FALSE(pieces_of("id}"));
    EXPECT_FALSE(pieces_of("{"));
}

TEST(Template, OnlyAWholePlaceholderIsSole) {
    EXPECT_EQ(sole_placeholder("{duration}"), Placeholder::duration);
    EXPECT_EQ(sole_placeholder("{duration} min"), std::nullopt);
    EXPECT_EQ(sole_placeholder("{nonsense}"), std::nullopt);
    EXPECT_EQ(sole_placeholder("{}"), std::nullopt);
}

TEST(Template, UsesTellWholeValuesFromText) {
    Call call{.method = "POST", .path = "/x/{id}", .query = "d={duration}&t=in{duration}"};
    call.body = {.kind = BodyKind::json,
                 .content_type = "application/json",
                 .document = {{"D", "{duration}"}, {"L", {"{duration} minutes"}}},
                 .text = {}};
    EXPECT_EQ(uses_of(call, Placeholder::id).embedded, 1u);
    EXPECT_EQ(uses_of(call, Placeholder::duration).alone, 2u);
    EXPECT_EQ(uses_of(call, Placeholder::duration).embedded, 2u);
    EXPECT_FALSE(uses_of(call, Placeholder::comment).any());
}

TEST(Template, FieldsKeepTheirOrder) {
    const auto fields = fields_of("a=1&&b&c=x=y");
    ASSERT_EQ(fields.size(), 3u);
    EXPECT_EQ(fields[0].value, "1");
    EXPECT_FALSE(fields[1].has_value);
    EXPECT_EQ(fields[2].value, "x=y");
}

}  // namespace
}  // namespace privman::contract
