#include "aws/json_client.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <utility>

namespace privman::aws {

namespace json = boost::json;

Async<Result<json::object>> JsonClient::read(std::string operation, json::object input) {
    return call(std::move(operation), std::move(input), true);
}

Async<Result<json::object>> JsonClient::write(std::string operation, json::object input) {
    return call(std::move(operation), std::move(input), false);
}

Async<Result<json::object>> JsonClient::call(std::string operation, json::object input, bool changes_nothing) {
    SignedCall call{
        .name = calls_.endpoint().service + " " + operation,
        .request = {.method = "POST",
                    .target = {},
                    .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                {"X-Amz-Target", target_ + "." + operation}},
                    .body = json::serialize(input)},
        .changes_nothing = changes_nothing,
    };
    const auto name = call.name;
    const auto response = co_await calls_.send(std::move(call));
    if (!response) co_return std::unexpected{response.error()};

    boost::system::error_code ec;
    auto body = json::parse(response->body, ec);
    if (!ec && body.is_object()) co_return std::move(body.get_object());
    auto unreadable = fail(Trouble::malformed, fmt::format("The answer of AWS to {} is not a JSON object.", name));
    unreadable.error().request_id = response->headers.find("x-amzn-RequestId").value_or("");
    co_return unreadable;
}

}  // namespace privman::aws
