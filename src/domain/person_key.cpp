#include "domain/person_key.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <array>

namespace privman {

namespace {

/// What a Fold leaves of the blanks: those that have no compatibility form, and control characters.
bool is_blank(char32_t point) {
    return point <= 0x20 || (point >= 0x7F && point <= 0xA0) || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200B) || point == 0x2028 || point == 0x2029 || point == 0x202F ||
           point == 0x205F || point == 0x2800 || point == 0x3000;
}

std::string without_blanks(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        if (!is_blank(point)) out += text.substr(0, length);
        text.remove_prefix(length);
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty()) {
        const auto [point, length] = front_char(text);
        if (!is_blank(point)) break;
        text.remove_prefix(length);
    }
    std::string_view rest = text;
    std::size_t keep = 0;
    while (!rest.empty()) {
        const auto [point, length] = front_char(rest);
        rest.remove_prefix(length);
        if (!is_blank(point)) keep = text.size() - rest.size();
    }
    return text.substr(0, keep);
}

/// `cn=john doe,ou=it,dc=corp`: the first part of a distinguished name.
std::string_view first_of_distinguished_name(std::string_view account) {
    for (const std::string_view key : {"cn=", "uid=", "samaccountname="}) {
        if (!account.starts_with(key)) continue;
        account.remove_prefix(key.size());
        std::size_t end = 0;
        while (end < account.size() && account[end] != ',') end += account[end] == '\\' ? 2 : 1;
        return account.substr(0, std::min(end, account.size()));
    }
    return account;
}

/// `jdoe/admin@REALM`: a second principal of one person in Kerberos, not an account of the domain `jdoe`.
bool is_an_instance(std::string_view word) {
    constexpr auto instances = std::to_array<std::string_view>({"admin", "root", "adm", "host", "secure"});
    return std::ranges::find(instances, word) != instances.end();
}

std::string_view after_domain(std::string_view account) {
    const auto cut = account.find_last_of("\\|");
    if (cut != std::string_view::npos && cut + 1 < account.size()) account.remove_prefix(cut + 1);
    const auto slash = account.rfind('/');
    if (slash == std::string_view::npos) return account;
    const auto before = trimmed(account.substr(0, slash));
    const auto after = trimmed(account.substr(slash + 1));
    const auto instance = after.substr(0, after.find('@'));
    return (is_an_instance(instance) && !before.empty()) || after.empty() ? before : after;
}

/// A guest of another directory: `jdoe_corp.example#ext#` was `jdoe@corp.example`.
std::string_view before_home_of_guest(std::string_view account) {
    const auto guest = account.find("#ext#");
    if (guest == std::string_view::npos || guest == 0) return account;
    account = account.substr(0, guest);
    const auto home = account.rfind('_');
    return home == std::string_view::npos || home == 0 ? account : account.substr(0, home);
}

}  // namespace

std::string user_part(std::string_view folded) {
    const auto whole = trimmed(folded);
    auto part = first_of_distinguished_name(whole);
    if (part.data() == whole.data()) part = trimmed(after_domain(part));
    part = before_home_of_guest(part);
    while (part.starts_with('@')) part.remove_prefix(1);
    part = part.substr(0, part.find('@'));
    // `live.com#jdoe@…`: somebody whom another directory vouches for.
    const auto mark = part.rfind('#');
    if (mark != std::string_view::npos && mark + 1 < part.size() && part.substr(0, mark).contains('.'))
        part.remove_prefix(mark + 1);
    part = trimmed(part);
    while (part.ends_with('$') || part.ends_with('.')) part = trimmed(part.substr(0, part.size() - 1));
    return std::string{part.empty() ? whole : part};
}

std::string person_key(std::string_view account, const Fold& fold) { return without_blanks(user_part(fold(account))); }

std::string computer_key(std::string_view computer, const Fold& fold) {
    const auto folded = fold(computer);
    const auto whole = trimmed(folded);
    auto name = whole;
    while (name.ends_with('\\') || name.ends_with('/')) name.remove_suffix(1);
    if (const auto cut = name.find_last_of("\\/"); cut != std::string_view::npos) name.remove_prefix(cut + 1);
    name = trimmed(name);
    while (name.ends_with('$') || name.ends_with('.')) name = trimmed(name.substr(0, name.size() - 1));
    const bool address = name.find(':') != std::string_view::npos ||
                         std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
    if (!address && name.find('.') != 0) name = name.substr(0, name.find('.'));
    return without_blanks(name.empty() ? whole : name);
}

}  // namespace privman
