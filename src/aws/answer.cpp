#include "aws/answer.hpp"

#include "aws/xml.hpp"
#include "observe/text.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace privman::aws {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_message = 600;
constexpr std::size_t longest_code = 100;

struct Known {
    std::string_view code;
    Trouble trouble;
    Remedy remedy;
};

constexpr std::array known{
    Known{"ParameterNotFound", Trouble::not_found, Remedy::none},
    Known{"ParameterVersionNotFound", Trouble::not_found, Remedy::none},
    Known{"ParameterAlreadyExists", Trouble::exists, Remedy::none},
    Known{"Throttling", Trouble::throttled, Remedy::wait_longer},
    Known{"ThrottlingException", Trouble::throttled, Remedy::wait_longer},
    Known{"ThrottledException", Trouble::throttled, Remedy::wait_longer},
    Known{"RequestThrottled", Trouble::throttled, Remedy::wait_longer},
    Known{"RequestThrottledException", Trouble::throttled, Remedy::wait_longer},
    Known{"RequestLimitExceeded", Trouble::throttled, Remedy::wait_longer},
    Known{"TooManyRequestsException", Trouble::throttled, Remedy::wait_longer},
    Known{"SlowDown", Trouble::throttled, Remedy::wait_longer},
    Known{"TooManyUpdates", Trouble::conflict, Remedy::wait_longer},
    Known{"InternalServerError", Trouble::unreachable, Remedy::wait},
    Known{"InternalFailure", Trouble::unreachable, Remedy::wait},
    Known{"ServiceUnavailable", Trouble::unreachable, Remedy::wait},
    Known{"RequestTimeout", Trouble::unreachable, Remedy::wait},
    Known{"RequestTimeoutException", Trouble::unreachable, Remedy::wait},
    Known{"IDPCommunicationError", Trouble::unreachable, Remedy::wait},
    Known{"AccessDenied", Trouble::denied, Remedy::none},
    Known{"AccessDeniedException", Trouble::denied, Remedy::none},
    Known{"ExpiredToken", Trouble::credentials, Remedy::new_credentials},
    Known{"ExpiredTokenException", Trouble::credentials, Remedy::new_credentials},
    Known{"UnrecognizedClientException", Trouble::credentials, Remedy::new_credentials},
    Known{"InvalidClientTokenId", Trouble::credentials, Remedy::new_credentials},
    Known{"InvalidSignatureException", Trouble::credentials, Remedy::right_clock},
    Known{"SignatureDoesNotMatch", Trouble::credentials, Remedy::right_clock},
    Known{"RequestExpired", Trouble::credentials, Remedy::right_clock},
    Known{"RequestTimeTooSkewed", Trouble::credentials, Remedy::right_clock},
    Known{"RequestInTheFuture", Trouble::credentials, Remedy::right_clock},
    Known{"AuthFailure", Trouble::credentials, Remedy::right_clock},
    Known{"IncompleteSignatureException", Trouble::credentials, Remedy::none},
    Known{"MissingAuthenticationTokenException", Trouble::credentials, Remedy::none},
    Known{"InvalidIdentityToken", Trouble::credentials, Remedy::none},
};

Known meaning_of(const Refusal& refusal) {
    const auto found = std::ranges::find(known, std::string_view{refusal.code}, &Known::code);
    if (found != known.end()) return *found;
    if (refusal.status == 429) return {{}, Trouble::throttled, Remedy::wait_longer};
    if (refusal.status >= 500) return {{}, Trouble::unreachable, Remedy::wait};
    if (refusal.status == 401 || refusal.status == 403) return {{}, Trouble::denied, Remedy::none};
    return {{}, Trouble::refused, Remedy::none};
}

std::string presentable(std::string_view text, std::size_t longest) {
    return observe::visible(observe::cut_in_the_middle(observe::as_utf8(text), longest));
}

/// `com.amazonaws.ssm#ParameterNotFound:http://…` is `ParameterNotFound`.
std::string bare_code(std::string_view code) {
    code = code.substr(0, code.find(':'));
    if (const auto hash = code.rfind('#'); hash != std::string_view::npos) code.remove_prefix(hash + 1);
    return presentable(code, longest_code);
}

std::string text_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

Refusal blank(const net::HttpResponse& response) {
    Refusal refusal{.status = response.status, .code = {}, .message = {}, .request_id = {}};
    refusal.request_id = presentable(response.headers.find("x-amzn-RequestId").value_or(""), longest_code);
    refusal.code = bare_code(response.headers.find("x-amzn-ErrorType").value_or(""));
    return refusal;
}

void complete(Refusal& refusal, const net::HttpResponse& response, bool understood) {
    if (refusal.code.empty()) refusal.code = fmt::format("HTTP {}", response.status);
    // Behind the first line a signature mismatch quotes the whole signed request, session token and all.
    const std::string_view first_line = std::string_view{refusal.message}.substr(0, refusal.message.find('\n'));
    refusal.message = presentable(understood ? first_line : response.body, longest_message);
}

}  // namespace

Refusal read_json_refusal(const net::HttpResponse& response) {
    auto refusal = blank(response);
    boost::system::error_code ec;
    const auto body = json::parse(response.body, ec);
    const bool understood = !ec && body.is_object();
    if (understood) {
        const auto& object = body.get_object();
        if (auto code = bare_code(text_in(object, "__type")); !code.empty()) refusal.code = std::move(code);
        if (refusal.code.empty()) refusal.code = bare_code(text_in(object, "code"));
        refusal.message = text_in(object, "message");
        if (refusal.message.empty()) refusal.message = text_in(object, "Message");
    }
    complete(refusal, response, understood);
    return refusal;
}

Refusal read_xml_refusal(const net::HttpResponse& response) {
    auto refusal = blank(response);
    const auto body = read_xml(response.body);
    if (body) {
        if (const auto code = body->find("Error/Code"); code != body->end()) refusal.code = bare_code(code->second);
        if (const auto message = body->find("Error/Message"); message != body->end()) refusal.message = message->second;
        if (const auto id = body->find("RequestId"); id != body->end() && refusal.request_id.empty())
            refusal.request_id = presentable(id->second, longest_code);
    }
    complete(refusal, response, body.has_value());
    return refusal;
}

Remedy remedy_for(const Refusal& refusal) { return meaning_of(refusal).remedy; }

Failure failure_of(const Refusal& refusal, std::string_view call) {
    auto what = fmt::format("AWS refused {}: {}", call, refusal.code);
    if (!refusal.message.empty()) what += ": " + refusal.message;
    return {.kind = meaning_of(refusal).trouble,
            .what = std::move(what),
            .code = refusal.code,
            .request_id = refusal.request_id};
}

Failure failure_of(const net::NetError& error, std::string_view call) {
    return {.kind = error.kind == net::NetTrouble::too_large ? Trouble::malformed : Trouble::unreachable,
            .what = fmt::format("{} could not be carried out: {}", call, error.what),
            .code = {},
            .request_id = {}};
}

std::unexpected<Failure> fail(Trouble kind, std::string what) {
    return std::unexpected{Failure{.kind = kind, .what = std::move(what), .code = {}, .request_id = {}}};
}

}  // namespace privman::aws
