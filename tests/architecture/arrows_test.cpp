// The diagram holds for every source; and the checker that says so would notice if it did not.
#include "tests/architecture/arrows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace privman::architecture {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> complaints(std::string_view file, std::string_view text) {
    std::vector<std::string> all;
    for (const auto& violation : check(file, text)) all.push_back(text_of(violation));
    return all;
}

TEST(Architecture, EverySourceKeepsToTheArrows) {
    std::string all;
    for (const auto& violation : check_tree(PRIVMAN_SOURCE_DIR)) all += text_of(violation) + "\n";
    EXPECT_EQ(all, "");
}

TEST(Checker, NamesFileLineAndFolderOfAForbiddenInclude) {
    EXPECT_THAT(complaints("src/domain/grant.cpp", "// a grant\n#include <vector>\n#include \"net/url.hpp\"\n"),
                ElementsAre("src/domain/grant.cpp:3: domain must not include net (\"net/url.hpp\")"));
}

TEST(Checker, LetsAFolderIncludeItselfAndWhatTheDiagramAllows) {
    EXPECT_THAT(complaints("src/workflows/decide.cpp",
                           "#include \"workflows/decide.hpp\"\n"
                           "#include \"ports/clock.hpp\"\n"
                           "#include \"domain/grant.hpp\"\n"
                           "#include \"async/within.hpp\"\n"
                           "#include \"observe/log.hpp\"\n"
                           "#include <optional>\n"),
                IsEmpty());
}

struct Planted {
    const char* file;
    const char* include;
};

class ForbiddenArrow : public testing::TestWithParam<Planted> {};

TEST_P(ForbiddenArrow, IsFound) {
    const auto& planted = GetParam();
    EXPECT_THAT(complaints(planted.file, std::string{"\n#include "} + planted.include + "\n"),
                ElementsAre(HasSubstr(std::string{planted.file} + ":2: ")));
}

INSTANTIATE_TEST_SUITE_P(
    Planted, ForbiddenArrow,
    testing::Values(
        Planted{"src/domain/a.hpp", "<boost/asio/awaitable.hpp>"}, Planted{"src/domain/a.hpp", "<fmt/format.h>"},
        Planted{"src/domain/a.hpp", "<unistd.h>"}, Planted{"src/domain/a.hpp", "\"ports/clock.hpp\""},
        Planted{"src/ports/a.hpp", "<boost/asio/io_context.hpp>"}, Planted{"src/ports/a.hpp", "\"async/within.hpp\""},
        Planted{"src/workflows/a.cpp", "<boost/asio/post.hpp>"},
        Planted{"src/workflows/a.cpp", "<boost/json/value.hpp>"}, Planted{"src/workflows/a.cpp", "\"slack/card.hpp\""},
        Planted{"src/workflows/a.cpp", "\"stores/memory_store.hpp\""},
        Planted{"src/workflows/a.cpp", "\"settings/adopt_settings.hpp\""},
        Planted{"src/slack/a.cpp", "\"privilege_manager/client.hpp\""},
        Planted{"src/slack/a.cpp", "\"workflows/decide.hpp\""}, Planted{"src/slack/a.cpp", "\"contract/profile.hpp\""},
        Planted{"src/slack/a.cpp", "<openssl/evp.h>"}, Planted{"src/slack/a.cpp", "<boost/beast/http.hpp>"},
        Planted{"src/privilege_manager/a.cpp", "\"slack/card.hpp\""},
        Planted{"src/privilege_manager/a.cpp", "<boost/beast/core.hpp>"},
        Planted{"src/contract/a.cpp", "\"domain/grant.hpp\""}, Planted{"src/stores/a.cpp", "\"net/url.hpp\""},
        Planted{"src/net/a.cpp", "\"observe/log.hpp\""}, Planted{"src/net/a.cpp", "\"domain/grant.hpp\""},
        Planted{"src/async/a.cpp", "\"ports/clock.hpp\""}, Planted{"src/observe/a.cpp", "\"async/within.hpp\""},
        Planted{"src/clocks/a.cpp", "\"net/url.hpp\""}, Planted{"src/app/a.cpp", "<sqlite3.h>"},
        Planted{"src/app/a.cpp", "<absl/time/time.h>"}, Planted{"src/app/a.cpp", "<boost/beast/core.hpp>"},
        Planted{"src/app/a.cpp", "\"sandbox/clock.hpp\""}, Planted{"src/app/a.cpp", "\"tests/support/fake_clock.hpp\""},
        Planted{"src/main.cpp", "\"sandbox/clock.hpp\""}, Planted{"sandbox/a.cpp", "\"slack/card.hpp\""},
        Planted{"sandbox/slack/a.cpp", "\"domain/grant.hpp\""}, Planted{"sandbox/slack/a.cpp", "\"ports/clock.hpp\""},
        Planted{"sandbox/a.cpp", "\"privilege_manager/client.hpp\""}, Planted{"sandbox/a.cpp", "<sqlite3.h>"},
        Planted{"sandbox/a.cpp", "<openssl/evp.h>"}));

TEST(Checker, AllowsOpensslInTheSealAlone) {
    EXPECT_THAT(complaints("src/slack/seal.cpp", "#include <openssl/hmac.h>\n"), IsEmpty());
    EXPECT_THAT(complaints("src/slack/seal.hpp", "#include <openssl/hmac.h>\n"), testing::SizeIs(1));
}

TEST(Checker, WantsIncludesFromTheIncludeRoot) {
    EXPECT_THAT(complaints("src/domain/a.cpp", "#include \"grant.hpp\"\n#include \"../ports/clock.hpp\"\n"),
                ElementsAre(HasSubstr("from the include root"), HasSubstr("from the include root")));
}

TEST(Checker, IsNotFooledBySpacesNorByADirectiveInAComment) {
    EXPECT_THAT(complaints("src/domain/a.cpp", "  #  include   \"net/url.hpp\"\n"), testing::SizeIs(1));
    EXPECT_THAT(complaints("src/domain/a.cpp", "// #include \"net/url.hpp\"\n/*\n#include \"net/url.hpp\"\n*/\n"),
                IsEmpty());
}

TEST(Checker, FindsAnIncludeWhoseHeaderIsHiddenBehindAMacro) {
    EXPECT_THAT(complaints("src/domain/a.cpp", "#include SECRET_HEADER\n"), testing::SizeIs(1));
}

TEST(Checker, FindsClocksAndChanceWhereTheyMustComeThroughAPort) {
    EXPECT_THAT(complaints("src/workflows/a.cpp", "auto t = std::chrono::system_clock::now();\n"),
                ElementsAre(HasSubstr("src/workflows/a.cpp:1: workflows must not make its own time")));
    EXPECT_THAT(complaints("src/slack/a.cpp", "asio::steady_timer timer{loop};\n"), testing::SizeIs(1));
    EXPECT_THAT(complaints("src/stores/a.cpp", "std::random_device chance;\n"), testing::SizeIs(1));
}

TEST(Checker, AllowsClocksWhereTheyAreMade) {
    for (const auto* file : {"src/net/a.cpp", "src/clocks/a.cpp", "src/app/a.cpp", "sandbox/a.cpp"})
        EXPECT_THAT(complaints(file, "std::random_device chance; asio::steady_timer timer{loop};\n"), IsEmpty())
            << file;
}

TEST(Checker, FindsTheWordsOfOtherProgramsWhereOnlyTypesMayTellThemApart) {
    for (const auto* planted : {"if (word == \"not_in_channel\") return;", "const char* gone = \"message_not_found\";",
                                "if (text.starts_with(\"http_\")) return;", "auto x = \"ssm:GetParameters\";",
                                "#define FULL SQLITE_FULL", "auto path = \"sqlite:\" + name;"})
        for (const auto* file : {"src/domain/a.cpp", "src/ports/a.hpp", "src/workflows/a.cpp"})
            EXPECT_THAT(complaints(file, std::string{planted} + "\n"), testing::SizeIs(1)) << file << ": " << planted;
    EXPECT_THAT(complaints("src/slack/a.cpp", "if (code == \"not_in_channel\") return;\n"), IsEmpty());
    EXPECT_THAT(complaints("src/workflows/a.cpp", "// as not_in_channel says\n"), IsEmpty());
}

TEST(Checker, FindsAwsWhereOnlyTheWingOfTheSettingsMayKnowOfIt) {
    for (const auto* planted : {"return \"AWS shows version 3\";", "auto where = \"Parameter Store\";"}) {
        for (const auto* file : {"src/domain/a.cpp", "src/ports/a.hpp"})
            EXPECT_THAT(complaints(file, std::string{planted} + "\n"), ElementsAre(HasSubstr("only the wing"))) << file;
        EXPECT_THAT(complaints("src/settings/a.cpp", std::string{planted} + "\n"), IsEmpty());
    }
    EXPECT_THAT(complaints("src/stores/a.cpp", "#include \"aws/parameter_store.hpp\"\n"), testing::SizeIs(1));
    EXPECT_THAT(complaints("src/workflows/a.cpp", "#include \"settings/adopt_settings.hpp\"\n"), testing::SizeIs(1));
}

TEST(Checker, FindsADecisionByACode) {
    for (const auto* planted :
         {"if (failure.code == known) return;", "return why->code != \"x\";", "if (f.code.starts_with(\"x\")) return;",
          "bool a = !f.code.empty() && f.code.find('x');"})
        EXPECT_THAT(complaints("src/workflows/a.cpp", std::string{planted} + "\n"),
                    ElementsAre(HasSubstr("must not decide by a `code`")))
            << planted;
    EXPECT_THAT(complaints("src/workflows/a.cpp", "log.info(\"x\", {{\"code\", failure.code}});\nauto c = e.code();\n"),
                IsEmpty());
    EXPECT_THAT(complaints("src/doctor/a.cpp", "if (failure.code == \"x\") return;\n"), IsEmpty());
}

TEST(Checker, ReadsWordsNotPiecesNorTexts) {
    EXPECT_THAT(complaints("src/domain/a.cpp",
                           "int my_steady_timer_count = 0;  // no steady_timer here\n"
                           "auto text = \"a steady_timer\";\n"
                           "auto raw = R\"(system_clock \" random_device)\";\n"),
                IsEmpty());
}

TEST(Checker, IsNotLostInQuotesOfQuotes) {
    EXPECT_THAT(complaints("src/domain/a.cpp", "char q = '\"'; int big = 1'000'000;\nstd::random_device chance;\n"),
                ElementsAre(HasSubstr("src/domain/a.cpp:2: ")));
}

TEST(Checker, RefusesAFolderThatIsNotOnTheDiagram) {
    EXPECT_THAT(complaints("src/misc/a.cpp", ""), ElementsAre(HasSubstr("not on the diagram")));
    EXPECT_THAT(complaints("src/helper.cpp", ""), ElementsAre(HasSubstr("not on the diagram")));
}

TEST(Checker, FindsAViolationPlantedInATree) {
    namespace fs = std::filesystem;
    const auto top = fs::path{testing::TempDir()} / ("planted-" + std::to_string(getpid()));
    fs::create_directories(top / "src/domain");
    fs::create_directories(top / "sandbox/slack");
    std::ofstream{top / "src/domain/good.hpp"} << "#include <string>\n";
    std::ofstream{top / "sandbox/slack/bad.cpp"} << "#include \"slack/card.hpp\"\n";
    const auto found = check_tree(top);
    fs::remove_all(top);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(text_of(found[0]), "sandbox/slack/bad.cpp:1: sandbox must not include slack (\"slack/card.hpp\")");
}

}  // namespace
}  // namespace privman::architecture
