// The redactor against spellings that were written down apart from it.
#include "observe/redactor.hpp"
#include "tests/tools/secret_spellings.hpp"

#include <gtest/gtest.h>

namespace privman::observe {
namespace {

TEST(RedactorSpellings, NoSpellingOfAPlantedSecretIsLeftStanding) {
    for (const auto& secret : tools::planted_secrets()) {
        Redactor redactor;
        redactor.forget(secret);
        for (const auto& spelling : tools::spellings_of(secret)) {
            const auto cleaned = redactor.clean("before " + spelling + " after");
            EXPECT_EQ(cleaned.find(spelling), std::string::npos) << spelling;
        }
    }
}

TEST(RedactorSpellings, APlantedSecretIsFoundInTheBase64OfWhatSurroundsIt) {
    // "user:" before it, as in a Basic header: one of the three offsets must fit.
    const std::string basic = "c2FuZGJveDpwbGFudGVkK2NsaWVudC9zZWNyZXQ9JiI3MDcwIiAl";
    bool found = false;
    for (const auto& spelling : tools::spellings_of(tools::PlantedSecrets::client_secret))
        found = found || basic.find(spelling) != std::string::npos;
    EXPECT_TRUE(found);
}

TEST(PassingSecrets, TheLatestAreBlottedOutAndTheExpiredAreNotLookedForAnyMore) {
    Redactor redactor;
    redactor.forget("lasting-secret");
    const auto token = [](std::size_t n) { return "session-token-" + std::to_string(1'000 + n) + "-end"; };
    constexpr auto renewals = Redactor::most_passing + 5;
    for (std::size_t n = 0; n < renewals; ++n) redactor.forget_passing(token(n));

    EXPECT_EQ(redactor.clean(token(renewals - 1)), "***");
    EXPECT_EQ(redactor.clean(token(renewals - Redactor::most_passing)), "***");
    EXPECT_EQ(redactor.clean(token(0)), token(0));
    EXPECT_EQ(redactor.clean("lasting-secret"), "***");
}

TEST(PassingSecrets, TheSameOneSaidAgainTakesNoPlace) {
    Redactor redactor;
    redactor.forget_passing("first-token");
    for (std::size_t n = 0; n < 2 * Redactor::most_passing; ++n) redactor.forget_passing("second-token");
    EXPECT_EQ(redactor.clean("first-token second-token"), "*** ***");
}

}  // namespace
}  // namespace privman::observe
