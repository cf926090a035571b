// Lives for tests: a waiting request with every fact in place, changed where the test needs it otherwise.
#pragma once

#include "domain/request_life.hpp"

#include <string>
#include <utility>
#include <vector>

namespace privman::testing {

inline WallTime wall_at(long long millis) { return WallTime{Millis{millis}}; }

inline Moment moment_at(long long millis, std::string boot_id = "boot-1") {
    return {
        .wall = wall_at(1'700'000'000'000 + millis), .boot = BootTime{Millis{millis}}, .boot_id = std::move(boot_id)};
}

inline ElevationRequest request_called(std::string id) {
    return {.id = RequestId{std::move(id)},
            .application = "Setup",
            .version = "1.2.3",
            .user = "CORP\\ada",
            .user_full_name = "Ada Lovelace",
            .computer = "LT-42",
            .path = "C:\\Users\\ada\\Downloads\\setup.exe",
            .command_line = "setup.exe /quiet",
            .reason = "needed for the release",
            .company = "Example Ltd",
            .policy = "Ask first",
            .requested = wall_at(1'700'000'000'000)};
}

inline Choice yes_for(Grant grant = Grant::one_time()) { return {.approve = true, .grant = grant}; }
inline Choice no() { return {}; }
inline ByPerson person(std::string id, std::string name = "grace") {
    return {.who = UserId{std::move(id)}, .name = std::move(name)};
}

inline Claim claim_by(Decider by, Choice choice = yes_for(), long long at = 1'000) {
    return {.by = std::move(by),
            .choice = choice,
            .since = moment_at(at),
            .channel = ChannelId{"C1"},
            .click = ClickKey{"click-1"}};
}

/// `LifeBuilder{"r1"}.card("C1", "a1", "1.0").settled(person("U1"), yes_for())`; converts to the life.
class LifeBuilder {
public:
    explicit LifeBuilder(std::string id) {
        life_.facts = request_called(id);
        life_.id = RequestId{std::move(id)};
        life_.first_seen = moment_at(0);
        life_.stage = Waiting{};
    }

    LifeBuilder& version(std::uint64_t version) {
        return set([&] { life_.version = version; });
    }
    LifeBuilder& user(std::string user) {
        return set([&] { life_.facts.user = std::move(user); });
    }
    LifeBuilder& user_full_name(std::string name) {
        return set([&] { life_.facts.user_full_name = std::move(name); });
    }
    LifeBuilder& computer(std::string name) {
        return set([&] { life_.facts.computer = std::move(name); });
    }
    LifeBuilder& path(std::string path) {
        return set([&] { life_.facts.path = std::move(path); });
    }
    LifeBuilder& policy(std::string policy) {
        return set([&] { life_.facts.policy = std::move(policy); });
    }
    LifeBuilder& reason(std::string reason) {
        return set([&] { life_.facts.reason = std::move(reason); });
    }
    LifeBuilder& requested(std::optional<WallTime> at) {
        return set([&] { life_.facts.requested = at; });
    }
    LifeBuilder& first_seen(Moment at) {
        return set([&] { life_.first_seen = std::move(at); });
    }
    LifeBuilder& clicked(bool was = true) {
        return set([&] { life_.clicked = was; });
    }
    LifeBuilder& reminded(WallTime at) {
        return set([&] { life_.reminded = at; });
    }
    LifeBuilder& ended(WallTime at) {
        return set([&] { life_.ended = at; });
    }

    /// An empty `ts`: the answer to its post is not known.
    LifeBuilder& card(const std::string& channel, std::string attempt, const std::string& ts = {},
                      std::uint64_t shown = 0) {
        CardCopy copy{.attempt = Attempt{std::move(attempt)}, .ts = std::nullopt, .shown = shown};
        if (!ts.empty()) copy.ts = MessageTs{ts};
        life_.cards[ChannelId{channel}].push_back(std::move(copy));
        return *this;
    }
    LifeBuilder& click(KeptClick click) {
        return set([&] { life_.clicks.push_back(std::move(click)); });
    }
    LifeBuilder& fact(LedgerFact fact) {
        return set([&] { life_.ledger.push_back(std::move(fact)); });
    }

    LifeBuilder& submitting(Claim claim) {
        return set([&] { life_.stage = Submitting{std::move(claim)}; });
    }
    LifeBuilder& settled(Decider by, Choice choice, WallTime at = wall_at(1'700'000'060'000)) {
        life_.stage = Settled{.verdict = {.choice = choice, .by = std::move(by), .at = at}};
        life_.ended = at;
        return *this;
    }
    LifeBuilder& gone(WallTime at = wall_at(1'700'000'060'000)) {
        life_.stage = Gone{at};
        life_.ended = at;
        return *this;
    }
    LifeBuilder& unconfirmed(Claim claim, bool is_gone = false) {
        life_.stage = Unconfirmed{.claim = std::move(claim), .gone = is_gone};
        life_.ended = wall_at(1'700'000'060'000);
        return *this;
    }

    [[nodiscard]] Life build() const { return life_; }
    operator Life() const { return life_; }  // NOLINT(google-explicit-constructor): a builder is what it builds

private:
    template <class Change>
    LifeBuilder& set(Change change) {
        change();
        return *this;
    }

    Life life_;
};

}  // namespace privman::testing
