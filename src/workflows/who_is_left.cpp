#include "workflows/who_is_left.hpp"

#include "workflows/known_names.hpp"

#include <algorithm>

namespace privman {

namespace {

constexpr Millis look_again = std::chrono::hours{1};
constexpr Millis ask_again = std::chrono::minutes{1};

/// users.info allows 100 calls a minute, and others need it too.
constexpr std::size_t at_once = 20;
constexpr Millis breath = std::chrono::seconds{20};

constexpr std::size_t most_answers = 5'000;

}  // namespace

WhoIsLeft::WhoIsLeft(Deps deps, DecisionRights rights, TeamId home, Fold fold)
    : deps_{deps}, rights_{std::move(rights)}, home_{std::move(home)}, fold_{std::move(fold)} {
    if (named()) watching_ = deps_.records.watch_people([this](const KnownPerson& person) { learn(person); });
}

const std::vector<UserId>* WhoIsLeft::named() const {
    const auto* these = std::get_if<TheseDecide>(&rights_.approvers);
    return these && !rights_.self_approval && !these->people.empty() ? &these->people : nullptr;
}

Async<void> WhoIsLeft::run() {
    const auto* people = named();
    if (!people) co_return;
    auto unknown = *people;
    for (;;) {
        const auto asked = std::exchange(unknown, {});
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (i > 0 && i % at_once == 0) co_await deps_.clock.sleep_for(breath);
            if (!co_await meet(asked[i])) unknown.push_back(asked[i]);
        }
        co_await deps_.clock.sleep_for(unknown.empty() ? look_again : ask_again);
        if (unknown.empty()) unknown = *people;
    }
}

/// False: could not be asked.
Async<bool> WhoIsLeft::meet(UserId id) {
    const auto person = co_await deps_.directory.person(id, rights_are_fresh_for);
    const bool gone = !person && person.error().kind == Trouble::not_found;
    if (!person && !gone) co_return false;
    const bool member = person && is_full_member(*person, home_);
    if (member) co_await remember_names(deps_.records, *person, fold_, deps_.log);
    if (no_members_.contains(id) != member) co_return true;
    if (member)
        no_members_.erase(id);
    else
        no_members_.insert(id);
    answers_.clear();
    deps_.records.derive_anew();
    co_return true;
}

/// Of all who ever click, only these few change what cards say.
void WhoIsLeft::learn(const KnownPerson& person) {
    if (std::ranges::find(*named(), person.id) == named()->end()) return;
    names_.insert_or_assign(person.id, KnownNames{person.names, fold_});
    answers_.clear();
    deps_.records.derive_anew();
}

bool WhoIsLeft::nobody(const ElevationRequest& request) {
    const auto* people = named();
    if (!people) return false;
    const auto known = answers_.find({request.user, request.user_full_name});
    if (known != answers_.end()) return known->second;
    const RequesterNames requester{request, fold_};
    const bool none = std::ranges::all_of(*people, [&](const UserId& id) {
        if (no_members_.contains(id)) return true;
        const auto names = names_.find(id);
        return names != names_.end() && same_person(names->second, requester);
    });
    if (answers_.size() >= most_answers) answers_.clear();
    answers_[{request.user, request.user_full_name}] = none;
    return none;
}

}  // namespace privman
