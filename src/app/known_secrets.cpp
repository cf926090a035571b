#include "app/known_secrets.hpp"

#include "app/setting_names.hpp"
#include "app/setting_reader.hpp"
#include "app/stray_characters.hpp"

namespace privman::app {

namespace {

/// The part of a proxy's address that only the proxy may see.
std::string password_in(const std::string& url) {
    const auto end = url.rfind('@');
    if (end == std::string::npos) return {};
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
    const auto colon = url.find(':', begin);
    return colon < end ? url.substr(colon + 1, end - colon - 1) : std::string{};
}

}  // namespace

std::vector<std::string> known_secrets(const Environment& environment) {
    std::vector<std::string> secrets;
    const auto add = [&secrets](const std::string& value) {
        if (value.empty()) return;
        secrets.push_back(value);
        secrets.push_back(probably_meant(value));
    };
    for (const auto& setting : setting_names()) {
        if (!setting.secret) continue;
        const std::string name{setting.name};
        add(environment.get(name).value_or(""));
        if (const auto path = environment.get(name + "_FILE")) {
            const auto content = file_content(std::string{without_line_ends(*path)});
            // Whoever has put the secret itself where its path belongs has told us a secret all the same.
            add(content.value_or(path->contains('/') ? std::string{} : *path));
        }
    }
    for (const auto* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"})
        add(environment.get(name).value_or(""));
    for (const auto* name : {"HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"})
        add(password_in(environment.get(name).value_or("")));
    return secrets;
}

observe::Redactor redactor_for(const Environment& environment) {
    observe::Redactor redactor;
    for (auto& secret : known_secrets(environment)) redactor.forget(std::move(secret));
    return redactor;
}

}  // namespace privman::app
