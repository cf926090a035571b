#include "tests/support/small_fakes.hpp"

#include "domain/digest.hpp"
#include "tests/support/turn.hpp"

namespace privman::testing {

std::string CountingRandomness::bytes(std::size_t count) {
    std::string out(count, '\0');
    auto number = ++drawn_;
    for (auto& c : out) {
        c = static_cast<char>(number & 0xff);
        number >>= 8;
    }
    return out;
}

Async<Outcome<Person>> FakeDirectory::person(UserId id, Millis at_most_old) {
    co_await a_turn();
    asked_for.push_back(at_most_old);
    if (hangs || hangs_for == id) co_await never.wait();
    if (broken) co_return std::unexpected{*broken};
    const auto found = people.find(id);
    if (found == people.end()) co_return std::unexpected{Failure{Trouble::not_found, "nobody of that id"}};
    co_return found->second;
}

Async<Outcome<ChannelInfo>> FakeDirectory::channel(ChannelId id) {
    co_await a_turn();
    ++channels_asked;
    const auto found = channels.find(id);
    if (found == channels.end())
        co_return std::unexpected{Failure{Trouble::forbidden, "the token lacks a scope", {}, "missing_scope"}};
    co_return found->second;
}

Person& FakeDirectory::add(const std::string& id, const std::string& handle) {
    return people[UserId{id}] = Person{.id = UserId{id}, .team = TeamId{"T1"}, .handle = handle};
}

std::string FakeSeal::tag(const ChannelId& channel, const Attempt& attempt, const ElevationRequest& request) const {
    Digest digest;
    digest << channel.value << attempt.value << *sealed_facts(1, request);
    return std::to_string(digest.value());
}

bool FakeSeal::matches(const std::string& tagged, const ChannelId& channel, const Attempt& attempt,
                       const ElevationRequest& request) const {
    return tagged == tag(channel, attempt, request);
}

Outcome<ZoneSpan> UtcEverywhere::span_at(const std::string& zone, WallTime) const {
    if (broken || zone.empty() || zone == "Nowhere/Land")
        return std::unexpected{Failure{Trouble::not_found, "no such zone"}};
    return ZoneSpan{WallTime{Millis{-62'000'000'000'000}}, WallTime{Millis{250'000'000'000'000}},
                    std::chrono::seconds{0}};
}

}  // namespace privman::testing
