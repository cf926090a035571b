#include "net/url.hpp"
#include "sandbox/aws/digest.hpp"
#include "sandbox/aws/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace privman::sandbox::aws {

namespace {

/// "." and "" vanish, ".." takes the segment before with it, and every segment is encoded once more than it came.
std::string canonical_path(std::string_view path) {
    std::vector<std::string_view> kept;
    for (std::string_view rest = path; !rest.empty();) {
        const auto slash = rest.find('/');
        const auto segment = rest.substr(0, slash);
        if (segment == "..") {
            if (!kept.empty()) kept.pop_back();
        } else if (!segment.empty() && segment != ".") {
            kept.push_back(segment);
        }
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
    std::string canonical;
    for (const auto segment : kept) canonical += '/' + net::encode_component(segment);
    if (canonical.empty() || path.ends_with('/')) canonical += '/';
    return canonical;
}

std::string decoded(std::string_view part) {
    std::string text{part};
    // In a signed query a plus sign is itself.
    for (std::size_t at = 0; (at = text.find('+', at)) != std::string::npos; at += 3) text.replace(at, 1, "%2B");
    return net::decode_component(text);
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> fields;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto field = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (field.empty()) continue;
        const auto equals = field.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1);
        fields.emplace_back(net::encode_component(decoded(field.substr(0, equals))),
                            net::encode_component(decoded(value)));
    }
    std::ranges::sort(fields);
    std::string canonical;
    for (const auto& [name, value] : fields) {
        if (!canonical.empty()) canonical += '&';
        canonical += name + '=' + value;
    }
    return canonical;
}

/// Both ends trimmed, runs of blanks inside squeezed to one.
std::string canonical_value(std::string_view value) {
    std::string canonical;
    for (const char c : value) {
        const bool blank = c == ' ' || c == '\t';
        if (blank && (canonical.empty() || canonical.back() == ' ')) continue;
        canonical += blank ? ' ' : c;
    }
    if (canonical.ends_with(' ')) canonical.pop_back();
    return canonical;
}

std::string values_of(const net::Headers& headers, std::string_view name) {
    std::string values;
    bool first = true;
    for (const auto& header : headers) {
        if (!net::equal_ignoring_case(header.name, name)) continue;
        if (!std::exchange(first, false)) values += ',';
        values += canonical_value(header.value);
    }
    return values;
}

}  // namespace

std::string canonical_request(const net::HttpRequest& request, const std::vector<std::string>& signed_headers) {
    const std::string_view target = request.target;
    const auto mark = target.find('?');
    auto text = fmt::format("{}\n{}\n{}\n", request.method, canonical_path(target.substr(0, mark)),
                            mark == std::string_view::npos ? "" : canonical_query(target.substr(mark + 1)));
    for (const auto& name : signed_headers) text += fmt::format("{}:{}\n", name, values_of(request.headers, name));
    return text + fmt::format("\n{}\n{}", fmt::join(signed_headers, ";"), hex(sha256(request.body)));
}

}  // namespace privman::sandbox::aws
