// People and channels as Slack knows them: the Directory over users.info and conversations.info.
#pragma once

#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "slack/web_api.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace privman::slack {

/// People are asked about when the last answer is too old for the caller, channels each time. `api` and `clock` must
/// outlive it, and it must outlive every call in flight.
class SlackDirectory final : public Directory {
public:
    /// `seen` is told of everybody whom Slack describes, before the answer goes out. It must not wait.
    SlackDirectory(WebApi& api, const Clock& clock, TeamId home, std::function<void(const Person&)> seen = {});

    Async<Outcome<Person>> person(UserId id, Millis at_most_old) override;
    [[nodiscard]] const Person* known(const UserId& id, Millis at_most_old) const override;
    /// `forbidden` with code `missing_scope` when the token may not look at channels of that kind.
    Async<Outcome<ChannelInfo>> channel(ChannelId id) override;

private:
    struct Known {
        Person person;
        BootTime asked;
    };
    struct Question;
    Async<Outcome<Person>> ask(UserId id);
    void remember(const Person& person, BootTime asked);

    WebApi& api_;
    const Clock& clock_;
    TeamId home_;
    std::function<void(const Person&)> seen_;
    std::map<UserId, Known> known_;
    std::map<UserId, std::shared_ptr<Question>> asking_;  ///< the latest about each
};

/// A `user` object of users.info. `malformed` without an id, and when it does not say what a full member would have to
/// be known by: `deleted`, `is_bot`, both guest flags and the workspace, each as what it should be. One clear word
/// against it is enough (people who are gone have no other flags). On a grid a member of `home` is who has it in
/// `enterprise_user.teams`; whoever administers the organisation administers no workspace because of that.
Outcome<Person> person_of(const boost::json::object& user, const TeamId& home);

/// A `channel` object of conversations.info. `malformed` without an id.
Outcome<ChannelInfo> channel_of(const boost::json::object& channel);

}  // namespace privman::slack
