// One call of the Web API: its arguments, however they were sent, and what a method answers.
#pragma once

#include "net/http_message.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

namespace json = boost::json;

/// `{"ok":false,"error":code}` with `more` beside it.
struct Refusal {
    std::string error;
    json::object more;
};

/// What stands beside `"ok":true`, or why not.
using Answer = std::expected<json::object, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refuse(std::string error, json::object more = {}) {
    return std::unexpected{Refusal{std::move(error), std::move(more)}};
}

/// A refusal that explains itself in `response_metadata.messages`.
[[nodiscard]] std::unexpected<Refusal> refuse_with(std::string error, const std::vector<std::string>& messages);

/// `invalid_arguments` because of one of them.
[[nodiscard]] std::unexpected<Refusal> refuse_argument(std::string_view what, std::string_view name);

class ApiCall {
public:
    /// Reads query and body. With `form_only` a JSON body is not looked at, as Slack's reading methods do not.
    static std::expected<ApiCall, Refusal> read(std::string method, const net::HttpRequest& request, bool form_only);

    [[nodiscard]] const std::string& method() const { return method_; }
    /// Everything that was sent, without tokens.
    [[nodiscard]] const json::object& arguments() const { return arguments_; }
    /// What Slack would grumble about although the call succeeds.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

    [[nodiscard]] bool has(std::string_view name) const { return arguments_.contains(name); }
    /// The argument when it is text; nothing when missing, null, or (in a JSON body) something else.
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise) const;
    /// An argument that is JSON itself: a value of a JSON body, or text to be parsed. A null is a missing one. Fails
    /// when text is not JSON.
    [[nodiscard]] std::expected<std::optional<json::value>, std::string> structure(std::string_view name) const;

private:
    std::string method_;
    json::object arguments_;
    std::vector<std::string> warnings_;
};

}  // namespace privman::sandbox::slack
