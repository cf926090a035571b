#include "domain/authorisation.hpp"

#include "domain/known_person.hpp"
#include "unicode/fold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman {
namespace {

const TeamId home{"T1"};

Person ada() {
    return {.id = UserId{"U1"}, .team = home, .handle = "ada", .display_name = "Ada L.", .real_name = "Ada Lovelace"};
}

ElevationRequest asked_by(const std::string& account, const std::string& full_name = "") {
    ElevationRequest request;
    request.user = account;
    request.user_full_name = full_name;
    return request;
}

const Fold fold = unicode::fold;

std::string refusal(const DecisionRights& rights, const Person& person,
                    const ElevationRequest& request = asked_by("CORP\\eve"), bool registered = true) {
    auto refused = refusal_to_decide(rights, person, home, registered);
    if (!refused) refused = refusal_of_own_request(rights, names_of(person), request, fold);
    return refused ? plain_text(refused->words) : "";
}

const DecisionRights channel_decides{.approvers = ChannelDecides{}};

TEST(MayDecide, EveryFullMemberWhenTheChannelDecides) { EXPECT_EQ(refusal(channel_decides, ada()), ""); }

TEST(MayDecide, OnlyTheNamedOnes) {
    const DecisionRights rights{.approvers = TheseDecide{{UserId{"U1"}}}};
    auto bob = ada();
    bob.id = UserId{"U2"};
    EXPECT_EQ(refusal(rights, ada()), "");
    EXPECT_THAT(refusal(rights, bob), ::testing::HasSubstr("not one of the approvers"));
}

TEST(MayDecide, NobodyWhenNobodyWasNamed) { EXPECT_NE(refusal({}, ada()), ""); }

TEST(MayDecide, NoGuestStrangerBotOrDeactivatedPerson) {
    for (const auto spoil : std::initializer_list<void (*)(Person&)>{
             [](Person& p) { p.guest = true; }, [](Person& p) { p.stranger = true; }, [](Person& p) { p.bot = true; },
             [](Person& p) { p.deactivated = true; }, [](Person& p) { p.team = TeamId{"T2"}; }}) {
        auto person = ada();
        spoil(person);
        const DecisionRights named{.approvers = TheseDecide{{person.id}}};
        EXPECT_THAT(refusal(channel_decides, person), ::testing::HasSubstr("full members"));
        EXPECT_THAT(refusal(named, person), ::testing::HasSubstr("full members")) << "not even when named";
        EXPECT_FALSE(is_admin({{person.id}}, person, home));
    }
}

TEST(MayDecide, NotInAChannelThatIsNotRegistered) {
    EXPECT_THAT(refusal(channel_decides, ada(), asked_by("CORP\\eve"), false), ::testing::HasSubstr("not registered"));
}

struct Account {
    const char* user;
    const char* full_name;
    bool hers;
};

class Requester : public ::testing::TestWithParam<Account> {};

TEST_P(Requester, IsRecognisedByHandleDisplayNameOrRealName) {
    const auto request = asked_by(GetParam().user, GetParam().full_name);
    EXPECT_EQ(looks_like_requester(names_of(ada()), request, fold), GetParam().hers) << GetParam().user;
    EXPECT_EQ(refusal(channel_decides, ada(), request).empty(), !GetParam().hers);
    EXPECT_EQ(refusal({.approvers = ChannelDecides{}, .self_approval = true}, ada(), request), "");
}

INSTANTIATE_TEST_SUITE_P(Table, Requester,
                         ::testing::Values(Account{"CORP\\ada", "", true}, Account{"CORP\\ADA", "", true},
                                           Account{"ada", "", true}, Account{"ada@corp.example", "", true},
                                           Account{"CORP\\ada.lovelace", "", true},
                                           Account{"CORP\\Ada_Lovelace", "", true},
                                           Account{"PC-7\\xyz", "Ada Lovelace", true}, Account{"CORP\\adam", "", false},
                                           Account{"CORP\\eve", "Eve", false}, Account{"", "", false},
                                           Account{"\\", "", false}, Account{"ada\\eve", "", false}));

TEST(MayComeFrom, TheirOwnWorkspacesAndNoOther) {
    auto person = ada();
    person.teams = {home, TeamId{"T-sister"}};
    for (const char* team : {"T1", "T-sister", ""}) EXPECT_TRUE(may_come_from(person, TeamId{team})) << team;
    EXPECT_FALSE(may_come_from(person, TeamId{"T-evil"}));
}

TEST(KnownPerson, KeepsEveryNameOnceAndTheOldestForEver) {
    const auto seen = [](std::vector<std::string> names, KnownPerson known = {}) {
        return having_seen(std::move(known), names, fold).names;
    };
    EXPECT_THAT(seen({"ada", "Ada Lovelace", "ADA", "ada\u200B", "\u200B", ""}),
                ::testing::ElementsAre("ada", "Ada Lovelace"));
    KnownPerson full;
    for (int i = 0; i < 100; ++i) full = having_seen(full, {"name " + std::to_string(i)}, fold);
    EXPECT_EQ(full.names.size(), most_names_kept);
    EXPECT_EQ(full.names.front(), "name 0");
    const auto cut = seen({std::string(319, 'a') + "ü"});
    EXPECT_EQ(cut.front(), std::string(319, 'a')) << "not within a character";
}

TEST(Administer, WorkspaceAdminsUnlessSomebodyIsNamed) {
    auto person = ada();
    EXPECT_FALSE(is_admin({}, person, home));
    person.workspace_admin = true;
    EXPECT_TRUE(is_admin({}, person, home));
    EXPECT_FALSE(is_admin({{UserId{"U2"}}}, person, home));
    EXPECT_TRUE(is_admin({{UserId{"U1"}}}, ada(), home));
}

}  // namespace
}  // namespace privman
