// Answers as AWS's services dress them: content type, request id, date.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/refusal.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace privman::sandbox::aws {

namespace json = boost::json;

[[nodiscard]] net::HttpResponse json_response(const json::object& output);
/// `__type` and message as the JSON services write them, each a little differently.
[[nodiscard]] net::HttpResponse json_refusal(const Refusal& refusal);
[[nodiscard]] net::HttpResponse xml_response(std::string body, unsigned status = 200);
/// What a proxy on the way says instead of AWS.
[[nodiscard]] net::HttpResponse html_page(unsigned status);

/// Adds what every answer of a service carries.
void sign_off(net::HttpResponse& response, std::string_view request_id, std::int64_t wall_ms);

}  // namespace privman::sandbox::aws
