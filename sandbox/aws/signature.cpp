#include "sandbox/aws/signature.hpp"

#include "sandbox/aws/digest.hpp"
#include "sandbox/clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <utility>

namespace privman::sandbox::aws {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view terminator = "aws4_request";

bool holds(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

struct Authorization {
    std::string key_id;
    std::string date, region, service, end;
    std::vector<std::string> signed_headers;
    std::string signature;
};

std::unexpected<Refusal> wrong_signature(std::string message) {
    return refused("InvalidSignatureException", std::move(message));
}

/// Signatures of the header kind only; a signed query is none, as it is none to a JSON service.
Answer<Authorization> read_authorization(const net::HttpRequest& request) {
    const auto header = request.headers.find("Authorization");
    if (!header) return refused("MissingAuthenticationTokenException", "Missing Authentication Token");
    if (!header->starts_with(algorithm) || header->substr(algorithm.size()).substr(0, 1) != " ")
        return refused("IncompleteSignatureException",
                       fmt::format("Unsupported AWS 'algorithm': '{}'.", header->substr(0, header->find(' '))));

    std::array<std::string, 3> values;
    constexpr std::array<std::string_view, 3> names{"Credential", "SignedHeaders", "Signature"};
    for (const auto& part : split(header->substr(algorithm.size() + 1), ',')) {
        const auto begin = std::min(part.find_first_not_of(' '), part.size());
        const auto equals = part.find('=', begin);
        const auto* const name = std::ranges::find(names, std::string_view{part}.substr(begin, equals - begin));
        if (equals == std::string::npos || name == names.end())
            return refused("IncompleteSignatureException",
                           fmt::format("'{}' not a valid key=value pair (missing equal-sign) in Authorization header.",
                                       part.substr(begin)));
        values[static_cast<std::size_t>(name - names.begin())] = part.substr(equals + 1);
    }
    std::string missing;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (values[i].empty()) missing += fmt::format("Authorization header requires '{}' parameter. ", names[i]);
    if (!request.headers.contains("X-Amz-Date"))
        missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    if (!missing.empty()) return refused("IncompleteSignatureException", std::move(missing));

    const auto scope = split(values[0], '/');
    if (scope.size() != 5)
        return refused("IncompleteSignatureException",
                       "Credential must have exactly 5 slash-delimited elements, e.g. "
                       "keyid/date/region/service/term");
    return Authorization{.key_id = scope[0],
                         .date = scope[1],
                         .region = scope[2],
                         .service = scope[3],
                         .end = scope[4],
                         .signed_headers = split(values[1], ';'),
                         .signature = values[2]};
}

/// Everything that is wrong with the scope at once, as AWS tells it.
Answer<void> check_scope(const Authorization& given, std::string_view stamp, const Endpoint& endpoint) {
    std::string wrong;
    if (given.region != endpoint.region)
        wrong += fmt::format("Credential should be scoped to a valid region. Not '{}'. ", given.region);
    if (given.service != endpoint.service)
        wrong += fmt::format("Credential should be scoped to correct service: '{}'. ", endpoint.service);
    if (given.end != terminator)
        wrong +=
            fmt::format("Credential should be scoped with a valid terminator: '{}', not '{}'. ", terminator, given.end);
    if (given.date != stamp.substr(0, 8))
        wrong += fmt::format(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', "
            "from '{}'. ",
            given.date, stamp.substr(0, 8), stamp);
    if (!wrong.empty()) return wrong_signature(std::move(wrong));
    return {};
}

Answer<const AccessKey*> check_key(const Authorization& given, const net::HttpRequest& request, const AccessKeys& keys,
                                   std::int64_t now_ms) {
    const auto* key = keys.find(given.key_id);
    const auto token = request.headers.find("X-Amz-Security-Token");
    if (!key || token.value_or("") != key->session_token)
        return refused("UnrecognizedClientException", "The security token included in the request is invalid.");
    if (key->temporary() && key->expires_ms <= now_ms)
        return refused("ExpiredTokenException", "The security token included in the request is expired");
    return key;
}

Answer<void> check_moment(std::string_view stamp, std::int64_t now_ms) {
    const auto signed_ms = parse_amz_date(stamp);
    if (!signed_ms)
        return refused("IncompleteSignatureException",
                       fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                                   "https://en.wikipedia.org/wiki/ISO_8601",
                                   stamp));
    if (*signed_ms < now_ms - tolerated_skew_ms)
        return wrong_signature(fmt::format("Signature expired: {} is now earlier than {} ({} - 5 min.)", stamp,
                                           amz_date(now_ms - tolerated_skew_ms), amz_date(now_ms)));
    if (*signed_ms > now_ms + tolerated_skew_ms)
        return wrong_signature(fmt::format("Signature not yet current: {} is still later than {} ({} + 5 min.)", stamp,
                                           amz_date(now_ms + tolerated_skew_ms), amz_date(now_ms)));
    return {};
}

/// Whoever could leave a header out of the signature could change it on the way.
Answer<void> check_signed_headers(const Authorization& given, const net::HttpRequest& request) {
    const auto& names = given.signed_headers;
    if (!std::ranges::is_sorted(names) || std::ranges::adjacent_find(names) != names.end() ||
        std::ranges::any_of(names, [](const auto& name) {
            return name.empty() || std::ranges::any_of(name, [](unsigned char c) { return std::isupper(c) != 0; });
        }))
        return wrong_signature("SignedHeaders must be lower case, in order, each once.");
    if (!holds(names, "host"))
        return wrong_signature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    std::vector<std::string> seen;
    for (const auto& header : request.headers) {
        auto name = header.name;
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        if (!name.starts_with("x-amz-")) continue;
        if (!holds(names, name))
            return wrong_signature(fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", header.name));
        if (name == "x-amz-date" && holds(seen, name))
            return refused("IncompleteSignatureException", "There is more than one X-Amz-Date header.");
        seen.push_back(std::move(name));
    }
    const auto body_hash = request.headers.find("X-Amz-Content-Sha256");
    if (body_hash && *body_hash != hex(sha256(request.body)))
        return wrong_signature("The provided 'x-amz-content-sha256' header does not match what was computed.");
    return {};
}

}  // namespace

std::string amz_date(std::int64_t wall_ms) {
    const auto text = moment_text(wall_ms - wall_ms % 1000);
    std::string basic;
    std::ranges::copy_if(text, std::back_inserter(basic), [](char c) { return c != '-' && c != ':'; });
    return basic;
}

std::optional<std::int64_t> parse_amz_date(std::string_view text) {
    constexpr std::string_view form = "00000000T000000Z";
    const bool fits = std::ranges::equal(text, form, [](unsigned char c, char like) {
        return like == '0' ? std::isdigit(c) != 0 : c == static_cast<unsigned char>(like);
    });
    if (!fits) return std::nullopt;
    return parse_moment(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                                    text.substr(9, 2), text.substr(11, 2), text.substr(13, 2)));
}

Answer<const AccessKey*> verify(const net::HttpRequest& request, const Endpoint& endpoint, const AccessKeys& keys) {
    const auto given = read_authorization(request);
    if (!given) return std::unexpected{given.error()};
    const std::string stamp{*request.headers.find("X-Amz-Date")};
    if (auto scope = check_scope(*given, stamp, endpoint); !scope) return std::unexpected{scope.error()};
    const auto key = check_key(*given, request, keys, endpoint.now_ms);
    if (!key) return key;
    if (auto moment = check_moment(stamp, endpoint.now_ms); !moment) return std::unexpected{moment.error()};
    if (auto headers = check_signed_headers(*given, request); !headers) return std::unexpected{headers.error()};

    const auto canonical = canonical_request(request, given->signed_headers);
    const auto to_sign = fmt::format("{}\n{}\n{}/{}/{}/{}\n{}", algorithm, stamp, given->date, given->region,
                                     given->service, given->end, hex(sha256(canonical)));
    auto derived = "AWS4" + (*key)->secret;
    for (const auto& part : {given->date, given->region, given->service, given->end})
        derived = hmac_sha256(derived, part);
    if (hex(hmac_sha256(derived, to_sign)) != given->signature)
        return wrong_signature(
            fmt::format("The request signature we calculated does not match the signature you provided. Check your AWS "
                        "Secret Access Key and signing method. Consult the service documentation for details.\n\nThe "
                        "Canonical String for this request should have been\n'{}'\n\nThe String-to-Sign should have "
                        "been\n'{}'\n",
                        canonical, to_sign));
    return key;
}

}  // namespace privman::sandbox::aws
