// A simulated AWS account on a clock that only the test moves, called without sockets, with requests signed like a
// client's.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/digest.hpp"
#include "sandbox/aws/service.hpp"
#include "sandbox/aws/signature.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/control.hpp"
#include "tests/async/loop.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace privman::sandbox::test {

class AwsAtHand {
public:
    /// 2025-01-31T14:05:00Z
    static constexpr std::int64_t start_ms = 1'738'332'300'000;

    /// Who signs, for what, when; a test bends one of them.
    struct Signer {
        std::string key_id = AwsOptions{}.access_key_id;
        std::string secret = AwsOptions{}.secret_access_key;
        std::string token;
        std::string region = "us-east-1";
        std::string service = "ssm";
        std::int64_t off_by_ms = 0;
        std::set<std::string> unsigned_headers;
    };

    net::HttpRequest ssm_request(std::string_view operation, std::string body) {
        net::HttpRequest request{.method = "POST", .target = "/aws/", .body = std::move(body)};
        request.headers.set("Host", "127.0.0.1:8420");
        request.headers.set("Content-Type", "application/x-amz-json-1.1");
        request.headers.set("X-Amz-Target", "AmazonSSM." + std::string{operation});
        return request;
    }

    net::HttpRequest sts_request(std::string body) {
        net::HttpRequest request{.method = "POST", .target = "/aws/", .body = std::move(body)};
        request.headers.set("Host", "127.0.0.1:8420");
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        return request;
    }

    void sign(net::HttpRequest& request) { sign(request, signer); }
    void sign(net::HttpRequest& request, const Signer& by) {
        const auto stamp = aws::amz_date(clock.wall_ms() + by.off_by_ms);
        request.headers.set("X-Amz-Date", stamp);
        if (!by.token.empty()) request.headers.set("X-Amz-Security-Token", by.token);
        std::set<std::string> names;
        for (const auto& header : request.headers) {
            auto name = header.name;
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
            if (!by.unsigned_headers.contains(name)) names.insert(name);
        }
        const std::vector<std::string> sorted{names.begin(), names.end()};
        const auto scope = stamp.substr(0, 8) + "/" + by.region + "/" + by.service + "/aws4_request";
        const auto to_sign = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" +
                             aws::hex(aws::sha256(aws::canonical_request(request, sorted)));
        auto key = aws::hmac_sha256("AWS4" + by.secret, stamp.substr(0, 8));
        for (const auto& part : {by.region, by.service, std::string{"aws4_request"}}) key = aws::hmac_sha256(key, part);
        std::string listed;
        for (const auto& name : sorted) listed += (listed.empty() ? "" : ";") + name;
        request.headers.set("Authorization", "AWS4-HMAC-SHA256 Credential=" + by.key_id + "/" + scope +
                                                 ", SignedHeaders=" + listed +
                                                 ", Signature=" + aws::hex(aws::hmac_sha256(key, to_sign)));
    }

    net::HttpResponse send(net::HttpRequest request) { return loop.run(service.api(std::move(request))); }

    net::HttpResponse call(std::string_view operation, const json::object& input) {
        auto request = ssm_request(operation, json::serialize(input));
        sign(request);
        return send(std::move(request));
    }

    /// The output of a call that must succeed.
    json::object ok(std::string_view operation, const json::object& input) {
        const auto response = call(operation, input);
        EXPECT_EQ(response.status, 200u) << operation << ": " << response.body;
        return json::parse(response.body).as_object();
    }

    /// The code of a call that must fail; empty when it does not.
    std::string code(std::string_view operation, const json::object& input) { return code_of(call(operation, input)); }

    static std::string code_of(const net::HttpResponse& response) {
        if (response.status == 200) return {};
        const auto body = json::parse(response.body);
        const std::string type{body.at("__type").as_string()};
        return type.substr(type.find('#') == std::string::npos ? 0 : type.find('#') + 1);
    }

    std::int64_t put(std::string_view name, std::string_view value) {
        return ok("PutParameter", {{"Name", name}, {"Value", value}, {"Type", "String"}, {"Overwrite", true}})
            .at("Version")
            .as_int64();
    }

    /// Empty when it is not found.
    std::string get(std::string_view name) {
        const auto found = ok("GetParameters", {{"Names", json::array{json::value(name)}}});
        const auto& list = found.at("Parameters").as_array();
        return list.empty() ? std::string{} : std::string{list.at(0).at("Value").as_string()};
    }

    json::value control(std::string method, std::string path, const json::object& body = {}) {
        net::HttpRequest request{.method = std::move(method), .target = "/_sandbox/aws" + path};
        if (request.method == "POST") request.body = json::serialize(body);
        return json::parse(service.control(request).body);
    }
    json::value act(std::string path, const json::object& body) { return control("POST", std::move(path), body); }

    Clock clock{Clock::Flow::frozen, start_ms};
    testing::Loop loop;
    AwsService service{clock};
    Signer signer;
};

}  // namespace privman::sandbox::test
