#include "domain/same_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace privman {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ElevationRequest shown() {
    ElevationRequest r;
    r.id = RequestId{"r1"};
    r.application = "Setup";
    r.version = "4.2";
    r.user = "LAB\\ana";
    r.user_full_name = "Ana Example";
    r.computer = "LAB-PC-07";
    r.path = "C:\\Temp\\setup.exe";
    r.command_line = "setup.exe /quiet";
    r.reason = "for the demo";
    r.company = "Example Ltd";
    r.signer = "Example Ltd";
    r.rating = "Unknown";
    r.hash = "aa11";
    r.policy = "Installers";
    r.requested = WallTime{Millis{1'700'000'000'000}};
    return r;
}

struct Case {
    const char* name;  ///< of the fact on the card
    std::string ElevationRequest::* fact;
    const char* before;
    const char* now;
    bool same;
};

class OneFact : public ::testing::TestWithParam<Case> {};

TEST_P(OneFact, IsComparedByItsOwnMeasure) {
    const auto& c = GetParam();
    auto before = shown();
    auto now = shown();
    before.*(c.fact) = c.before;
    now.*(c.fact) = c.now;
    if (c.same)
        EXPECT_THAT(differences(before, now), IsEmpty()) << c.name << ": " << c.before << " -> " << c.now;
    else
        EXPECT_THAT(differences(before, now), ElementsAre(FactChange{c.name, c.before, c.now}));
}

using R = ElevationRequest;
INSTANTIATE_TEST_SUITE_P(
    SameRequest, OneFact,
    ::testing::Values(
        // What is decided: identical, and known from the beginning.
        Case{"User", &R::user, "LAB\\ana", "LAB\\eve", false}, Case{"User", &R::user, "LAB\\ana", "lab\\ana", false},
        Case{"User", &R::user, "LAB\\ana", "", false}, Case{"User", &R::user, "", "LAB\\ana", false},
        Case{"Computer", &R::computer, "PC-1", "PC-2", false}, Case{"Computer", &R::computer, "", "PC-2", false},
        Case{"Path", &R::path, "C:\\a.exe", "C:\\b.exe", false}, Case{"Path", &R::path, "C:\\a.exe", "", false},
        Case{"Path", &R::path, "", "C:\\b.exe", false}, Case{"Path", &R::path, "C:\\a.exe", "C:\\a.exe ", false},
        Case{"Command line", &R::command_line, "a", "a; b", false},
        Case{"Command line", &R::command_line, "", "a -enc x", false},
        Case{"Command line", &R::command_line, "a", "", false},
        // Identical, as far as it was known.
        Case{"Hash", &R::hash, "aa", "bb", false}, Case{"Hash", &R::hash, "aa", "", false},
        Case{"Hash", &R::hash, "", "bb", true}, Case{"Policy", &R::policy, "P", "Q", false},
        Case{"Policy", &R::policy, "P", "", false}, Case{"Policy", &R::policy, "", "Q", true},
        Case{"Reason", &R::reason, "x", "y", false}, Case{"Reason", &R::reason, "x", "", false},
        Case{"Reason", &R::reason, "", "y", true},
        // No worse.
        Case{"Rating", &R::rating, "Unknown", "Clean", true}, Case{"Rating", &R::rating, "Clean", "Good", true},
        Case{"Rating", &R::rating, "Clean", "CLEAN", true}, Case{"Rating", &R::rating, "Suspect", "Clean", true},
        Case{"Rating", &R::rating, "Clean", "Unknown", false}, Case{"Rating", &R::rating, "Unknown", "Suspect", false},
        Case{"Rating", &R::rating, "Suspect", "Malicious", false}, Case{"Rating", &R::rating, "Clean", "Bad", false},
        Case{"Rating", &R::rating, "Clean", "", false}, Case{"Rating", &R::rating, "Suspect", "", true},
        Case{"Rating", &R::rating, "Unknown", "", true}, Case{"Rating", &R::rating, "7 of 60", "8 of 60", false},
        Case{"Rating", &R::rating, "7 of 60", "7 of 60", true}, Case{"Rating", &R::rating, "Clean", "Odd", false},
        Case{"Signer", &R::signer, "A", "B", false}, Case{"Signer", &R::signer, "A", "", false},
        Case{"Company (claimed)", &R::company, "A", "B", false}, Case{"Company (claimed)", &R::company, "A", "", false},
        // What newly appears is no difference unless it is a warning.
        Case{"Rating", &R::rating, "", "Clean", true}, Case{"Rating", &R::rating, "", "Unknown", true},
        Case{"Rating", &R::rating, "", "Suspect", false}, Case{"Rating", &R::rating, "", "Malicious", false},
        Case{"Rating", &R::rating, "", "7 of 60", false}, Case{"Signer", &R::signer, "", "B", true},
        Case{"Signer", &R::signer, "", "Not signed", false}, Case{"Signer", &R::signer, "", "B (revoked)", false},
        Case{"Company (claimed)", &R::company, "", "B", true},
        // What only describes.
        Case{"Application", &R::application, "A", "B", true}, Case{"Version", &R::version, "1", "2", true},
        Case{"Name", &R::user_full_name, "A", "B", true}, Case{"Link", &R::console_link, "a", "b", true}));

TEST(SameRequest, TheTimeItWasAskedForIsComparedExactly) {
    auto now = shown();
    *now.requested += Millis{1};
    EXPECT_THAT(differences(shown(), now),
                ElementsAre(FactChange{"Requested", "2023-11-14 22:13:20 UTC", "2023-11-14 22:13:20.001 UTC"}));
    now.requested.reset();
    EXPECT_THAT(differences(shown(), now), ElementsAre(FactChange{"Requested", "2023-11-14 22:13:20 UTC", ""}));
    EXPECT_THAT(differences(now, shown()), IsEmpty()) << "it only became known";
    auto local = now;
    local.requested_text = "14/11 22:13";
    EXPECT_THAT(differences(now, local), IsEmpty());
    EXPECT_THAT(differences(local, shown()),
                ElementsAre(FactChange{"Requested", "14/11 22:13", "2023-11-14 22:13:20 UTC"}));
}

TEST(SameRequest, AllThatChangedIsNamedInTheOrderOfTheCard) {
    auto now = shown();
    now.hash = "bb22";
    now.path = "C:\\Temp\\other.exe";
    now.user = "LAB\\eve";
    EXPECT_THAT(differences(shown(), now), ElementsAre(FactChange{"User", "LAB\\ana", "LAB\\eve"},
                                                       FactChange{"Path", "C:\\Temp\\setup.exe", "C:\\Temp\\other.exe"},
                                                       FactChange{"Hash", "aa11", "bb22"}));
    EXPECT_THAT(differences(now, now), IsEmpty());
}

}  // namespace
}  // namespace privman
