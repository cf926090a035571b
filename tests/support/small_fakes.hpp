// Fakes that fit on a line each: chance, people, seals, zones.
#pragma once

#include "domain/digest.hpp"
#include "ports/directory.hpp"
#include "ports/randomness.hpp"
#include "ports/seal.hpp"
#include "ports/time_zones.hpp"
#include "tests/support/turn.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace privman::testing {

class CountingRandomness final : public Randomness {
public:
    std::uint64_t below(std::uint64_t limit) override { return limit / 2; }
    std::string bytes(std::size_t count) override {
        std::string out(count, '\0');
        auto number = ++drawn_;
        for (auto& c : out) {
            c = static_cast<char>(number & 0xff);
            number >>= 8;
        }
        return out;
    }

private:
    std::uint64_t drawn_ = 0;
};

class FakeDirectory final : public Directory {
public:
    Async<Outcome<Person>> person(UserId id, Millis at_most_old) override {
        co_await a_turn();
        asked_for.push_back(at_most_old);
        if (broken) co_return std::unexpected{*broken};
        const auto found = people.find(id);
        if (found == people.end()) co_return std::unexpected{Failure{Trouble::not_found, "nobody of that id"}};
        co_return found->second;
    }
    Async<Outcome<ChannelInfo>> channel(ChannelId id) override {
        co_await a_turn();
        ++channels_asked;
        const auto found = channels.find(id);
        if (found == channels.end())
            co_return std::unexpected{Failure{Trouble::forbidden, "the token lacks a scope", {}, "missing_scope"}};
        co_return found->second;
    }

    Person& add(const std::string& id, const std::string& handle) {
        return people[UserId{id}] = Person{.id = UserId{id}, .team = TeamId{"T1"}, .handle = handle};
    }

    std::map<UserId, Person> people;
    std::map<ChannelId, ChannelInfo> channels;
    std::optional<Failure> broken;
    unsigned channels_asked = 0;
    std::vector<Millis> asked_for;  ///< how old each answer about a person might have been
};

class FakeSeal final : public Seal {
public:
    [[nodiscard]] std::string tag(const ChannelId& channel, const Attempt& attempt,
                                  const ElevationRequest& request) const override {
        Digest digest;
        digest << channel.value << attempt.value << *sealed_facts(1, request);
        return std::to_string(digest.value());
    }
    [[nodiscard]] bool matches(const std::string& tagged, const ChannelId& channel, const Attempt& attempt,
                               const ElevationRequest& request) const override {
        return tagged == tag(channel, attempt, request);
    }
};

/// A world without daylight saving: every zone is UTC.
class UtcEverywhere final : public TimeZones {
public:
    [[nodiscard]] Outcome<ZoneSpan> span_at(const std::string& zone, WallTime) const override {
        if (broken || zone.empty() || zone == "Nowhere/Land") return std::unexpected{Failure{Trouble::not_found, "no such zone"}};
        return ZoneSpan{WallTime{Millis{-62'000'000'000'000}}, WallTime{Millis{250'000'000'000'000}},
                        std::chrono::seconds{0}};
    }

    bool broken = false;  ///< no zone is known any more
};

}  // namespace privman::testing
