// Who somebody is, as users.info says it. What it does not say, or says as something else than it should, was not
// checked.
#include "slack/directory.hpp"
#include "slack/json_read.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace privman::slack {

namespace json = boost::json;

namespace {

/// Reads members of one object, and remembers the first that is not what it should be.
class Claims {
public:
    explicit Claims(const json::object& user) : user_{user} {}

    /// Nothing when it is absent, or no flag.
    std::optional<bool> flag(std::string_view key) {
        const auto* value = user_.if_contains(key);
        if (!value) return std::nullopt;
        if (const auto* flag = value->if_bool()) return *flag;
        note(key, "is neither true nor false");
        return std::nullopt;
    }
    /// Null is as good as absent.
    std::string text(std::string_view key) {
        const auto* value = user_.if_contains(key);
        if (!value || value->is_null()) return {};
        if (!value->is_string()) note(key, "is no text");
        return text_of(user_, key);
    }
    void note(std::string_view key, std::string_view why) {
        if (odd_.empty()) odd_.append("`").append(key).append("` ").append(why);
    }
    [[nodiscard]] const std::string& odd() const { return odd_; }

private:
    const json::object& user_;
    std::string odd_;
};

/// Nothing when they are in no organisation. Not every list of an organisation is one of ours to believe: only texts.
std::optional<std::vector<TeamId>> teams_of_organisation(const json::object& user, Claims& claims) {
    const auto* value = user.if_contains("enterprise_user");
    if (!value || value->is_null()) return std::nullopt;
    const auto* member = value->if_object();
    const auto* teams = member ? array_of(*member, "teams") : nullptr;
    if (!teams) {
        claims.note("enterprise_user", "holds no list of teams");
        return std::nullopt;
    }
    std::vector<TeamId> ids;
    for (const auto& team : *teams) {
        if (const auto* id = team.if_string())
            ids.emplace_back(std::string{id->data(), id->size()});
        else
            claims.note("enterprise_user", "holds a team that is no text");
    }
    return ids;
}

void read_names(Person& person, const json::object& user) {
    person.handle = text_of(user, "name");
    person.real_name = text_of(user, "real_name");
    const auto* profile = object_of(user, "profile");
    if (!profile) return;
    person.display_name = text_of(*profile, "display_name");
    if (auto name = text_of(*profile, "real_name"); !name.empty() && name != person.real_name) {
        if (!person.real_name.empty()) person.other_names.push_back(std::move(person.real_name));
        person.real_name = std::move(name);
    }
    const auto first = text_of(*profile, "first_name");
    const auto last = text_of(*profile, "last_name");
    if (!first.empty() && !last.empty() && first + " " + last != person.real_name)
        person.other_names.push_back(first + " " + last);
}

Failure not_checked(const std::string& why) {
    return {Trouble::malformed, "Slack's users.info does not tell who they are: " + why};
}

}  // namespace

Outcome<Person> person_of(const json::object& user, const TeamId& home) {
    Person person;
    person.id = UserId{text_of(user, "id")};
    if (person.id.empty()) return std::unexpected{not_checked("it answered without what was asked for")};
    read_names(person, user);

    Claims claims{user};
    const auto deleted = claims.flag("deleted");
    const auto bot = claims.flag("is_bot");
    const auto guest = claims.flag("is_restricted");
    const auto single_guest = claims.flag("is_ultra_restricted");
    const auto stranger = claims.flag("is_stranger");
    const auto administers = [&claims](std::string_view key) { return claims.flag(key).value_or(false); };
    const bool admin = administers("is_admin");
    const bool owner = administers("is_owner");
    const bool first_owner = administers("is_primary_owner");
    person.team = TeamId{claims.text("team_id")};
    const auto teams = teams_of_organisation(user, claims);
    const bool at_home = person.team == home;
    const bool by_organisation = teams && std::ranges::find(*teams, home) != teams->end();
    const bool elsewhere = claims.odd().empty() && !at_home && !by_organisation && (!person.team.empty() || teams);

    person.deactivated = deleted.value_or(false);
    person.bot = bot.value_or(false) || person.id.value == "USLACKBOT";
    person.guest = guest.value_or(false) || single_guest.value_or(false);
    person.stranger = stranger.value_or(false) || (elsewhere && !teams);
    if (teams) person.teams = *teams;
    if (!person.team.empty()) person.teams.push_back(person.team);
    // Of a sister workspace it is not known whose flags these are.
    person.workspace_admin = at_home && (admin || owner || first_owner);
    if (by_organisation) person.team = home;
    if (person.deactivated || person.bot || person.guest || person.stranger || elsewhere) return person;

    if (!claims.odd().empty()) return std::unexpected{not_checked(claims.odd())};
    const auto needed = {std::pair{"deleted", deleted},
                         {"is_bot", bot},
                         {"is_restricted", guest},
                         {"is_ultra_restricted", single_guest}};
    for (const auto& [key, said] : needed)
        if (!said) return std::unexpected{not_checked("`" + std::string{key} + "` is missing")};
    if (person.team.empty()) return std::unexpected{not_checked("`team_id` is missing")};
    return person;
}

}  // namespace privman::slack
