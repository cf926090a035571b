#include "tests/simulator/people/cast.hpp"

#include <algorithm>

namespace privman::simulator {

namespace {

Member member(const char* id, const char* handle, const char* account = "") {
    return {{.id = UserId{id}, .team = home_team, .handle = handle}, account};
}

std::vector<Member> everybody() {
    std::vector<Member> all{member("UADA", "ada"),
                            member("UBOB", "bob"),
                            member("UCAROL", "carol"),
                            member("UEVE", "eve", "CORP\\eve"),
                            member("UFRED", "fred", "CORP\\fred"),
                            member("UMAL", "mallory"),
                            member("UGUS", "gus"),
                            member("UOLD", "olga"),
                            member("USTR", "stan")};
    all[2].person.workspace_admin = true;
    all[6].person.guest = true;
    all[7].person.deactivated = true;
    all[8].person.team = TeamId{"T0ELSEWHERE"};
    all[8].person.stranger = true;
    return all;
}

}  // namespace

const std::vector<Member>& cast() {
    static const std::vector<Member> all = everybody();
    return all;
}

const Member* find_member(const UserId& id) {
    const auto found = std::ranges::find_if(cast(), [&](const Member& one) { return one.person.id == id; });
    return found == cast().end() ? nullptr : &*found;
}

bool may_decide(const WhoDecides& approvers, const UserId& who, const std::string& account) {
    const auto* one = find_member(who);
    if (!one || one->person.guest || one->person.deactivated || one->person.stranger) return false;
    if (!account.empty() && one->account == account) return false;
    if (std::holds_alternative<NobodyDecides>(approvers)) return false;
    const auto* these = std::get_if<TheseDecide>(&approvers);
    return !these || std::ranges::find(these->people, who) != these->people.end();
}

}  // namespace privman::simulator
