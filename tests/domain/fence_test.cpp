#include "domain/fence.hpp"

#include "tests/support/life_builder.hpp"
#include "unicode/fold.hpp"

#include <gtest/gtest.h>

namespace privman {
namespace {

ElevationRequest request_for(const std::string& path) {
    auto request = testing::request_called("r1");
    request.path = path;
    return request;
}

Fences fences() {
    return {parse_patterns(R"(C:\Tools\*)").value(), parse_patterns("policy=Domain admins").value(), unicode::fold};
}

TEST(Fences, WhatNobodyHasLookedAtIsKeptForPeople) { EXPECT_EQ(Fence{}, Fence::people); }

TEST(Fences, TheStricterRuleIsNamedFirst) {
    auto request = request_for(R"(c:\tools\a.exe)");
    EXPECT_EQ(fences().around(request), Fence::people);
    request.policy = "Domain Admins";
    EXPECT_EQ(fences().around(request), Fence::people);
    request.path = R"(C:\Other\a.exe)";
    EXPECT_EQ(fences().around(request), Fence::two_people);
    request.policy = "Ask first";
    EXPECT_EQ(fences().around(request), Fence::none);
}

TEST(Fences, ARequestThatGoesOnAsAnotherOneIsHeldAgainstTheRulesAnew) {
    const auto all = fences();
    EXPECT_EQ(all.around(request_for(R"(C:\Other\a.exe)")), Fence::none);
    EXPECT_EQ(all.around(request_for(R"(C:\Tools\a.exe)")), Fence::people);
    EXPECT_EQ(all.around(request_for(R"(C:\Other\a.exe)")), Fence::none);
    auto other_policy = request_for(R"(C:\Other\a.exe)");
    other_policy.policy = "domain admins";
    EXPECT_EQ(all.around(other_policy), Fence::two_people);
}

TEST(Fences, ForgettingChangesNoAnswer) {
    auto all = fences();
    EXPECT_EQ(all.around(request_for(R"(C:\Tools\a.exe)")), Fence::people);
    all.forget(RequestId{"r1"});
    EXPECT_EQ(all.around(request_for(R"(C:\Tools\a.exe)")), Fence::people);
}

}  // namespace
}  // namespace privman
