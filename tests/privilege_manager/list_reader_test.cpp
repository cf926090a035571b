// The list, poll after poll: what is said again is not decoded again, and nobody can tell but by the time it takes.
#include "privilege_manager/list_reader.hpp"

#include "contract/profile.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::pm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

contract::Profile profile_of(std::string_view json) {
    auto profile = contract::parse_profile(json, contract::builtin());
    if (!profile) throw std::invalid_argument{contract::text_of(profile.error())};
    return *profile;
}

struct Reader : ListReader {
    explicit Reader(contract::Profile profile = contract::builtin())
        : ListReader{std::move(profile), "https://pm.example/Tms"} {}

    SharedList list(std::string body) {
        auto list = read(std::move(body));
        if (!list) ADD_FAILURE() << list.error().what;
        return list ? *list : std::make_shared<const PendingList>();
    }
    std::string fault(std::string body) {
        const auto list = read(std::move(body));
        EXPECT_FALSE(list);
        return list ? "" : list.error().what;
    }
};

std::vector<std::string> ids(const SharedList& list) {
    std::vector<std::string> all;
    for (const auto& request : list->requests) all.push_back(request.id.value);
    return all;
}

std::string row(std::string_view id, std::string_view reason = "because") {
    return fmt::format(R"({{"ApprovalId": "{}", "UserReason": "{}"}})", id, reason);
}
std::string list_of(const std::vector<std::string>& rows) { return fmt::format("[{}]", fmt::join(rows, ", ")); }
std::string many(std::size_t count, const std::function<std::string(std::size_t)>& row) {
    std::string rows;
    for (std::size_t i = 0; i < count; ++i) rows += (i == 0 ? "" : ",") + row(i);
    return rows;
}
std::string waiting(std::size_t number) { return fmt::format(R"({{"Id":"r{}"}})", number); }
std::string history(std::size_t number) { return fmt::format(R"({{"Id":"h{}","Status":"Approved"}})", number); }

TEST(ListReader, TheSameAnswerIsTheSameList) {
    Reader reader;
    const auto first = reader.list(list_of({row("a"), row("b")}));
    EXPECT_EQ(reader.list(list_of({row("a"), row("b")})), first);
}

TEST(ListReader, WhatSaysTheSameInAnotherWayIsTheSameListToo) {
    Reader reader;
    const auto first = reader.list(R"({"Time": 1, "Result": [{"Id": "a", "Reason": "x"}, {"Id": "b"}]})");
    EXPECT_EQ(reader.list(R"({"Time": 2, "Result": [{"Id": "a", "Reason": "x"}, {"Id": "b"}]})"), first);
    EXPECT_EQ(reader.list(R"({"Result": [{"Id": "b"}, {"Reason": "x", "Id": "a"}], "Total": 2})")->requests.size(), 2u);
    const auto turned = reader.list(R"([{"Id": "b"}, {"Id": "a", "Reason": "x"}])");
    EXPECT_NE(turned, first) << "the order is part of what a list says";
    EXPECT_EQ(reader.list(R"([{"Id": "b"}, {"Id": "c", "Status": "Denied"}, {"Reason": "x", "Id": "a"}])"), turned)
        << "history is not";
}

TEST(ListReader, AListStaysAsItWasWhenTheNextOneIsAnother) {
    Reader reader;
    const auto first = reader.list(list_of({row("a"), row("b", "old"), row("c")}));
    const auto second = reader.list(list_of({row("a"), row("b", "new"), row("d")}));
    EXPECT_THAT(ids(first), ElementsAre("a", "b", "c"));
    EXPECT_EQ(first->requests[1].reason, "old");
    EXPECT_THAT(ids(second), ElementsAre("a", "b", "d"));
    EXPECT_EQ(second->requests[1].reason, "new");
    EXPECT_EQ(second->requests[0], first->requests[0]);
}

TEST(ListReader, InspectsAnAnswerAsIfItWereTheFirst) {
    Reader reader;
    for (const auto& body : {list_of({}), list_of({row("a"), row("b")})}) {
        const auto first = reader.list(body);
        const auto inspected = reader.inspect(body);
        ASSERT_TRUE(inspected);
        EXPECT_EQ(inspected->list, *first);
        EXPECT_EQ(inspected->seen, Reader{}.inspect(body)->seen);
        EXPECT_EQ(reader.list(body), first);
    }
}

TEST(ListReader, WhatIsNoListChangesNothing) {
    Reader reader;
    const auto body = list_of({row("a"), row("b")});
    const auto first = reader.list(body);
    EXPECT_THAT(reader.fault(body + "]"), HasSubstr("not JSON"));
    EXPECT_THAT(reader.fault(R"({"Result": )" + body + R"(, "Total": 3})"), HasSubstr("2 rows although Total says 3"));
    EXPECT_EQ(reader.list(body), first);
}

TEST(ListReader, FailsInTheSameWordsWhateverItKnows) {
    const auto body = list_of({row("a"), row("b")});
    const std::vector<std::string> no_lists{
        "",
        "<html>",
        body + "x",
        "[" + body + "]",
        body.substr(0, 50),
        R"({"Status": "error", "Messages": [)" + row("a") + R"(, {"Text": "no"}], "Result": )" + body + "}",
        R"({"Result": )" + body + R"(, "Total": "many"})",
        R"({"Rows": )" + body + "}",
        R"([{"Id": "a", "Status": "Brewing"}])"};
    for (const auto& next : no_lists) {
        Reader knows;
        knows.list(body);
        Reader fresh;
        EXPECT_EQ(knows.fault(next), fresh.fault(next)) << next;
    }
}

TEST(ListReader, KnownRowsMayMoveAbout) {
    Reader reader;
    std::vector<std::string> rows(20);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = row(fmt::format("r{}", i));
    reader.list(list_of(rows));
    std::ranges::reverse(rows);
    rows.erase(rows.begin() + 7);
    rows.insert(rows.begin() + 3, row("new"));
    rows.push_back(row("r7", "changed"));
    EXPECT_EQ(*reader.list(list_of(rows)), *Reader{}.list(list_of(rows)));
}

TEST(ListReader, OfTwoUnderOneIdTheFirstIsListedWhicheverWasKnown) {
    Reader reader;
    const auto first = reader.list(list_of({row("a", "one"), row("a", "two")}));
    EXPECT_EQ(first->requests.at(0).reason, "one");
    EXPECT_THAT(first->twice, SizeIs(1));
    const auto turned = reader.list(list_of({row("a", "two"), row("a", "one")}));
    EXPECT_EQ(turned->requests.at(0).reason, "two");
    EXPECT_THAT(turned->twice, SizeIs(1));
    EXPECT_THAT(reader.list(list_of({row("a", "one"), row("a", "one")}))->twice, IsEmpty());
}

TEST(ListReader, WhatIsLeftOutIsRemarkedOnEveryTime) {
    Reader reader;
    const auto rows = many(30, [](auto i) { return fmt::format(R"({{"Id": "w{}", "Status": "Brewing"}})", i); });
    const auto first = reader.list("[" + rows + "," + row("a") + ", 7]");
    const auto second = reader.list("[" + rows + "," + row("b") + ", 7]");
    EXPECT_THAT(first->remarks, SizeIs(21));
    EXPECT_EQ(first->remarks.front(), "a row is no object");
    EXPECT_EQ(first->remarks.back(), "and 11 more");
    EXPECT_EQ(second->remarks, first->remarks);
    EXPECT_THAT(reader.fault("[" + rows + "]"), HasSubstr("every row has a status"));
}

TEST(ListReader, AKnownRowIsOneOnlyWhereRowsStand) {
    const auto known = std::string{R"({"Id": "a", "Data": [{"Id": "b"}]})"};
    const std::vector<std::string> elsewhere{R"({"Result": )" + known + "}",
                                             R"([{"Id": "c", "More": [)" + known + "]}]",
                                             R"([{"Id": "c", "Reason": "[{\"Id\": \"a\"}]"}])",
                                             "[[" + known + "]]",
                                             known,
                                             R"({"Items": [)" + known + R"(], "Result": [{"Id": "c"}]})",
                                             R"({"Result": [{"Id": "c"}], "Items": [)" + known + "]}"};
    for (const auto& next : elsewhere) {
        Reader reader;
        reader.list("[" + known + "]");
        const auto read = reader.read(next);
        const auto alone = reader.inspect(next);
        ASSERT_EQ(read.has_value(), alone.has_value()) << next;
        if (alone)
            EXPECT_EQ(**read, alone->list) << next;
        else
            EXPECT_EQ(read.error().what, alone.error().what);
    }
}

TEST(ListReader, AListInsideOfAnElementIsFoundAlsoWhereARowStood) {
    const auto profile = profile_of(R"({"list": {"arrays": ["/1/Data", ""]}})");
    const auto odd = std::string{R"({"Id": "a", "Data": [{"Id": "b"}]})"};
    Reader reader{profile};
    EXPECT_THAT(ids(reader.list("[" + odd + "]")), ElementsAre("a"));
    EXPECT_THAT(ids(reader.list("[7, " + odd + "]")), ElementsAre("b"));
    EXPECT_THAT(ids(reader.list("[" + odd + "]")), ElementsAre("a"));
}

TEST(ListReader, AListInsideOfAMemberIsFoundAlsoWhenThatWasARow) {
    const auto profile = profile_of(R"({"list": {"arrays": ["/Result/Data/List", "/Items", "/Result"]}})");
    const auto odd = std::string{R"({"Id": "a", "List": [{"Id": "b"}]})"};
    Reader reader{profile};
    EXPECT_THAT(ids(reader.list(R"({"Result": [)" + odd + "]}")), ElementsAre("a"));
    EXPECT_THAT(ids(reader.list(R"({"Result": {"Data": )" + odd + R"(}, "Items": []})")), ElementsAre("b"));
}

TEST(ListReader, AKnownRowMayBeTooDeepWhereItStandsNow) {
    const auto deep = R"({"Id": "a", "More": )" + std::string(29, '[') + std::string(29, ']') + "}";
    Reader reader;
    EXPECT_THAT(ids(reader.list(R"({"Result": [)" + deep + ", " + row("b") + "]}")), ElementsAre("a", "b"));
    EXPECT_THAT(reader.fault(R"({"More": {"More": [)" + deep + R"(]}, "Result": [)" + row("b") + "]}"),
                HasSubstr("too deep"));
}

TEST(ListReader, WhoIsListedTwiceIsNewsAlsoWhenNobodyHearsOfIt) {
    Reader reader;
    const auto answer = [](std::string_view twice) {
        return "[" + many(25, [](auto) { return "{}"; }) + "," + row("a") + "," + row("b") + "," + row(twice, "other") +
               "]";
    };
    const auto first = reader.list(answer("a"));
    const auto second = reader.list(answer("b"));
    EXPECT_EQ(first->remarks, second->remarks);
    EXPECT_THAT(first->twice, ElementsAre(RequestId{"a"}));
    EXPECT_THAT(second->twice, ElementsAre(RequestId{"b"}));
}

TEST(ListReader, OtherColumnsMakeOtherRequests) {
    Reader reader{profile_of(R"({"list": {"source": "report", "report": {"id": "6f1c0e1a-0000-4000-8000-000000000001",
                                "columns": {"id": ["_ItemId"]}}}})")};
    const auto report = [](std::string_view columns) {
        return fmt::format(R"({{"Columns": [{}], "Data": [["a", "b"], ["c", "d"]]}})", columns);
    };
    EXPECT_THAT(ids(reader.list(report(R"({"title": "_ItemId"}, {"title": "Reason"})"))), ElementsAre("a", "c"));
    EXPECT_THAT(ids(reader.list(report(R"({"title": "Reason"}, {"title": "_ItemId"})"))), ElementsAre("b", "d"));
}

TEST(ListReader, HalfCharactersAndBrokenUtf8AreNoNews) {
    Reader reader;
    const auto body = list_of({row("a", R"(x\ud800y)"), row("b", "x\xff")});
    const auto first = reader.list(body);
    EXPECT_EQ(first->requests[0].reason, "x\xef\xbf\xbdy");
    EXPECT_EQ(first->requests[1].reason, "x\xef\xbf\xbd");
    EXPECT_EQ(reader.list(body), first);
}

TEST(ListReader, AnAnswerGrowsBeyondTenMegabytesByWhatReplacesBrokenUtf8) {
    Reader reader;
    EXPECT_THAT(reader.fault(list_of({row("a", std::string(4u << 20, '\xff'))})), HasSubstr("10 MB"));
    EXPECT_THAT(ids(reader.list(list_of({row("a", std::string(3u << 20, '\xff'))}))), ElementsAre("a"));
}

TEST(ListReader, SecretsAreBlottedOutBeforeTheMessageIsCut) {
    Reader reader;
    const auto body =
        fmt::format(R"({{"Status": "Error", "Messages": ["{}s3cret"], "Result": []}})", std::string(297, 'x'));
    const auto read = reader.read(body, [](const std::string& text) {
        auto clean = text;
        if (const auto at = clean.find("s3cret"); at != std::string::npos) clean.replace(at, 6, "***");
        return clean;
    });
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().what, HasSubstr("xxx"));
    EXPECT_THAT(read.error().what, Not(HasSubstr("s3c")));
}

TEST(ListReader, AMessageAsLongAsAPageIsNotQuoted) {
    Reader reader;
    EXPECT_THAT(reader.fault(fmt::format(R"({{"Status": "error", "Message": "{}", "Detail": "short"}})",
                                         std::string(100'000, 'x'))),
                HasSubstr("an error: short"));
}

TEST(ListReader, AReportOfAThousandColumnsIsNone) {
    Reader reader{
        profile_of(R"({"list": {"source": "report", "report": {"id": "6f1c0e1a-0000-4000-8000-000000000001"}}})")};
    EXPECT_THAT(reader.fault(fmt::format(R"({{"Columns": [{}], "Data": []}})", many(5'000, [](auto) { return "0"; }))),
                HasSubstr("a report with 5000 columns"));
}

TEST(ListReader, TwentyThousandMayWaitAndNotOneMore) {
    Reader reader;
    const auto all = many(max_requests, waiting);
    EXPECT_THAT(reader.list("[" + all + "]")->requests, SizeIs(max_requests));
    EXPECT_THAT(reader.list("[" + all + "," + waiting(5) + "," + waiting(6) + "]")->requests, SizeIs(max_requests))
        << "the same row again is no other request";
    EXPECT_THAT(reader.fault("[" + all + "," + waiting(max_requests) + "]"),
                HasSubstr("more than 20000 requests are waiting"));
}

TEST(ListReader, ALongHistoryDoesNotHideWhatWaits) {
    Reader reader;
    const auto past = many(30'000, history);
    const auto first = reader.list("[" + past + "," + many(100, waiting) + "]");
    EXPECT_THAT(first->requests, SizeIs(100));
    EXPECT_THAT(first->remarks, IsEmpty());
    EXPECT_EQ(reader.list("[" + history(77'777) + "," + past + "," + many(100, waiting) + "]"), first);
    EXPECT_THAT(reader.list("[" + past + "," + many(101, waiting) + "]")->requests, SizeIs(101));
}

}  // namespace
}  // namespace privman::pm
