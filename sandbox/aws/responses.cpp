#include "sandbox/aws/responses.hpp"

#include "net/http_date.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <utility>

namespace privman::sandbox::aws {

namespace {

/// What the front of the JSON services says is spelt with its package; what the service itself says is not.
std::string type_of(const Refusal& refusal) {
    constexpr std::array<std::string_view, 7> of_the_front{
        "InvalidSignatureException",   "IncompleteSignatureException", "MissingAuthenticationTokenException",
        "UnrecognizedClientException", "ExpiredTokenException",        "SerializationException",
        "UnknownOperationException"};
    for (const auto code : of_the_front)
        if (refusal.code == code) return fmt::format("com.amazon.coral.service#{}", code);
    return refusal.code;
}

}  // namespace

net::HttpResponse json_response(const json::object& output) {
    net::HttpResponse response{.body = json::serialize(output)};
    response.headers.set("Content-Type", "application/x-amz-json-1.1");
    return response;
}

net::HttpResponse json_refusal(const Refusal& refusal) {
    json::object body{{"__type", type_of(refusal)}};
    // Both spellings occur in the wild.
    const bool capital = refusal.code == "AccessDeniedException" || refusal.code == "SerializationException";
    if (!refusal.message.empty()) body[capital ? "Message" : "message"] = refusal.message;
    auto response = json_response(body);
    response.status = refusal.status;
    return response;
}

net::HttpResponse xml_response(std::string body, unsigned status) {
    net::HttpResponse response{.status = status, .body = std::move(body)};
    response.headers.set("Content-Type", "text/xml");
    return response;
}

net::HttpResponse html_page(unsigned status) {
    net::HttpResponse response{.status = status};
    response.headers.set("Content-Type", "text/html; charset=utf-8");
    response.body = "<html><head><title>Service Unavailable</title></head><body><h1>Try again later</h1></body></html>";
    return response;
}

void sign_off(net::HttpResponse& response, std::string_view request_id, std::int64_t wall_ms) {
    const std::chrono::sys_time<std::chrono::milliseconds> now{std::chrono::milliseconds{wall_ms}};
    response.headers.set("x-amzn-RequestId", std::string{request_id});
    response.headers.set("Date", net::http_date(std::chrono::floor<std::chrono::seconds>(now)));
}

}  // namespace privman::sandbox::aws
