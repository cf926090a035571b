#include "privilege_manager/errors.hpp"

#include "net/http_date.hpp"
#include "net/http_message.hpp"
#include "privilege_manager/json_lookup.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace privman::pm {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_message = 300;
/// Errors are short; a longer body is a page, and not worth parsing.
constexpr std::size_t longest_error_body = 64u << 10;

std::string text_in(const json::value& value) {
    if (value.is_string()) return std::string{text_view(value)};
    if (const auto* list = value.if_array()) {
        std::string all;
        for (const auto& item : *list) {
            const auto one = text_in(item);
            if (one.empty()) continue;
            if (!all.empty()) all += "; ";
            all += one;
            if (all.size() > longest_message) break;
        }
        return all;
    }
    for (const auto key : message_members)
        if (const auto* found = member(value, key))
            if (auto text = text_in(*found); !text.empty()) return text;
    return {};
}

std::string because(unsigned status, const std::string& message) {
    return message.empty() ? fmt::format("HTTP {}", status) : fmt::format("HTTP {}: {}", status, message);
}

bool means_decided(const contract::Profile& profile, std::string_view message) {
    return std::ranges::any_of(profile.already_decided.messages,
                               [&](const auto& pattern) { return fits_somewhere(pattern, message); });
}

Submission unknown(std::string why) {
    return OutcomeUnknown{Failure{.kind = Trouble::malformed, .what = std::move(why)}};
}

/// A bare `false`, or one under the usual keys, is a strange way to say yes.
bool says_false(const json::value& document) {
    const auto is_false = [](const json::value* value) { return value && value->is_bool() && !value->get_bool(); };
    return is_false(&document) || is_false(member(document, "Result")) || is_false(member(document, "Success"));
}

Submission refusal(const contract::Profile& profile, std::string message, std::string_view otherwise) {
    if (means_decided(profile, message)) return AlreadyDecided{std::move(message)};
    return Declined{message.empty() ? std::string{otherwise} : std::move(message)};
}

Submission read_success(const contract::Profile& profile, const net::HttpResponse& response) {
    const auto& rule = profile.success;
    const auto document = read_json(response.body);
    // What says in so many words that it is an error is one, also with a status that is no success here.
    if (document && says_error(*document))
        return refusal(profile, message_in(*document), "Privilege Manager reports an error without saying which");
    if (!rule.statuses.empty() && std::ranges::find(rule.statuses, response.status) == rule.statuses.end())
        return unknown(fmt::format("HTTP {}, which the contract does not name as a success", response.status));
    if (trimmed(response.body).empty()) {
        if (rule.body == contract::AnswerBody::json_or_empty && !rule.test) return Accepted{};
        return unknown("a success without the body that the contract expects");
    }
    if (!document) return unknown("a success that says " + document.error());
    if (says_false(*document)) return unknown("a success whose body says false");
    if (!rule.test) return Accepted{};
    const auto* found = at_pointer(*document, rule.test->pointer);
    if (!found) return unknown("a success without " + rule.test->pointer);
    if (*found == rule.test->equals) return Accepted{};
    return refusal(profile, message_in(*document), "the answer does not pass the contract's success test");
}

}  // namespace

AnswerClass class_of(unsigned status) {
    if (status >= 200 && status < 300) return AnswerClass::success;
    if (status >= 300 && status < 400) return AnswerClass::redirect;
    switch (status) {
        case 401: return AnswerClass::credential;
        case 403: return AnswerClass::role;
        case 404:
        case 410: return AnswerClass::gone;
        case 409: return AnswerClass::conflict;
        case 429: return AnswerClass::throttled;
        case 408: return AnswerClass::broken;
        default: return status >= 400 && status < 500 ? AnswerClass::refused : AnswerClass::broken;
    }
}

Failure failure_of(const net::NetError& error) {
    switch (error.kind) {
        case net::NetTrouble::dns:
        case net::NetTrouble::connect:
        case net::NetTrouble::proxy:
        case net::NetTrouble::tls:
        case net::NetTrouble::timeout:
        case net::NetTrouble::closed: return {.kind = Trouble::unreachable, .what = error.what};
        case net::NetTrouble::proxy_refused: return {.kind = Trouble::forbidden, .what = error.what};
        case net::NetTrouble::too_large:
        case net::NetTrouble::protocol: return {.kind = Trouble::malformed, .what = error.what};
    }
    return {.kind = Trouble::malformed, .what = error.what};
}

Failure failure_of(const net::HttpResponse& response, std::string_view what, WallTime now) {
    const auto reason = because(response.status, message_in(response));
    const auto failure = [&](Trouble kind, std::string_view hint) {
        return Failure{.kind = kind,
                       .what = fmt::format("{}{} ({})", what, hint, reason),
                       .retry_after = retry_after(response, now),
                       .code = fmt::format("http_{}", response.status)};
    };
    switch (class_of(response.status)) {
        case AnswerClass::success:
            return failure(Trouble::malformed, " was answered in a form the contract does not know");
        case AnswerClass::redirect:
            return failure(Trouble::malformed,
                           " was answered with a redirect, which is never followed; check the base URL");
        case AnswerClass::credential: return failure(Trouble::rejected, ": the API user's token was refused");
        case AnswerClass::role: return failure(Trouble::forbidden, ": the API user's role does not allow it");
        case AnswerClass::gone: return failure(Trouble::not_found, ": there is no such call at this address");
        case AnswerClass::conflict: return failure(Trouble::conflict, " collided with another change");
        case AnswerClass::throttled: return failure(Trouble::throttled, ": asked too often");
        case AnswerClass::refused: return failure(Trouble::malformed, " was not understood");
        case AnswerClass::broken: return failure(Trouble::unreachable, ": Privilege Manager is in trouble itself");
    }
    return failure(Trouble::malformed, " was answered strangely");
}

std::optional<Millis> retry_after(const net::HttpResponse& response, WallTime now) {
    constexpr Millis most = std::chrono::hours{1};
    const auto header = response.headers.find("Retry-After");
    if (!header) return std::nullopt;
    const auto text = trimmed(*header);
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (!text.empty() && end == text.data() + text.size())
        return error == std::errc{} ? std::min<Millis>(most, std::chrono::seconds{seconds}) : most;

    const auto when = net::parse_http_date(text);
    if (!when) return std::nullopt;
    return std::clamp(*when - now, Millis{0}, most);
}

std::string message_in(const json::value& document, const Redact& redact) {
    const auto text = text_in(document);
    return one_line(redact ? redact(text) : text, longest_message);
}

std::string message_in(const net::HttpResponse& response) {
    if (response.body.size() > longest_error_body) return {};
    if (const auto document = read_json(response.body)) return message_in(*document);
    const auto type = response.headers.find("Content-Type");
    if (!type || !lower_case(*type).starts_with("text/plain")) return {};
    return one_line(response.body, longest_message);
}

bool says_error(const json::value& document) {
    const auto* status = member(document, status_member);
    return status && net::equal_ignoring_case(trimmed(text_view(*status)), "error");
}

Submission submission_of(const contract::Profile& profile, const net::HttpResponse& response, WallTime now) {
    const auto kind = class_of(response.status);
    if (kind == AnswerClass::success) return read_success(profile, response);

    const auto message = message_in(response);
    const auto& decided = profile.already_decided;
    if (std::ranges::find(decided.statuses, response.status) != decided.statuses.end())
        return AlreadyDecided{because(response.status, message)};
    auto failure = failure_of(response, "the decision", now);
    // Whoever says when to come back has not begun.
    if (response.status == 503 && failure.retry_after) return NotDelivered{std::move(failure)};
    switch (kind) {
        case AnswerClass::throttled: return NotDelivered{std::move(failure)};
        // Whoever redirects a POST may have acted on it first; nobody is asked to do it twice.
        case AnswerClass::success:
        case AnswerClass::redirect:
        case AnswerClass::broken: return OutcomeUnknown{std::move(failure)};
        case AnswerClass::credential: return Declined{"Privilege Manager refuses the bot's API credential"};
        case AnswerClass::role:
        case AnswerClass::gone:
        case AnswerClass::conflict:
        case AnswerClass::refused: break;
    }
    if (means_decided(profile, message)) return AlreadyDecided{because(response.status, message)};
    if (kind == AnswerClass::role)
        return Declined{"the role of the bot's API user does not allow it (" + because(response.status, message) + ")"};
    return Declined{because(response.status, message)};
}

Submission submission_of(const net::NetError& error) {
    if (error.sent) return OutcomeUnknown{failure_of(error)};
    return NotDelivered{failure_of(error)};
}

}  // namespace privman::pm
