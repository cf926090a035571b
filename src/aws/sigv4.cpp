#include "aws/sigv4.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace privman::aws {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

constexpr std::array unsigned_headers{
    std::string_view{"accept"},
    std::string_view{"accept-encoding"},
    std::string_view{"authorization"},
    std::string_view{"cache-control"},
    std::string_view{"connection"},
    std::string_view{"content-length"},
    std::string_view{"expect"},
    std::string_view{"keep-alive"},
    std::string_view{"max-forwards"},
    std::string_view{"pragma"},
    std::string_view{"te"},
    std::string_view{"trailer"},
    std::string_view{"transfer-encoding"},
    std::string_view{"upgrade"},
    std::string_view{"user-agent"},
    std::string_view{"x-amzn-trace-id"},
};

std::string lower_case(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

/// Without blanks at the ends, and with single ones between words: what is left when a proxy has folded the line.
std::string squeezed(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// The path as the service normalises it, each segment encoded once more than on the wire (S3 alone differs).
std::string canonical_path(std::string_view path) {
    std::vector<std::string_view> segments;
    const bool folder = path.ends_with('/');
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        const auto segment = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (segment == "..") {
            if (!segments.empty()) segments.pop_back();
        } else if (!segment.empty() && segment != ".") {
            segments.push_back(segment);
        }
    }
    std::string out;
    for (const auto segment : segments) out += "/" + net::encode_component(segment);
    if (out.empty() || folder) out += '/';
    return out;
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> encoded;
    for (const auto& [name, value] : net::parse_form(query))
        encoded.emplace_back(net::encode_component(name), net::encode_component(value));
    std::ranges::sort(encoded);
    std::string out;
    for (const auto& [name, value] : encoded) {
        if (!out.empty()) out += '&';
        out.append(name).append("=").append(value);
    }
    return out;
}

}  // namespace

std::string amz_date(WallTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

Canonical canonical_request(std::string_view method, std::string_view target, const net::Headers& headers,
                            std::string_view body_sha256) {
    const auto question = std::min(target.find('?'), target.size());
    const auto query = target.substr(std::min(question + 1, target.size()));

    // By name alone: sorting whole lines would put `x-a-b:` before `x-a:`.
    std::map<std::string, std::string> lines;
    for (const auto& [name, value] : headers) {
        const auto [line, first] = lines.try_emplace(lower_case(name));
        if (!first) line->second += ',';
        line->second += squeezed(value);
    }

    Canonical canonical;
    auto& text = canonical.text;
    text.append(method).append("\n").append(canonical_path(target.substr(0, question)));
    text.append("\n").append(canonical_query(query)).append("\n");
    for (const auto& [name, value] : lines) {
        text.append(name).append(":").append(value).append("\n");
        canonical.signed_headers += (canonical.signed_headers.empty() ? "" : ";") + name;
    }
    text.append("\n").append(canonical.signed_headers).append("\n").append(body_sha256);
    return canonical;
}

Digest signing_key(std::string_view secret, std::string_view day, std::string_view region, std::string_view service) {
    const auto of_day = hmac_sha256("AWS4" + std::string{secret}, day);
    const auto of_region = hmac_sha256(bytes_of(of_day), region);
    const auto of_service = hmac_sha256(bytes_of(of_region), service);
    return hmac_sha256(bytes_of(of_service), "aws4_request");
}

net::Headers headers_to_sign(const net::Origin& origin, const net::Headers& headers) {
    net::Headers chosen;
    for (const auto& [name, value] : headers) {
        const auto lower = lower_case(name);
        if (std::ranges::find(unsigned_headers, lower) != unsigned_headers.end()) continue;
        if (lower == "host" || lower.starts_with("proxy-") || lower.starts_with("sec-")) continue;
        chosen.add(lower, value);
    }
    chosen.add("host", net::host_header_of(origin));
    return chosen;
}

Signature sign(std::string_view method, std::string_view target, const net::Headers& headers, std::string_view body,
               const Credentials& credentials, const Scope& scope) {
    const auto date = amz_date(scope.time);
    const auto day = date.substr(0, 8);
    const auto spelled_scope = fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);

    Signature signature;
    signature.canonical = canonical_request(method, target, headers, hex(sha256(body)));
    signature.string_to_sign =
        fmt::format("{}\n{}\n{}\n{}", algorithm, date, spelled_scope, hex(sha256(signature.canonical.text)));
    const auto key = signing_key(credentials.secret, day, scope.region, scope.service);
    signature.hex = hex(hmac_sha256(bytes_of(key), signature.string_to_sign));
    signature.authorization =
        fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm, credentials.key_id, spelled_scope,
                    signature.canonical.signed_headers, signature.hex);
    return signature;
}

Signature sign_request(net::HttpRequest& request, const net::Url& url, const Credentials& credentials,
                       const Scope& scope) {
    request.headers.remove("Authorization");
    request.headers.remove("X-Amz-Security-Token");
    request.headers.set("X-Amz-Date", amz_date(scope.time));
    if (!credentials.session_token.empty()) request.headers.add("X-Amz-Security-Token", credentials.session_token);
    auto signature = sign(request.method, url.target, headers_to_sign(url.origin, request.headers), request.body,
                          credentials, scope);
    request.headers.add("Authorization", signature.authorization);
    return signature;
}

}  // namespace privman::aws
