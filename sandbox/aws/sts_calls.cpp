#include "sandbox/aws/sts_calls.hpp"

#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

namespace privman::sandbox::aws {

namespace {

constexpr std::string_view xmlns = "https://sts.amazonaws.com/doc/2011-06-15/";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string answer_xml(std::string_view action, std::string_view result, std::string_view request_id) {
    return fmt::format(
        "<{0}Response xmlns=\"{1}\">\n  <{0}Result>\n{2}  </{0}Result>\n  <ResponseMetadata>\n    "
        "<RequestId>{3}</RequestId>\n  </ResponseMetadata>\n</{0}Response>\n",
        action, xmlns, result, request_id);
}

struct Form {
    net::Fields fields;

    [[nodiscard]] std::string find(std::string_view name) const {
        const auto found = std::ranges::find(fields, name, &net::Fields::value_type::first);
        return found == fields.end() ? std::string{} : found->second;
    }
};

bool fits_session_name(std::string_view name) {
    return name.size() >= 2 && name.size() <= 64 && std::ranges::all_of(name, [](unsigned char c) {
               return std::isalnum(c) != 0 || std::string_view{"_+=,.@-"}.contains(static_cast<char>(c));
           });
}

/// Seconds; nothing when it is no duration that STS takes.
std::optional<std::int64_t> read_duration(std::string_view text) {
    if (text.empty()) return 3600;
    std::int64_t seconds = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (ec != std::errc{} || end != text.data() + text.size() || seconds < 900 || seconds > 43'200) return std::nullopt;
    return seconds;
}

}  // namespace

std::string sts_action(const net::HttpRequest& request) {
    const auto type = request.headers.find("Content-Type").value_or("");
    if (!net::equal_ignoring_case(type.substr(0, type.find(';')), "application/x-www-form-urlencoded")) return {};
    const Form form{net::parse_form(request.body)};
    return form.find("Version") == "2011-06-15" ? form.find("Action") : std::string{};
}

std::string caller_identity_xml(const AccessKey& key, std::string_view request_id) {
    return answer_xml("GetCallerIdentity",
                      fmt::format("    <Arn>{}</Arn>\n    <UserId>AIDASANDBOX</UserId>\n    "
                                  "<Account>123456789012</Account>\n",
                                  escaped(key.principal)),
                      request_id);
}

Answer<std::string> assume_role_xml(Account& account, const net::HttpRequest& request, std::string_view request_id) {
    const Form form{net::parse_form(request.body)};
    const auto role = form.find("RoleArn");
    const auto session = form.find("RoleSessionName");
    const auto seconds = read_duration(form.find("DurationSeconds"));
    if (!role.starts_with("arn:aws:iam::") || !role.contains(":role/"))
        return refused("ValidationError", role + " is invalid");
    if (!fits_session_name(session))
        return refused("ValidationError", "RoleSessionName must be 2 to 64 of letters, digits and _+=,.@-");
    if (!seconds) return refused("ValidationError", "DurationSeconds must lie between 900 and 43200");
    if (form.find("WebIdentityToken") != account.options.web_identity_token)
        return refused("InvalidIdentityToken",
                       "The ID Token provided is not a valid JWT. (You may see this error if "
                       "you sent an Access Token)");
    if (role != account.options.role_arn)
        return std::unexpected{Refusal{"AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403}};
    const auto& key = account.keys.issue(role, session, account.now_ms() + *seconds * 1000);
    return answer_xml(
        "AssumeRoleWithWebIdentity",
        fmt::format(
            "    <SubjectFromWebIdentityToken>sandbox</SubjectFromWebIdentityToken>\n    <AssumedRoleUser>\n   "
            "   <Arn>{}</Arn>\n      <AssumedRoleId>AROASANDBOX:{}</AssumedRoleId>\n    </AssumedRoleUser>\n    "
            "<Credentials>\n      <AccessKeyId>{}</AccessKeyId>\n      "
            "<SecretAccessKey>{}</SecretAccessKey>\n      <SessionToken>{}</SessionToken>\n      "
            "<Expiration>{}</Expiration>\n    </Credentials>\n",
            escaped(key.principal), escaped(session), key.id, escaped(key.secret), escaped(key.session_token),
            moment_text(key.expires_ms)),
        request_id);
}

Refusal in_sts_words(Refusal refusal) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words{{
        {"InvalidSignatureException", "SignatureDoesNotMatch"},
        {"UnrecognizedClientException", "InvalidClientTokenId"},
        {"ExpiredTokenException", "ExpiredToken"},
        {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
        {"IncompleteSignatureException", "IncompleteSignature"},
        {"ThrottlingException", "Throttling"},
    }};
    const auto* const found = std::ranges::find(words, refusal.code, [](const auto& entry) { return entry.first; });
    if (found == words.end()) return refusal;
    refusal.code = found->second;
    if (refusal.code != "IncompleteSignature" && refusal.code != "Throttling") refusal.status = 403;
    return refusal;
}

std::string error_xml(const Refusal& refusal, std::string_view request_id) {
    return fmt::format(
        "<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>{}</Type>\n    <Code>{}</Code>\n    "
        "<Message>{}</Message>\n  </Error>\n  <RequestId>{}</RequestId>\n</ErrorResponse>\n",
        xmlns, refusal.status < 500 ? "Sender" : "Receiver", escaped(refusal.code), escaped(refusal.message),
        request_id);
}

}  // namespace privman::sandbox::aws
