// A simulated Privilege Manager on a clock that only the test moves, called without sockets.
#pragma once

#include "contract/profile.hpp"
#include "net/http_message.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/control.hpp"
#include "sandbox/privilege_manager/service.hpp"
#include "tests/async/loop.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace privman::sandbox::test {

/// 2025-01-31T14:05:00Z
inline constexpr std::int64_t start_ms = 1'738'332'300'000;

/// The built-in profile with parts of it said anew.
inline contract::Profile profile_with(std::string_view overrides) {
    auto profile = contract::parse_profile(overrides, contract::builtin());
    if (!profile) throw std::invalid_argument{contract::text_of(profile.error())};
    return std::move(*profile);
}

class PrivilegeManagerAtHand {
public:
    explicit PrivilegeManagerAtHand(contract::Profile profile = contract::builtin())
        : service{loop.executor(), clock, {.profile = std::move(profile)}} {}

    explicit PrivilegeManagerAtHand(std::string_view overrides) : PrivilegeManagerAtHand{profile_with(overrides)} {}

    net::HttpRequest request(std::string method, std::string_view path, std::string body = {},
                             std::string content_type = "application/json") {
        net::HttpRequest made{
            .method = std::move(method), .target = "/Tms" + std::string{path}, .body = std::move(body)};
        if (!made.body.empty()) made.headers.set("Content-Type", std::move(content_type));
        if (!token.empty()) made.headers.set("Authorization", "Bearer " + token);
        return made;
    }

    net::HttpResponse call(net::HttpRequest made) { return loop.run(service.api(std::move(made))); }
    net::HttpResponse get(std::string_view path) { return call(request("GET", path)); }
    net::HttpResponse post(std::string_view path, std::string body, std::string content_type = "application/json") {
        return call(request("POST", path, std::move(body), std::move(content_type)));
    }

    net::HttpResponse log_in(std::string_view secret = "sandbox-secret") {
        auto response = post("/services/api/logon/token",
                             json::serialize(json::object{{"UserName", "sandbox"}, {"Password", secret}}));
        if (response.status == 200) token = json::parse(response.body).as_string();
        return response;
    }

    json::array pending() { return json::parse(get("/services/api/v1/approval/pending").body).at("Result").as_array(); }

    net::HttpResponse decide(const json::object& body) {
        return post("/services/api/v1/approval/approve", json::serialize(body));
    }

    json::object control(std::string_view what, const json::object& arguments = {}) {
        net::HttpRequest made{.method = "POST",
                              .target = "/_sandbox/privilege-manager/" + std::string{what},
                              .body = json::serialize(arguments)};
        return json::parse(loop.run(service.control(std::move(made))).body).as_object();
    }
    json::object look(std::string_view what = "") {
        net::HttpRequest made{.target = "/_sandbox/privilege-manager" + std::string{what}};
        return json::parse(loop.run(service.control(std::move(made))).body).as_object();
    }

    std::string raise(json::object fields = {}) {
        return std::string{control("raise", fields).at("ids").at(0).as_string()};
    }
    json::object only_request() { return look().at("requests").at(0).as_object(); }
    json::object last_call() { return look("/calls").at("calls").as_array().back().as_object(); }

    Clock clock{Clock::Flow::frozen, start_ms};
    testing::Loop loop;
    PrivilegeManagerService service;
    std::string token;
};

}  // namespace privman::sandbox::test
