#include "slack/directory.hpp"

#include "async/wait_list.hpp"
#include "slack/json_read.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <utility>

namespace privman::slack {

namespace json = boost::json;

namespace {

constexpr Millis of_use_for = std::chrono::minutes{1};
constexpr std::size_t most_known = 5000;

Failure nonsense(const char* method) {
    return {Trouble::malformed, std::string{method} + " answered without what was asked for"};
}

}  // namespace

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

/// Asked once for everybody who waits meanwhile.
struct SlackDirectory::Question {
    BootTime begun;
    std::optional<Outcome<Person>> answer;
    bool given_up = false;  ///< whoever asked was cancelled
    async::WaitList done;
};

SlackDirectory::SlackDirectory(WebApi& api, const Clock& clock, TeamId home, std::function<void(const Person&)> seen)
    : api_{api}, clock_{clock}, home_{std::move(home)}, seen_{std::move(seen)} {}

const Person* SlackDirectory::known(const UserId& id, Millis at_most_old) const {
    const auto found = known_.find(id);
    const bool recent = found != known_.end() && clock_.now() - found->second.asked <= at_most_old;
    return recent ? &found->second.person : nullptr;
}

Async<Outcome<Person>> SlackDirectory::person(UserId id, Millis at_most_old) {
    for (;;) {
        const auto recent = [&](BootTime asked) { return clock_.now() - asked <= at_most_old; };
        if (const auto* recently = known(id, at_most_old)) co_return *recently;
        const auto asking = asking_.find(id);
        if (asking == asking_.end() || !recent(asking->second->begun)) co_return co_await ask(id);
        const auto question = asking->second;
        while (!question->answer && !question->given_up) co_await question->done.wait();
        if (question->answer) co_return *question->answer;
    }
}

Async<Outcome<Person>> SlackDirectory::ask(UserId id) {
    const auto question = std::make_shared<Question>();
    question->begun = clock_.now();
    asking_[id] = question;
    struct Leave {
        SlackDirectory& self;
        UserId id;
        std::shared_ptr<Question> question;
        ~Leave() {
            question->given_up = true;
            question->done.wake_all();
            if (const auto found = self.asking_.find(id); found != self.asking_.end() && found->second == question)
                self.asking_.erase(found);
        }
    } leave{*this, id, question};

    const auto said = co_await api_.call("users.info", json::object{{"user", id.value}});
    const auto* user = said ? object_of(*said, "user") : nullptr;
    Outcome<Person> person = !said   ? std::unexpected{said.error()}
                             : !user ? std::unexpected{nonsense("users.info")}
                                     : person_of(*user, home_);
    if (person && person->id != id) person = std::unexpected{nonsense("users.info")};
    if (person) {
        remember(*person, question->begun);
        if (seen_) seen_(*person);
    } else {
        known_.erase(id);  // what was known is in doubt now
    }
    question->answer = person;
    co_return person;
}

void SlackDirectory::remember(const Person& person, BootTime asked) {
    if (known_.size() >= most_known) {
        const auto now = clock_.now();
        std::erase_if(known_, [now](const auto& entry) { return entry.second.asked + of_use_for <= now; });
        if (known_.size() >= most_known) known_.clear();
    }
    auto& known = known_[person.id];
    if (known.asked <= asked) known = {person, asked};
}

Async<Outcome<ChannelInfo>> SlackDirectory::channel(ChannelId id) {
    const auto answer = co_await api_.call("conversations.info", json::object{{"channel", id.value}});
    if (!answer) co_return std::unexpected{answer.error()};
    const auto* channel = object_of(*answer, "channel");
    if (!channel) co_return std::unexpected{nonsense("conversations.info")};
    co_return channel_of(*channel);
}

}  // namespace privman::slack
