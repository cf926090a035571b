// Who and what is in the workspace: people, channels, user groups, and who is a member where. No messages here.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::sandbox::slack {

enum class Kind { member, admin, owner, guest, single_guest, bot, deactivated, stranger };

/// The control interface's word for a kind.
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);

struct Person {
    std::string id;
    std::string name;  ///< the handle, unique
    std::string real_name;
    std::string display_name;  ///< may be empty, as on real profiles
    std::string email;
    std::string tz = "Europe/Berlin";
    std::string team_id;
    Kind kind = Kind::member;
};

struct Channel {
    std::string id;
    std::string name;     ///< empty for direct messages
    std::string dm_with;  ///< the person's id when this is a direct message with the bot
    bool is_private = false;
    bool is_ext_shared = false;
    bool is_archived = false;
    std::string posting_refused_with;  ///< a policy error code such as "restricted_action"; empty: posting is allowed
    std::vector<std::string> members;  ///< ids, the bot's too when it was invited

    [[nodiscard]] bool is_dm() const { return !dm_with.empty(); }
    [[nodiscard]] bool has(std::string_view person_id) const;
};

struct UserGroup {
    std::string id;
    std::string handle;
    std::vector<std::string> users;
};

/// References to people and channels stay valid for the life of the workspace: nothing is ever removed from it.
class Workspace {
public:
    Workspace(std::string team_id, std::string domain, std::string app_id);

    [[nodiscard]] const std::string& team_id() const { return team_id_; }
    [[nodiscard]] const std::string& domain() const { return domain_; }
    [[nodiscard]] const std::string& app_id() const { return app_id_; }
    [[nodiscard]] const std::string& bot_user_id() const { return bot_user_id_; }
    [[nodiscard]] const std::string& bot_id() const { return bot_id_; }

    /// Adds, or replaces the person with that id. An empty id is made from the name ("ada" becomes "U0ADA").
    Person& put(Person person);
    /// Adds, or replaces the channel with that id. An empty id is made from the name.
    Channel& put(Channel channel);
    void put(UserGroup group);

    /// By id; null when there is none.
    [[nodiscard]] Person* person(std::string_view id);
    [[nodiscard]] const Person* person(std::string_view id) const;
    [[nodiscard]] Channel* channel(std::string_view id);
    [[nodiscard]] const Channel* channel(std::string_view id) const;
    [[nodiscard]] const UserGroup* group(std::string_view id) const;

    /// The direct message between the bot and that person, opened when it did not exist. The person must exist.
    Channel& direct_message(std::string_view person_id);

    [[nodiscard]] const std::deque<Person>& people() const { return people_; }
    [[nodiscard]] const std::deque<Channel>& channels() const { return channels_; }

    /// The channel as the bot's token sees it: null for what is hidden from it (private and not a member).
    [[nodiscard]] const Channel* visible_to_bot(std::string_view channel_id) const;

private:
    std::string team_id_;
    std::string domain_;
    std::string app_id_;
    std::string bot_user_id_ = "U0BOT";
    std::string bot_id_ = "B0BOT";
    std::deque<Person> people_;
    std::deque<Channel> channels_;
    std::map<std::string, UserGroup, std::less<>> groups_;
};

/// The workspace every sandbox starts with: seven people, three channels, the bot invited to two of them.
[[nodiscard]] Workspace starting_workspace(std::string app_id);

}  // namespace privman::sandbox::slack
