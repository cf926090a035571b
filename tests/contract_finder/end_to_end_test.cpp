// An instance of each shape shows its description; with nothing but what was found in it, the client lists, approves
// and denies, and the instance understood it so.
#include "contract_finder/find_contract.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "privilege_manager/base_url.hpp"
#include "privilege_manager/client.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/privilege_manager/service.hpp"
#include "tests/contract_finder/shapes.hpp"
#include "tests/support/fake_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace privman::contract_finder {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

class Instance : public ::testing::TestWithParam<const char*> {
protected:
    template <class T>
    T run(Async<T> work) {
        std::optional<T> result;
        boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            result = std::move(value);
        });
        loop.restart();
        while (!result && loop.run_one() > 0) {}
        return std::move(result).value();
    }

    json::object control(std::string method, std::string_view what, const json::object& arguments = {}) {
        net::HttpRequest request{.method = std::move(method),
                                 .target = "/_sandbox/privilege-manager" + std::string{what}};
        if (request.method == "POST") request.body = json::serialize(arguments);
        return json::parse(run(service.control(std::move(request))).body).as_object();
    }

    std::string raise(json::object fields) {
        return std::string{control("POST", "/raise", fields).at("ids").at(0).as_string()};
    }

    json::object request(std::string_view id) {
        for (const auto& one : control("GET", "").at("requests").as_array())
            if (one.at("id").as_string() == json::string_view{id.data(), id.size()}) return one.as_object();
        throw std::runtime_error{"no such request"};
    }

    boost::asio::io_context loop;
    privman::testing::FakeClock clock{loop};
    sandbox::Clock sandbox_clock{sandbox::Clock::Flow::frozen, 1'738'332'300'000};
    sandbox::PrivilegeManagerService service{
        loop.get_executor(),
        sandbox_clock,
        {.profile = privman::testing::profile_of_shape(GetParam()),
         .api_description = privman::testing::file_of_shape(GetParam(), "openapi.json")}};
    net::HttpServer server{loop.get_executor(),
                           [this](net::HttpRequest asked) { return service.api(std::move(asked)); }};
    std::unique_ptr<net::Dialer> dialer = net::make_dialer({});
    net::HttpClient http{*dialer};
    std::uint16_t port = server.listen("127.0.0.1", 0).value();
    pm::Access access{
        .base_url = pm::check_base_url("http://127.0.0.1:" + std::to_string(port) + "/Tms", false).value(),
        .username = "sandbox",
        .password = "sandbox-secret"};
};

TEST_P(Instance, IsListedApprovedAndDeniedWithWhatItsDescriptionSays) {
    const auto shown = run(http.send(access.base_url + contract::builtin().swagger_path, {.method = "GET"}, {}));
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown->body, privman::testing::file_of_shape(GetParam(), "openapi.json"));
    const auto found = find_contract(shown->body, contract::builtin());
    ASSERT_TRUE(found) << found.error();
    pm::Client client{http, clock, found->profile, access};

    const auto once = raise({{"user", "LAB\\ana"}, {"computer", "LAB-PC-07"}, {"reason", "for the demo"}});
    const auto longer = raise({{"user", "LAB\\ben"}});
    const auto refused = raise({{"user", "LAB\\eve"}});
    const auto inspected = run(client.inspect_list());
    ASSERT_TRUE(inspected) << inspected.error().what;
    const auto& rows = inspected->list.requests;
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_TRUE(inspected->list.remarks.empty());
    EXPECT_TRUE(inspected->seen.contains(contract::Field::user));
    EXPECT_TRUE(inspected->seen.contains(contract::Field::computer));
    EXPECT_TRUE(inspected->seen.contains(contract::Field::reason));
    EXPECT_TRUE(inspected->seen.contains(contract::Field::requested));
    EXPECT_FALSE(inspected->seen.contains(contract::Field::signer));

    EXPECT_TRUE(
        std::holds_alternative<Accepted>(run(client.approve(rows[0].id, Grant::one_time(), "by @sam", "@sam"))));
    EXPECT_TRUE(
        std::holds_alternative<Accepted>(run(client.approve(rows[1].id, Grant::lasting(30min), "by @sam", "@sam"))));
    EXPECT_TRUE(std::holds_alternative<Accepted>(run(client.deny(rows[2].id, "by @kim", "@kim"))));
    EXPECT_TRUE(std::holds_alternative<AlreadyDecided>(run(client.deny(rows[0].id, "by @kim", "@kim"))));

    EXPECT_EQ(request(once).at("status").as_string(), "approved");
    EXPECT_TRUE(request(once).at("decision").at("one_time").as_bool());
    EXPECT_EQ(request(once).at("decision").at("comment").as_string(), "by @sam");
    EXPECT_EQ(request(longer).at("status").as_string(), "approved");
    EXPECT_FALSE(request(longer).at("decision").at("one_time").as_bool());
    EXPECT_EQ(request(longer).at("decision").at("minutes").to_number<int>(), 30);
    EXPECT_EQ(request(refused).at("status").as_string(), "denied");
    EXPECT_EQ(request(refused).at("decision").at("comment").as_string(), "by @kim");

    const auto rest = run(client.pending());
    ASSERT_TRUE(rest);
    EXPECT_TRUE((*rest)->requests.empty());
}

INSTANTIATE_TEST_SUITE_P(, Instance, ::testing::ValuesIn(privman::testing::shapes),
                         [](const auto& shape) { return std::string{shape.param}; });

}  // namespace
}  // namespace privman::contract_finder
