#include "app/stray_settings.hpp"

#include "app/setting_names.hpp"
#include "app/stray_characters.hpp"
#include "app/token_kind.hpp"

#include <algorithm>
#include <array>

namespace privman::app {

namespace {

constexpr std::array<std::string_view, 3> small_proxies{"https_proxy", "http_proxy", "no_proxy"};
// A folder or a pattern may hold any character inside; at its ends nobody means one that cannot be seen.
constexpr std::array<std::string_view, 6> free_text{"STATE_STORE",   "PRIVMAN_PROFILE",     "PRIVMAN_CA_FILE",
                                                    "SSL_CERT_FILE", "AUTO_APPROVE_EXCEPT", "TWO_PERSON"};

template <class Names>
bool among(const Names& names, std::string_view name) {
    return std::ranges::find(names, name) != std::end(names);
}

std::string quoted_advice() {
    return "`docker --env-file` and lists in YAML keep quotes as part of the value. Remove them there; if they are "
           "meant, write the line into .env, in quotes of the other kind.";
}

std::optional<std::string> stray_in_open(std::string_view name, std::string_view value, bool quoted) {
    // Where the path of a secret belongs, whoever reads that file knows better what to say.
    const auto* kind = name.ends_with("_FILE") ? nullptr : token_kind(value);
    if (kind) return in_the_wrong_place(*kind) + " Move it there.";
    if (!quoted)
        if (const auto inside = inside_quotes(value))
            return "`" + std::string{value} + "` stands in quotes; probably meant: `" + std::string{*inside} + "`. " +
                   quoted_advice();
    const bool is_free = among(free_text, name) || name.ends_with("_FILE");
    const auto stray = is_free ? invisible_at_an_end(value) : invisible_character(value);
    if (stray)
        return "holds " + *stray + ", as copying from a page brings it; probably meant: `" + probably_meant(value) +
               "`. Type it again.";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> stray_in_secret(std::string_view secret, bool quoted) {
    if (is_utf16(secret)) return "is written in UTF-16. Save it as UTF-8, or as plain text.";
    if (const auto stray = invisible_character(secret))
        return "holds " + *stray + ", which no secret does; copying brings it. Copy the secret alone, in one line.";
    if (!quoted && inside_quotes(secret)) return "stands in quotes. " + quoted_advice();
    return std::nullopt;
}

Environment without_strays(const Environment& given, std::vector<std::string>& faults) {
    auto environment = given;
    for (auto& [name, value] : environment.values) {
        const auto* setting = find_setting(name);
        const bool ours = (setting && name != "TZ") || among(small_proxies, name);
        if (!ours && !name.starts_with("AWS_")) continue;
        value = std::string{without_line_ends(value)};
        if (!ours) continue;
        const bool quoted = among(given.quoted, name);
        const bool is_secret = setting && setting->secret && setting->name == name;
        const auto stray = is_secret ? stray_in_secret(value, quoted) : stray_in_open(name, value, quoted);
        if (!stray) continue;
        faults.push_back(name + ": " + *stray);
        value = probably_meant(value);
    }
    return environment;
}

}  // namespace privman::app
