// People and channels as Slack knows them: the Directory over users.info and conversations.info.
#pragma once

#include "ports/clock.hpp"
#include "ports/directory.hpp"
#include "slack/web_api.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>

namespace privman::slack {

/// People are remembered for ten minutes, channels are asked for each time. `api` and `clock` must outlive it.
class SlackDirectory final : public Directory {
public:
    SlackDirectory(WebApi& api, const Clock& clock, TeamId home);

    Async<Outcome<Person>> person(UserId id) override;
    /// `forbidden` with code `missing_scope` when the token may not look at channels of that kind.
    Async<Outcome<ChannelInfo>> channel(ChannelId id) override;

private:
    struct Known {
        Person person;
        BootTime until;
    };
    void remember(const Person& person);

    WebApi& api_;
    const Clock& clock_;
    TeamId home_;
    std::map<UserId, Known> known_;
};

/// A `user` object of users.info. `malformed` without an id.
Outcome<Person> person_of(const boost::json::object& user, const TeamId& home);

/// A `channel` object of conversations.info. `malformed` without an id.
Outcome<ChannelInfo> channel_of(const boost::json::object& channel);

}  // namespace privman::slack
