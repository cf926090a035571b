#include "slack/directory.hpp"

#include "slack/json_read.hpp"

#include <boost/json/value.hpp>

#include <utility>

namespace privman::slack {

namespace json = boost::json;

namespace {

/// An approver who was deactivated, or made a guest, decides nothing after that time.
constexpr Millis remembered_for = std::chrono::minutes{10};
constexpr std::size_t most_known = 5000;

Failure nonsense(const char* method) {
    return {Trouble::malformed, std::string{method} + " answered without what was asked for"};
}

}  // namespace

Outcome<Person> person_of(const json::object& user, const TeamId& home) {
    Person person;
    person.id = UserId{text_of(user, "id")};
    if (person.id.empty()) return std::unexpected{nonsense("users.info")};
    person.team = TeamId{text_of(user, "team_id")};
    person.handle = text_of(user, "name");
    person.real_name = text_of(user, "real_name");
    if (const auto* profile = object_of(user, "profile")) {
        person.display_name = text_of(*profile, "display_name");
        if (const auto name = text_of(*profile, "real_name"); !name.empty()) person.real_name = name;
    }
    person.deactivated = flag_of(user, "deleted");
    person.guest = flag_of(user, "is_restricted") || flag_of(user, "is_ultra_restricted");
    person.bot = flag_of(user, "is_bot") || person.id.value == "USLACKBOT";
    person.stranger = flag_of(user, "is_stranger") || person.team != home;
    person.workspace_admin =
        flag_of(user, "is_admin") || flag_of(user, "is_owner") || flag_of(user, "is_primary_owner");
    return person;
}

Outcome<ChannelInfo> channel_of(const json::object& channel) {
    ChannelInfo info;
    info.id = ChannelId{text_of(channel, "id")};
    if (info.id.empty()) return std::unexpected{nonsense("conversations.info")};
    info.name = text_of(channel, "name");
    info.shared_outside = flag_of(channel, "is_ext_shared") || flag_of(channel, "is_pending_ext_shared");
    info.is_member = flag_of(channel, "is_member");
    info.archived = flag_of(channel, "is_archived");
    info.direct = flag_of(channel, "is_im");
    return info;
}

SlackDirectory::SlackDirectory(WebApi& api, const Clock& clock, TeamId home)
    : api_{api}, clock_{clock}, home_{std::move(home)} {}

Async<Outcome<Person>> SlackDirectory::person(UserId id) {
    if (const auto found = known_.find(id); found != known_.end() && found->second.until > clock_.now())
        co_return found->second.person;
    const auto answer = co_await api_.call("users.info", json::object{{"user", id.value}});
    if (!answer) co_return std::unexpected{answer.error()};
    const auto* user = object_of(*answer, "user");
    if (!user) co_return std::unexpected{nonsense("users.info")};
    auto person = person_of(*user, home_);
    if (person && person->id != id) co_return std::unexpected{nonsense("users.info")};
    if (person) remember(*person);
    co_return person;
}

void SlackDirectory::remember(const Person& person) {
    if (known_.size() >= most_known) {
        const auto now = clock_.now();
        std::erase_if(known_, [now](const auto& entry) { return entry.second.until <= now; });
        if (known_.size() >= most_known) known_.clear();
    }
    known_[person.id] = {person, clock_.now() + remembered_for};
}

Async<Outcome<ChannelInfo>> SlackDirectory::channel(ChannelId id) {
    const auto answer = co_await api_.call("conversations.info", json::object{{"channel", id.value}});
    if (!answer) co_return std::unexpected{answer.error()};
    const auto* channel = object_of(*answer, "channel");
    if (!channel) co_return std::unexpected{nonsense("conversations.info")};
    co_return channel_of(*channel);
}

}  // namespace privman::slack
