// Signs what it reads: one JSON object a line in, one out. Input members: method, url, headers (an object whose values
// are texts or lists of texts), body, region, service, time (`20150830T123600Z`), accessKeyId, secretAccessKey,
// sessionToken (optional). Host, X-Amz-Date and X-Amz-Security-Token are added here. Output members: authorization,
// canonicalRequestSha256, signature, signedHeaders, canonicalRequest; or error.
#include "aws/sigv4.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

namespace json = boost::json;
using namespace privman;

std::string text(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

int digits(std::string_view from, std::size_t begin, std::size_t count) {
    int value = 0;
    const auto* end = from.data() + begin + count;
    if (from.size() < begin + count || std::from_chars(from.data() + begin, end, value).ptr != end)
        throw std::invalid_argument{"time is not like 20150830T123600Z"};
    return value;
}

aws::WallTime time_of(std::string_view spelled) {
    const std::chrono::year_month_day date{std::chrono::year{digits(spelled, 0, 4)},
                                           std::chrono::month{static_cast<unsigned>(digits(spelled, 4, 2))},
                                           std::chrono::day{static_cast<unsigned>(digits(spelled, 6, 2))}};
    if (!date.ok()) throw std::invalid_argument{"time is no date"};
    return std::chrono::sys_days{date} + std::chrono::hours{digits(spelled, 9, 2)} +
           std::chrono::minutes{digits(spelled, 11, 2)} + std::chrono::seconds{digits(spelled, 13, 2)};
}

json::object signed_line(const json::object& input) {
    const auto url = net::parse_url(text(input, "url"));
    if (!url) throw std::invalid_argument{url.error().what};
    net::HttpRequest request{
        .method = text(input, "method"), .target = url->target, .headers = {}, .body = text(input, "body")};
    if (const auto* headers = input.if_contains("headers")) {
        for (const auto& [name, value] : headers->as_object()) {
            if (value.is_string()) {
                request.headers.add(std::string{name}, std::string{value.get_string()});
                continue;
            }
            for (const auto& one : value.as_array())
                request.headers.add(std::string{name}, std::string{one.as_string()});
        }
    }
    const aws::Credentials credentials{
        .key_id = text(input, "accessKeyId"),
        .secret = text(input, "secretAccessKey"),
        .session_token = text(input, "sessionToken"),
        .expires = {},
    };
    const auto signature = aws::sign_request(
        request, *url, credentials,
        {.region = text(input, "region"), .service = text(input, "service"), .time = time_of(text(input, "time"))});
    return {{"authorization", signature.authorization},
            {"canonicalRequestSha256", aws::hex(aws::sha256(signature.canonical.text))},
            {"signature", signature.hex},
            {"signedHeaders", signature.canonical.signed_headers},
            {"canonicalRequest", signature.canonical.text}};
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        json::object output;
        try {
            output = signed_line(json::parse(line).as_object());
        } catch (const std::exception& error) {
            output = {{"error", error.what()}};
        }
        std::cout << json::serialize(output) << std::endl;
    }
    return 0;
}
