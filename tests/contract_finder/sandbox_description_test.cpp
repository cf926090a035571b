// What the sandbox says of itself, when nobody gives it another description, is something the finder understands.
#include "contract_finder/find_contract.hpp"
#include "sandbox/privilege_manager/document.hpp"
#include "tests/contract_finder/shapes.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace privman::contract_finder {
namespace {

TEST(SandboxDescription, OfTheBuiltInContractIsFoundAgain) {
    const auto& builtin = contract::builtin();
    const auto found =
        find_contract(boost::json::serialize(sandbox::pm::api_document(builtin, "127.0.0.1:8420")), builtin);
    ASSERT_TRUE(found) << found.error();
    const auto& profile = found->profile;
    EXPECT_FALSE(profile.verified);
    EXPECT_EQ(profile.token.path, builtin.token.path);
    EXPECT_EQ(profile.list.source, builtin.list.source);
    EXPECT_EQ(profile.approve.method, builtin.approve.method);
    EXPECT_EQ(profile.approve.path, builtin.approve.path);
    EXPECT_EQ(profile.approve.body.document, builtin.approve.body.document);
    EXPECT_EQ(profile.deny.path, builtin.deny.path);
    EXPECT_EQ(profile.deny.body.document, builtin.deny.body.document);
    EXPECT_EQ(profile.approve_word, builtin.approve_word);
    EXPECT_EQ(profile.deny_word, builtin.deny_word);
    EXPECT_EQ(profile.duration.encoding, builtin.duration.encoding);
}

}  // namespace
}  // namespace privman::contract_finder
