#include "domain/authorisation.hpp"

#include "domain/match.hpp"
#include "domain/same_person.hpp"

#include <algorithm>
#include <string>

namespace privman {

namespace {

bool contains(const std::vector<UserId>& people, const UserId& who) {
    return std::ranges::find(people, who) != people.end();
}

}  // namespace

bool looks_like_requester(std::span<const std::string> names, const ElevationRequest& request, const Fold& fold) {
    return same_person({names, fold}, {request, fold});
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
                                         bool channel_is_registered) {
    if (!is_full_member(person, home)) return no_member();
    if (!channel_is_registered)
        return Refusal{WhyRefused::channel_not_registered,
                       Words{"Your click decided nothing: this channel is not registered for approvals any more."}};
    if (!is_approver(rights.approvers, person, home))
        return Refusal{WhyRefused::not_an_approver,
                       Words{"Your click decided nothing: you are not one of the approvers."}};
    return std::nullopt;
}

Refusal no_member() {
    return {WhyRefused::not_a_member,
            Words{"Your click decided nothing: only full members of this workspace may decide."}};
}

std::optional<Refusal> refusal_of_own_request(const DecisionRights& rights, std::span<const std::string> names,
                                              const ElevationRequest& request, const Fold& fold) {
    if (rights.self_approval || !looks_like_requester(names, request, fold)) return std::nullopt;
    return Refusal{WhyRefused::own_request,
                   Words{"Your click decided nothing: this request looks like your own ("}
                       << Code{request.user.empty() ? request.user_full_name : request.user}
                       << "), and nobody decides their own. Somebody else may, here or in the console."};
}

}  // namespace privman
