#include "tests/simulator/people/rights.hpp"

#include <algorithm>

namespace privman::simulator {

namespace {

std::vector<Person> everybody() {
    static constexpr const char* names[][2] = {{"UADA", "ada"},   {"UBOB", "bob"}, {"UCAROL", "carol"}, {"UEVE", "eve"},
                                               {"UFRED", "fred"}, {"UIDA", "ida"}, {"UMAL", "mallory"}, {"UGUS", "gus"},
                                               {"UOLD", "olga"},  {"USTR", "stan"}};
    std::vector<Person> all;
    for (const auto& [id, handle] : names) all.push_back({.id = UserId{id}, .team = home_team, .handle = handle});
    all[2].workspace_admin = true;
    all[5].workspace_admin = true;
    all[7].guest = true;
    all[8].deactivated = true;
    all[9].team = TeamId{"T0ELSEWHERE"};
    all[9].stranger = true;
    return all;
}

}  // namespace

const std::vector<Person>& cast() {
    static const std::vector<Person> all = everybody();
    return all;
}

const Person* find_member(const UserId& id) {
    const auto found = std::ranges::find(cast(), id, &Person::id);
    return found == cast().end() ? nullptr : &*found;
}

void Rights::end(const UserId& who, bool left, Millis now) { ended_.try_emplace(who, End{now, left}); }

Person Rights::person(const Person& member) const {
    auto person = member;
    const auto end = ended_.find(member.id);
    if (end == ended_.end()) return person;
    person.workspace_admin = false;
    (end->second.left ? person.deactivated : person.guest) = true;
    return person;
}

std::optional<Millis> Rights::ended(const UserId& who) const {
    const auto end = ended_.find(who);
    return end == ended_.end() ? std::nullopt : std::optional{end->second.at};
}

bool Rights::had_rights(const UserId& who, Millis since) const {
    const auto* one = find_member(who);
    if (!one || one->guest || one->deactivated || one->stranger) return false;
    const auto end = ended(who);
    return !end || *end > since;
}

bool Rights::is_approver(const UserId& who, Millis since) const {
    if (!had_rights(who, since) || std::holds_alternative<NobodyDecides>(approvers_)) return false;
    const auto* these = std::get_if<TheseDecide>(&approvers_);
    return !these || std::ranges::find(these->people, who) != these->people.end();
}

bool Rights::is_admin(const UserId& who, Millis since) const {
    return had_rights(who, since) && find_member(who)->workspace_admin;
}

bool Rights::may_register(const UserId& who, Millis since) const {
    return is_admin(who, since) || (std::holds_alternative<TheseDecide>(approvers_) && is_approver(who, since));
}

bool Rights::may_decide(const UserId& who, const std::string& requester, Millis since) const {
    return is_approver(who, since) && find_member(who)->handle != requester;
}

}  // namespace privman::simulator
