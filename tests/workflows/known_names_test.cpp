// Names that were ever seen count; rights are fresh; and cards say when nobody is left.
#include "workflows/known_names.hpp"

#include "tests/workflows/fixture.hpp"
#include "unicode/fold.hpp"
#include "workflows/who_is_left.hpp"

namespace privman {
namespace {

using namespace testing;

class OwnRequests : public WorkflowTest {
protected:
    Person& ada() { return world.directory.people.at(UserId{"U-ada"}); }
    std::string told(const std::string& who) const {
        std::string all;
        for (const auto& one : world.board.told)
            if (one.who.value == who) all += one.text + "\n";
        return all;
    }
    void own_request(const std::string& id) { raise(id, "CORP\\adoe"); }
};

TEST_F(OwnRequests, RenamingOneselfDoesNotHelp) {
    ada() = {.id = UserId{"U-ada"}, .team = TeamId{"T1"}, .handle = "adoe", .real_name = "Ada Doe"};
    start_registered();
    raise("r1");
    own_request("r2");
    poll();
    approve("r1", "U-ada");
    poll();
    ASSERT_EQ(world.source.decided.size(), 1u);

    ada().handle = "fox";
    ada().real_name = "Silver Fox";
    approve("r2", "U-ada");
    poll();
    EXPECT_THAT(told("U-ada"), HasSubstr("nobody decides their own"));
    EXPECT_EQ(world.source.decided.size(), 1u);

    restart();
    approve("r2", "U-ada");
    poll();
    EXPECT_EQ(world.source.decided.size(), 1u) << "not after a restart either";
    approve("r2", "U-bob");
    poll();
    EXPECT_EQ(world.source.decided.size(), 2u);
}

TEST_F(OwnRequests, AreTheirOwnWithEveryDisguise) {
    ada() = {.id = UserId{"U-ada"}, .team = TeamId{"T1"}, .handle = "adoe", .real_name = "Ada Doe"};
    start_registered();
    int n = 0;
    for (const char* account :
         {"CORP\\adoe-adm", "CORP\\adm_adoe", "CORP/adoe", "adoe$", "adoe_x.example#EXT#@t.example", "CORP\\ADOE",
          "CORP\\ado\u200Be", "ada.doe@corp.example"}) {
        const auto id = "r" + std::to_string(++n);
        raise(id, account);
        poll();
        approve(id, "U-ada");
        poll();
        EXPECT_TRUE(world.source.decided.empty()) << account;
    }
}

TEST_F(OwnRequests, ANewNameThatCannotBeStoredDecidesNothing) {
    start_registered();
    raise("r1");
    poll();
    store.choose = [](const Change& change) -> std::optional<TroubledStore::Mishap> {
        if (std::holds_alternative<KnownPerson>(change))
            return TroubledStore::Mishap{.failure = {Trouble::unreachable, "disk full"}};
        return std::nullopt;
    };
    approve("r1", "U-ada");
    poll();
    EXPECT_TRUE(world.source.decided.empty());
    EXPECT_THAT(told("U-ada"), HasSubstr("disk full"));
}

TEST_F(OwnRequests, KnownNamesAreNotStoredAgain) {
    start_registered();
    raise("r1");
    raise("r2");
    poll();
    unsigned stored = 0;
    store.choose = [&stored](const Change& change) -> std::optional<TroubledStore::Mishap> {
        stored += std::holds_alternative<KnownPerson>(change) ? 1 : 0;
        return std::nullopt;
    };
    approve("r1", "U-ada");
    poll();
    approve("r2", "U-ada");
    poll();
    EXPECT_EQ(stored, 1u);
}

TEST_F(OwnRequests, RightsAreAskedForAnewBeforeTheyCount) {
    start_registered();
    raise("r1");
    poll();
    approve("r1", "U-ada");
    say("U-carol", "C-ops", "autoapprove status");
    for (const auto age : world.directory.asked_for) EXPECT_LE(age, rights_are_fresh_for);
    EXPECT_GE(world.directory.asked_for.size(), 2u);
}

TEST_F(OwnRequests, AnEventOfAnotherWorkspaceDecidesOnlyForWhoBelongsToBoth) {
    start_registered();
    raise("r1");
    poll();
    const auto* card = world.board.cards_of("r1").front();
    const auto from = [&](const std::string& team) {
        KeptClick kept{.key = ClickKey{team + std::to_string(world.board.told.size())},
                       .by = UserId{"U-ada"},
                       .team = TeamId{team}};
        kept.choice = {true, Grant::one_time()};
        kept.channel = card->channel;
        kept.ts = card->ts;
        kept.attempt = card->attempt;
        kept.seal = world.seal.tag(card->channel, card->attempt, card->view.facts);
        bot->clicks.arrived(ClickArrived{card->view.facts.id, kept, {}}, [] {});
        poll();
    };
    from("T-sister");
    EXPECT_TRUE(world.source.decided.empty());
    EXPECT_THAT(told("U-ada"), HasSubstr("only full members"));
    ada().teams = {TeamId{"T1"}, TeamId{"T-sister"}};
    from("T-sister");
    EXPECT_EQ(world.source.decided.size(), 1u);
}

class NobodyIsLeft : public OwnRequests {
protected:
    bool nobody(const std::vector<std::string>& named, const std::string& account, bool self_approval = false) {
        DecisionRights rights{.approvers = TheseDecide{}, .self_approval = self_approval};
        for (const auto& id : named) std::get<TheseDecide>(rights.approvers).people.emplace_back(id);
        async::TaskScope tasks{world.loop.get_executor(), [](const std::exception_ptr&) {}};
        WhoIsLeft left{{bot->records, world.directory, world.clock, world.log}, rights, TeamId{"T1"}, unicode::fold};
        tasks.start([&left] { return left.run(); });
        world.clock.run();
        const auto answer = left.nobody(request("r1", account));
        tasks.cancel();
        world.clock.run();
        return answer;
    }
};

TEST_F(NobodyIsLeft, WhenEverybodyNamedIsTheRequesterOrNoMember) {
    start();
    EXPECT_TRUE(nobody({"U-ada"}, "CORP\\ada"));
    EXPECT_TRUE(nobody({"U-ada", "U-guest"}, "CORP\\ada-adm"));
    EXPECT_TRUE(nobody({"U-guest"}, "CORP\\eve"));
    EXPECT_FALSE(nobody({"U-ada", "U-bob"}, "CORP\\ada"));
    EXPECT_FALSE(nobody({"U-ada"}, "CORP\\eve"));
    EXPECT_FALSE(nobody({"U-ada"}, "CORP\\ada", true));
    EXPECT_FALSE(nobody({}, "CORP\\ada"));
    EXPECT_TRUE(nobody({"U-ada", "U-nobody"}, "CORP\\ada")) << "whoever is not there decides nothing";
}

TEST_F(NobodyIsLeft, IsNotSaidOfSomebodyWhoIsNotKnownYet) {
    start();
    world.directory.broken = Failure{Trouble::unreachable, "Slack is away"};
    EXPECT_FALSE(nobody({"U-ada"}, "CORP\\ada"));
}

}  // namespace
}  // namespace privman
