#include "observe/redactor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman::observe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string cleaned(const std::string& text, const std::string& secret = {}) {
    Redactor redactor;
    redactor.forget(secret);
    return redactor.clean(text);
}

TEST(Redactor, TextWithoutSecretsStaysAsItIs) {
    const std::string text = "Posted xox to C1; a ticket for two, hooks and bearers of news. user=CORP\\ada";
    EXPECT_EQ(cleaned(text, "p@ss w\"rd"), text);
}

TEST(Redactor, ASecretIsBlottedOutWhereverItStands) {
    EXPECT_EQ(cleaned("hunter22, hunter22 and xhunter22x", "hunter22"), "***, *** and x***x");
}

TEST(Redactor, ASecretIsFoundInEverySpellingInWhichItTravels) {
    const std::string secret = "p@ss w\"rd/ü+";
    EXPECT_EQ(cleaned(R"({"password":"p@ss w\"rd/ü+"})", secret), R"({"password":"***"})");  // JSON
    EXPECT_EQ(cleaned("a=p%40ss%20w%22rd%2F%C3%BC%2B&b", secret), "a=***&b");                // query
    EXPECT_EQ(cleaned("a=p%40ss%20w%22rd%2f%c3%bc%2b&b", secret), "a=***&b");                // lower-case hex
    EXPECT_EQ(cleaned("a=p%40ss+w%22rd%2F%C3%BC%2B&b", secret), "a=***&b");                  // form
}

TEST(Redactor, ASecretIsFoundInsideBase64AtAnyOffset) {
    // "hunter22-hunter22" behind nothing, "u:" and "us:".
    for (const char* encoded :
         {"aHVudGVyMjItaHVudGVyMjI=", "dTpodW50ZXIyMi1odW50ZXIyMg==", "dXM6aHVudGVyMjItaHVudGVyMjI="}) {
        const auto text = cleaned(std::string{"Basic "} + encoded, "hunter22-hunter22");
        EXPECT_THAT(text, HasSubstr("***")) << encoded;
        EXPECT_LT(text.size(), 18U) << text;
    }
}

TEST(Redactor, BothAlphabetsOfBase64AreKnown) {
    const std::string secret = "\xFB\xEF\xBE\xFB\xEF\xBE\xFF\xFF\xFF";
    EXPECT_EQ(cleaned("++++++++////", secret).substr(0, 3), "***");
    EXPECT_EQ(cleaned("-------- ", std::string("\xFB\xEF\xBE\xFB\xEF\xBE", 6)), "*** ");
}

TEST(Redactor, OfTwoSecretsTheLongerIsBlottedOutWhole) {
    Redactor redactor;
    redactor.forget("abcd");
    redactor.forget("abcd-efgh");
    EXPECT_EQ(redactor.clean("abcd-efgh abcd"), "*** ***");
}

TEST(Redactor, ASecretTooShortToHideIsIgnored) {
    EXPECT_EQ(cleaned("cat and a", "a"), "cat and a");
    EXPECT_EQ(cleaned("cat", ""), "cat");
}

struct Pattern {
    const char* text;
    const char* cleaned;
};

TEST(Redactor, WhatLooksLikeACredentialIsBlottedOut) {
    const Pattern cases[] = {
        {"token xoxb-123-456-AbC.", "token xoxb-***"},
        {"\"xoxp-1-2\"", "\"xoxp-***\""},
        {"xoxe.xoxp-1-Mi0y end", "xoxe.*** end"},
        {"(xapp-1-A0-9-ff)", "(xapp-***)"},
        {"wss://x/link/?ticket=abc%20def&app_id=1", "wss://x/link/?ticket=***&app_id=1"},
        {"ticket%3Dabc", "ticket%3D***"},
        {"https://hooks.slack.com/actions/T1/2/3 failed", "https://hooks.slack.com/*** failed"},
        {"Authorization: Bearer abc.def-ghi=", "Authorization: Bearer ***"},
        {"authorization: bearer abc", "authorization: bearer ***"},
        {"Bearer ", "Bearer "},
        {"It is sent as a bearer token.", "It is sent as a bearer token."},
        {"bearer token-1234, bearer tokenization, bearer token=x", "bearer ***, bearer ***, bearer ***"},
        {"taxoxb-12", "taxoxb-12"},
    };
    for (const auto& each : cases) EXPECT_EQ(cleaned(each.text), each.cleaned);
}

TEST(Redactor, AShortSecretDoesNotOpenALongerOneThatBeginsWithIt) {
    Redactor redactor;
    redactor.forget("xoxb-1");
    redactor.forget("hunter2 and more");
    EXPECT_EQ(redactor.clean("`xoxb-12345-hunter2` is no member id"), "`***` is no member id");
    EXPECT_EQ(redactor.clean("Bearer hunter2 and more, xoxb-1."), "Bearer ***, ***");
}

TEST(Redactor, SecretsThatOverlapLeaveNothingBetweenThem) {
    Redactor redactor;
    redactor.forget("abcdef");
    redactor.forget("defghi");
    EXPECT_EQ(redactor.clean("<abcdefghi>"), "<***>");
    redactor.forget("xyxy");
    EXPECT_EQ(redactor.clean("<xyxyxy>"), "<***>");
}

/// With time that grows with the square of the length this would take hours.
TEST(Redactor, HoweverMuchLooksLikeASecretItIsOnePass) {
    Redactor redactor;
    redactor.forget("aaaaaaaa");
    for (const std::string_view piece :
         {"xoxb-a ", "xoxb-", "xapp-xoxb-1.", "ticket=", "bearer bearer ", "hooks.slack.com/", "aaaa"}) {
        std::string text;
        while (text.size() < 150'000) text += piece;
        const auto cleaned = redactor.clean(text);
        EXPECT_LE(cleaned.size(), text.size() * 2) << piece;
        EXPECT_FALSE(cleaned.contains("aaaaaaaa"));
    }
}

}  // namespace
}  // namespace privman::observe
