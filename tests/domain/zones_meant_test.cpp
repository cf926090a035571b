#include "domain/zones_meant.hpp"

#include "clocks/zone_database.hpp"
#include "domain/said_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string>& known() { return clocks::zone_names(); }

TEST(ZonesMeant, ANameOrACityIsEchoedAsTheZoneFilesSpellIt) {
    for (const auto& [typed, zone] : {std::pair{"europe/berlin", "Europe/Berlin"},
                                      {"EUROPE/BERLIN", "Europe/Berlin"},
                                      {"Berlin", "Europe/Berlin"},
                                      {"chicago", "America/Chicago"},
                                      {"New York", "America/New_York"},
                                      {"new_york", "America/New_York"},
                                      {"New-York", "America/New_York"},
                                      {"America/New York", "America/New_York"},
                                      {"Port of Spain", "America/Port_of_Spain"},
                                      {"los angeles time", "America/Los_Angeles"},
                                      {"(Berlin)", "Europe/Berlin"},
                                      {"in Tokyo", "Asia/Tokyo"},
                                      {"Chicago timezone", "America/Chicago"},
                                      {"utc", "UTC"},
                                      {"gmt", "GMT"},
                                      {"japan", "Japan"}}) {
        const auto meant = zones_meant(typed, known());
        EXPECT_THAT(meant.zones, ElementsAre(zone)) << typed;
        EXPECT_TRUE(meant.certain) << typed;
    }
}

TEST(ZonesMeant, AnAbbreviationIsNeverCertain) {
    for (const auto& [typed, zone] : {std::pair{"est", "America/New_York"},
                                      {"EST", "America/New_York"},
                                      {"PST", "America/Los_Angeles"},
                                      {"pdt", "America/Los_Angeles"},
                                      {"CST", "America/Chicago"},
                                      {"CST", "Asia/Shanghai"},
                                      {"MEZ", "Europe/Berlin"},
                                      {"CET", "Europe/Berlin"},
                                      {"IST", "Asia/Kolkata"},
                                      {"IST", "Europe/Dublin"},
                                      {"BST", "Europe/London"},
                                      {"ET", "America/New_York"}}) {
        const auto meant = zones_meant(typed, known());
        EXPECT_THAT(meant.zones, Contains(zone)) << typed;
        EXPECT_FALSE(meant.certain) << typed;
    }
}

TEST(ZonesMeant, ACityOfTwoZonesIsNotCertainAndAnUnknownOneIsNone) {
    EXPECT_THAT(zones_meant("Istanbul", known()).zones, SizeIs(2));
    EXPECT_FALSE(zones_meant("Istanbul", known()).certain);
    for (const auto* typed : {"", " ", "Berlim", "Europe/Berlim", "Europe", "/", "../etc/passwd", "Etc", "time"})
        EXPECT_THAT(zones_meant(typed, known()).zones, IsEmpty()) << typed;
}

TEST(ZonesMeant, WithoutAListANameStaysAsItWasTyped) {
    EXPECT_THAT(zones_meant("Europe/Berlin", {}).zones, ElementsAre("Europe/Berlin"));
    EXPECT_TRUE(zones_meant("Europe/Berlin", {}).certain);
}

TEST(ZonesMeant, EveryAbbreviationNamesZonesThatThereAre) {
    for (const auto* letters : {"est", "edt", "cst", "cdt",  "mst",  "mdt",  "pst",  "pdt",  "akst", "hst", "ast",
                                "bst", "wet", "cet", "cest", "mez",  "mesz", "eet",  "msk",  "sast", "ist", "sgt",
                                "hkt", "jst", "kst", "awst", "acst", "aest", "aedt", "nzst", "gst",  "pkt"})
        EXPECT_THAT(zones_meant(letters, known()).zones, ::testing::Not(IsEmpty())) << letters;
}

TEST(ZonesMeant, TheZoneInASentenceIsFound) {
    EXPECT_EQ(zone_named_in("autoapprove set mon-fri 08:00-25:00 europe/berlin", known()), "Europe/Berlin");
    EXPECT_EQ(zone_named_in("autoapprove set mon-fri 8-25 New York", known()), "America/New_York");
    EXPECT_EQ(zone_named_in("autoapprove set mon-fri 08:00-17:00", known()), "");
    EXPECT_EQ(zone_named_in("autoapprove set mon-fri 08:00-25:00 EST", known()), "") << "nobody knows which";
}

TEST(SaidOrder, IsByWholeSecondsAndTheirFraction) {
    const auto before = [](const char* one, const char* other) {
        return written_before(MessageTs{one}, MessageTs{other});
    };
    EXPECT_TRUE(before("1700000000.000100", "1700000000.000200"));
    EXPECT_TRUE(before("999999999.999999", "1700000000.000100"));
    EXPECT_TRUE(before("1700000000.1", "1700000000.20"));
    EXPECT_FALSE(before("1700000000.000200", "1700000000.000100"));
    EXPECT_FALSE(before("1700000000.000100", "1700000000.000100"));
    for (const auto* odd : {"", "never", "1700000000,1", "-1.0", "1.-1", "99999999999999999999.0"}) {
        EXPECT_FALSE(before(odd, "1700000000.000100")) << odd;
        EXPECT_FALSE(before("1700000000.000100", odd)) << odd;
    }
    EXPECT_EQ(later_of(MessageTs{"2.0"}, MessageTs{"1.0"}), MessageTs{"2.0"});
    EXPECT_EQ(later_of(MessageTs{"1.0"}, MessageTs{"2.0"}), MessageTs{"2.0"});
    EXPECT_EQ(later_of(MessageTs{}, MessageTs{"2.0"}), MessageTs{"2.0"});
    EXPECT_EQ(later_of(MessageTs{"2.0"}, MessageTs{}), MessageTs{"2.0"});
}

}  // namespace
}  // namespace privman
