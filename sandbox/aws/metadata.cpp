#include "sandbox/aws/metadata.hpp"

#include "sandbox/control.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace privman::sandbox::aws {

namespace {

constexpr std::string_view roles = "/latest/meta-data/iam/security-credentials/";

net::HttpResponse text_answer(std::string text, unsigned status = 200) {
    net::HttpResponse response{.status = status, .body = std::move(text)};
    response.headers.set("Content-Type", "text/plain");
    return response;
}

std::string_view role_name(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

}  // namespace

const AccessKey& Metadata::credentials() {
    const auto* known = account_.keys.find(handed_out_);
    const auto now = account_.now_ms();
    if (known && known->expires_ms - now > account_.rules.credentials_lifetime_ms / 2) return *known;
    const auto& key =
        account_.keys.issue(account_.options.role_arn, "task", now + account_.rules.credentials_lifetime_ms);
    handed_out_ = key.id;
    return key;
}

net::HttpResponse Metadata::container(const net::HttpRequest& request) {
    if (request.method != "GET")
        return json_answer(json::object{{"code", "MethodNotAllowed"}, {"message", "credentials are read with GET"}},
                           405);
    if (request.headers.find("Authorization") != std::string_view{account_.options.container_token})
        return json_answer(json::object{{"code", "AccessDenied"}, {"message", "the Authorization token is wrong"}},
                           401);
    const auto& key = credentials();
    return json_answer(json::object{{"RoleArn", account_.options.role_arn},
                                    {"AccessKeyId", key.id},
                                    {"SecretAccessKey", key.secret},
                                    {"Token", key.session_token},
                                    {"Expiration", moment_text(key.expires_ms - key.expires_ms % 1000)}});
}

net::HttpResponse Metadata::session(const net::HttpRequest& request) {
    // A request that somebody passed on is not from this machine.
    if (request.headers.contains("X-Forwarded-For")) return text_answer("", 403);
    const auto text = request.headers.find("X-aws-ec2-metadata-token-ttl-seconds").value_or("");
    std::int64_t seconds = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || seconds < 1 || seconds > 21'600)
        return text_answer("", 400);
    auto token = fmt::format("AQAEAsandbox{}==", sessions_.size() + 1);
    sessions_[token] = account_.clock.boot_ms() + seconds * 1000;
    auto response = text_answer(std::move(token));
    response.headers.set("X-aws-ec2-metadata-token-ttl-seconds", fmt::to_string(seconds));
    return response;
}

net::HttpResponse Metadata::instance(const net::HttpRequest& request, std::string_view path) {
    if (path == "/latest/api/token") return request.method == "PUT" ? session(request) : text_answer("", 405);
    if (request.method != "GET") return text_answer("", 405);
    const auto session = sessions_.find(request.headers.find("X-aws-ec2-metadata-token").value_or(""));
    if (session == sessions_.end() || session->second <= account_.clock.boot_ms()) return text_answer("", 401);
    if (path == "/latest/meta-data/placement/region") return text_answer(account_.rules.region);
    const auto role = role_name(account_.options.role_arn);
    if (!account_.rules.instance_role || !(path.starts_with(roles) || path == roles.substr(0, roles.size() - 1)))
        return text_answer("", 404);
    const auto asked = path.substr(std::min(path.size(), roles.size()));
    if (asked.empty()) return text_answer(std::string{role});
    if (asked != role) return text_answer("", 404);
    const auto& key = credentials();
    return json_answer(json::object{{"Code", "Success"},
                                    {"LastUpdated", moment_text(account_.now_ms() - account_.now_ms() % 1000)},
                                    {"Type", "AWS-HMAC"},
                                    {"AccessKeyId", key.id},
                                    {"SecretAccessKey", key.secret},
                                    {"Token", key.session_token},
                                    {"Expiration", moment_text(key.expires_ms - key.expires_ms % 1000)}});
}

}  // namespace privman::sandbox::aws
