#include "domain/name_rule.hpp"

#include "domain/glob.hpp"
#include "domain/spelling.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace privman {

namespace {

constexpr char32_t separator = '\\';

Spelling plain(const Spelling& text, const Fold& fold) {
    Spelling out;
    for (const auto c : trimmed(folded(text, fold))) {
        const bool blank = is_blank(c) || is_control(c);
        if (blank && out.ends_with(U' ')) continue;
        out += blank ? U' ' : c;
    }
    return out;
}

Spelling joined(std::initializer_list<Spelling> parts) {
    Spelling all;
    for (const auto& part : parts) all += part;
    return all;
}

bool meets_one(const Spelling& rule, const std::vector<Spelling>& texts) {
    return std::ranges::any_of(texts, [&](const Spelling& text) { return can_be_equal(rule, text, separator); });
}

void drop_dollars(Spelling& name) {
    while (name.size() > 1 && name.ends_with(U'$')) name.pop_back();
}

/// `ada_corp.example#EXT#@tenant.example` is a guest's account, and `ada@corp.example` his name at home.
void put_guest(std::vector<Spelling>& all, const Spelling& user) {
    const auto mark = user.find(U"#ext#");
    if (mark == Spelling::npos) return;
    auto home = user.substr(0, mark);
    all.push_back(home);
    if (const auto at = home.rfind(U'_'); at != Spelling::npos) {
        all.push_back(home.substr(0, at));
        home[at] = '@';
        all.push_back(home);
        all.push_back(joined({{any_text, separator}, home.substr(0, at)}));
    }
}

std::vector<Spelling> accounts(std::string_view account, const Fold& fold) {
    auto whole = plain(spelled(account), fold);
    std::ranges::replace(whole, U'/', separator);
    std::vector<Spelling> all{whole};
    const auto slash = whole.rfind(separator);
    const auto at = whole.rfind(U'@');
    auto user = trimmed(slash != Spelling::npos ? whole.substr(slash + 1) : whole.substr(0, at));
    put_guest(all, user);
    drop_dollars(user);
    all.push_back(user);
    if (slash != Spelling::npos) {
        const auto domain = trimmed(whole.substr(0, whole.find(separator)));
        all.push_back(joined({domain, {separator}, user}));
    } else {
        all.push_back(joined({{any_text, separator}, user}));
    }
    if (at == Spelling::npos || slash != Spelling::npos) all.push_back(joined({user, {'@', any_text}}));
    return all;
}

}  // namespace

bool text_could_match(std::string_view glob, std::string_view text, const Fold& fold) {
    return glob_matches(glob, text) ||
           can_be_equal(plain(spelled_glob(glob), fold), plain(spelled(text), fold), separator);
}

bool account_could_match(std::string_view glob, std::string_view account, const Fold& fold) {
    if (glob_matches(glob, account)) return true;
    auto rule = plain(spelled_glob(glob), fold);
    std::ranges::replace(rule, U'/', separator);
    return meets_one(rule, accounts(account, fold));
}

bool computer_could_match(std::string_view glob, std::string_view computer, const Fold& fold) {
    if (glob_matches(glob, computer)) return true;
    auto rule = plain(spelled_glob(glob), fold);
    while (rule.starts_with(separator)) rule.erase(0, 1);
    auto name = plain(spelled(computer), fold);
    std::ranges::replace(name, U'/', separator);
    name.erase(0, name.rfind(separator) + 1);
    drop_dollars(name);
    while (name.ends_with(U'.')) name.pop_back();
    std::vector<Spelling> names{name};
    if (const auto dot = name.find(U'.'); dot != Spelling::npos)
        names.push_back(name.substr(0, dot));
    else if (!name.empty())
        names.push_back(joined({name, {'.', any_text}}));
    return meets_one(rule, names);
}

bool rating_could_match(std::string_view glob, std::string_view rating, const Fold& fold) {
    if (text_could_match(glob, rating, fold)) return true;
    return trimmed(spelled(rating)).empty() && text_could_match(glob, "unknown", fold);
}

}  // namespace privman
