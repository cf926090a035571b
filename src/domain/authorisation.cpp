#include "domain/authorisation.hpp"

#include "domain/match.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace privman {

namespace {

bool contains(const std::vector<UserId>& people, const UserId& who) {
    return std::ranges::find(people, who) != people.end();
}

/// `John Doe`, `john.doe` and `JOHN_DOE` are one name. ASCII only: other letters are compared as they are.
std::string folded(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == ' ' || c == '.' || c == '-' || c == '_' || c == '\t') continue;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// `CORP\jdoe` and `jdoe@corp.example` are both jdoe.
std::string_view user_part(std::string_view account) {
    if (const auto slash = account.rfind('\\'); slash != std::string_view::npos) account.remove_prefix(slash + 1);
    if (const auto at = account.find('@'); at != std::string_view::npos && at > 0) account = account.substr(0, at);
    return account;
}

}  // namespace

bool looks_like_requester(const Person& person, const ElevationRequest& request) {
    const auto same = [](std::string_view a, std::string_view b) {
        const auto left = folded(a);
        return !left.empty() && left == folded(b);
    };
    for (const auto* name : {&person.handle, &person.display_name, &person.real_name})
        if (same(*name, user_part(request.user)) || same(*name, request.user_full_name)) return true;
    return false;
}

bool is_approver(const WhoDecides& approvers, const Person& person, const TeamId& home) {
    if (!is_full_member(person, home)) return false;
    return std::visit(match{
                          [](const NobodyDecides&) { return false; },
                          [](const ChannelDecides&) { return true; },
                          [&](const TheseDecide& these) { return contains(these.people, person.id); },
                      },
                      approvers);
}

bool is_admin(const WhoAdministers& admins, const Person& person, const TeamId& home) {
    if (!is_full_member(person, home)) return false;
    return admins.people.empty() ? person.workspace_admin : contains(admins.people, person.id);
}

std::optional<Refusal> refusal_to_decide(const DecisionRights& rights, const Person& person, const TeamId& home,
                                         bool channel_is_registered, const ElevationRequest& request) {
    if (!is_full_member(person, home))
        return Refusal{WhyRefused::not_a_member,
                       Words{"Your click decided nothing: only full members of this workspace may decide."}};
    if (!channel_is_registered)
        return Refusal{WhyRefused::channel_not_registered,
                       Words{"Your click decided nothing: this channel is not registered for approvals any more."}};
    if (!is_approver(rights.approvers, person, home))
        return Refusal{WhyRefused::not_an_approver,
                       Words{"Your click decided nothing: you are not one of the approvers."}};
    if (!rights.self_approval && looks_like_requester(person, request))
        return Refusal{WhyRefused::own_request, Words{"Your click decided nothing: this request looks like your own ("}
                                                    << Code{request.user} << "), and nobody decides for himself."};
    return std::nullopt;
}

}  // namespace privman
