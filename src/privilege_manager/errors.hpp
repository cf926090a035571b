// What an answer means, by class: one place in which status codes and transport errors get their names.
#pragma once

#include "contract/profile.hpp"
#include "domain/moment.hpp"
#include "net/error.hpp"
#include "net/http_message.hpp"
#include "ports/elevation_source.hpp"
#include "ports/outcome.hpp"

#include <boost/json/value.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace privman::pm {

/// Classes of answers, whatever was asked.
enum class AnswerClass {
    success,     ///< 2xx
    redirect,    ///< 3xx: never followed; somebody else answered, or the base URL is wrong
    credential,  ///< 401
    role,        ///< 403
    gone,        ///< 404, 410
    conflict,    ///< 409
    throttled,   ///< 429
    refused,     ///< any other 4xx but 408
    broken,      ///< 408, 5xx, and numbers that are no status
};
[[nodiscard]] AnswerClass class_of(unsigned status);

/// A call that got no answer.
[[nodiscard]] Failure failure_of(const net::NetError&);

/// An answer that is not a success, to `what` ("the list call"). `now` is for a `Retry-After` that is a date.
[[nodiscard]] Failure failure_of(const net::HttpResponse&, std::string_view what, WallTime now);

/// `Retry-After`, at most one hour; nothing when absent or unreadable.
[[nodiscard]] std::optional<Millis> retry_after(const net::HttpResponse&, WallTime now);

/// Text without our secrets.
using Redact = std::function<std::string(const std::string&)>;

/// Where `says_error` looks, and where `message_in` does, in this order.
inline constexpr std::string_view status_member = "Status";
inline constexpr std::string_view message_members[] = {"Messages",          "Message", "ErrorMessage", "Error",
                                                       "error_description", "Detail",  "Title",        "Text"};

/// What the product says is wrong, from the JSON forms it is known to use; one line, at most 300 bytes, maybe empty.
/// `redact` sees it before it is cut, so that no half of a secret is left.
[[nodiscard]] std::string message_in(const boost::json::value&, const Redact& redact = {});
[[nodiscard]] std::string message_in(const net::HttpResponse&);

/// `Status: error` on top of a document, which may come with any status code.
[[nodiscard]] bool says_error(const boost::json::value&);

/// What became of a decision that was answered, other than with 401. Only a success as the profile defines it is
/// `Accepted`; what may have been executed is `OutcomeUnknown`, a redirect included.
[[nodiscard]] Submission submission_of(const contract::Profile&, const net::HttpResponse&, WallTime now);

/// What became of a decision that was not answered.
[[nodiscard]] Submission submission_of(const net::NetError&);

}  // namespace privman::pm
