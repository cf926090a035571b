// Whatever a list looks like: read row by row it says what the whole document says, and whatever was read before makes
// no difference.
#include "contract/profile.hpp"
#include "privilege_manager/list_reader.hpp"
#include "tests/privilege_manager/document_way.hpp"
#include "tests/privilege_manager/random_list.hpp"
#include "tests/support/under_sanitizer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <type_traits>

namespace privman::pm::testing {
namespace {

using privman::testing::under_sanitizer;

constexpr auto base_url = "https://pm.example/Tms";

contract::Profile api_profile() {
    auto profile = contract::builtin();
    profile.list.arrays = {"/Result", "/Result/Data", "", "/Items", "/0", "/1/Data", "/a~1b", "/Result/1/data"};
    profile.console_link = "{base}/{id}";
    return profile;
}
contract::Profile report_profile() {
    auto profile = contract::builtin();
    profile.list.source = contract::ListSource::report;
    profile.list.columns = {{contract::Field::id, {"_ItemId"}}};
    return profile;
}

std::string described(const PendingList& list) {
    std::string all;
    for (const auto& request : list.requests)
        all += request.id.value + " (" + request.user + ", " + request.reason + ", " + request.path + ")\n";
    for (const auto& id : list.twice) all += "twice " + id.value + "\n";
    for (const auto& remark : list.remarks) all += "remark: " + remark + "\n";
    return all;
}
template <class List>
std::string described(const Outcome<List>& list) {
    if (!list) return "no list: " + list.error().what;
    if constexpr (std::is_same_v<List, SharedList>)
        return described(**list);
    else
        return described(list->list);
}

struct Source {
    const char* name;
    contract::Profile (*profile)();
    std::string (RandomList::*next)();
};
class AnyList : public ::testing::TestWithParam<Source> {};

TEST_P(AnyList, SaysWhatItsDocumentSays) {
    const auto profile = GetParam().profile();
    const ListReader reader{profile, base_url};
    const document_way::Reader document{profile, base_url};
    constexpr std::uint64_t seeds = under_sanitizer ? 400 : 10'000;
    std::size_t lists = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto body = (RandomList{seed}.*GetParam().next)();
        const auto slow = document.read(body);
        const auto quick = reader.inspect(body);
        ASSERT_EQ(described(quick), described(slow)) << "seed " << seed << ": " << body;
        if (!slow) continue;
        ASSERT_EQ(quick->list, slow->list) << "seed " << seed << ": " << body;
        ASSERT_EQ(quick->seen, slow->seen) << "seed " << seed << ": " << body;
        lists += slow->list.requests.empty() ? 0 : 1;
    }
    EXPECT_GT(lists, seeds / 4) << "what is compared should mostly be lists";
}

TEST_P(AnyList, SaysTheSameWhateverWasReadBefore) {
    const auto profile = GetParam().profile();
    const ListReader fresh{profile, base_url};
    constexpr std::uint64_t instances = under_sanitizer ? 25 : 500;
    for (std::uint64_t seed = 0; seed < instances; ++seed) {
        ListReader reader{profile, base_url};
        RandomList instance{1'000'000 + seed};
        SharedList last;
        for (int poll = 0; poll < 20; ++poll) {
            const auto body = (instance.*GetParam().next)();
            const auto alone = fresh.inspect(body);
            const auto read = reader.read(body);
            ASSERT_EQ(described(read), described(alone)) << "seed " << seed << ", poll " << poll << ": " << body;
            instance.go_on();
            if (!read) continue;
            ASSERT_EQ(**read, alone->list) << "seed " << seed << ", poll " << poll << ": " << body;
            ASSERT_EQ(last == *read, last && *last == alone->list) << "one list for all that say the same";
            ASSERT_EQ(reader.read(body).value(), *read) << "seed " << seed << ", poll " << poll << ": " << body;
            last = *read;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Each, AnyList,
                         ::testing::Values(Source{"api", api_profile, &RandomList::api},
                                           Source{"report", report_profile, &RandomList::report}),
                         [](const auto& source) { return source.param.name; });

}  // namespace
}  // namespace privman::pm::testing
