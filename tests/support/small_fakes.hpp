// Fakes that fit on a line each: chance, people, seals, zones.
#pragma once

#include "async/wait_list.hpp"
#include "ports/directory.hpp"
#include "ports/randomness.hpp"
#include "ports/seal.hpp"
#include "ports/time_zones.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace privman::testing {

class CountingRandomness final : public Randomness {
public:
    std::uint64_t below(std::uint64_t limit) override { return limit / 2; }
    std::string bytes(std::size_t count) override;

private:
    std::uint64_t drawn_ = 0;
};

class FakeDirectory final : public Directory {
public:
    Async<Outcome<Person>> person(UserId id, Millis at_most_old) override;
    Async<Outcome<ChannelInfo>> channel(ChannelId id) override;

    Person& add(const std::string& id, const std::string& handle);

    std::map<UserId, Person> people;
    std::map<ChannelId, ChannelInfo> channels;
    std::optional<Failure> broken;
    bool hangs = false;               ///< whoever is asked about now is never answered
    std::optional<UserId> hangs_for;  ///< the same about this person
    unsigned channels_asked = 0;
    async::WaitList never;
    std::vector<Millis> asked_for;  ///< how old each answer about a person might have been
};

class FakeSeal final : public Seal {
public:
    [[nodiscard]] std::string tag(const ChannelId& channel, const Attempt& attempt,
                                  const ElevationRequest& request) const override;
    [[nodiscard]] bool matches(const std::string& tagged, const ChannelId& channel, const Attempt& attempt,
                               const ElevationRequest& request) const override;
};

/// A world without daylight saving: every zone is UTC.
class UtcEverywhere final : public TimeZones {
public:
    [[nodiscard]] Outcome<ZoneSpan> span_at(const std::string& zone, WallTime) const override;

    bool broken = false;  ///< no zone is known any more
};

}  // namespace privman::testing
