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

}  // namespace
}  // namespace privman::observe
