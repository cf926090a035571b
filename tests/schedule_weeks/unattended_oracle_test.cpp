// Ten thousand random weeks of an office in which everything happens that can happen to a request, judged twice: by the
// rule, and by plain loops over a diary that share no line with it. They must agree on every request of every list.
#include "domain/auto_approval.hpp"
#include "tests/domain/zone_help.hpp"
#include "tests/schedule_weeks/office_minutes.hpp"
#include "tests/support/under_sanitizer.hpp"
#include "unicode/fold.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace privman {
namespace {

using namespace std::chrono_literals;
using testing_time::spans_of;
using testing_time::utc;
using testing_time::utc_text;

// --- who asks for what, and how each may be spelled

constexpr const char* people[][3] = {{"CORP\\eve", "corp\\EVE", "eve@corp.example"},
                                     {"LAB\\m\xC3\xBCller", "lab\\M\xC3\x9CLLER", "mu\xCC\x88ller@lab.example"},
                                     {"CORP\\bob", "PC1\\bob", "Bob"}};
constexpr const char* computers[][2] = {{"LT-1", "lt-1"}, {"LT-2", "Lt-2"}};
struct File {
    const char* path[2];
    const char* hash[2];
};
constexpr File files[] = {{{"C:\\a.exe", "c:\\A.EXE"}, {"", ""}},
                          {{"C:\\b.exe", "C:\\B.exe"}, {"AB12", "ab12"}},
                          {{"D:\\copy of b.exe", "d:\\copy of b.exe"}, {"Ab12", "aB12"}},
                          {{"C:\\c.exe", "c:\\c.exe"}, {"FF00", "ff00"}}};

bool same_file(std::size_t a, std::size_t b) { return a == b || (a + b == 3 && a * b == 2); }

// --- the diary

struct Request {
    std::size_t person, computer, file;
    std::string rating;
    std::optional<WallTime> requested;
    bool pending = true;  ///< in Privilege Manager
    ElevationRequest row;
    // As the lists showed it.
    bool known = false;
    std::size_t shown = 0;  ///< which file
    WallTime first_seen, facts_since;
    Millis facts_since_true{};  ///< by a clock that nobody sets
    bool touched = false;
    unsigned refused = 0;
    bool was_unconfirmed = false;
    unsigned absent = 0;
};
struct Noted {
    std::size_t person, computer, file;
    WallTime at;
    RequestId id;
};

class Week {
public:
    Week(std::uint64_t seed, std::size_t office, std::size_t monday)
        : chance_{seed},
          minutes_{minutes_of(office, monday)},
          wall_{utc(mondays[monday])},
          first_{wall_},
          last_{wall_ + std::chrono::days{8}},
          hours_{testing_time::schedule(std::string{offices()[office].schedule} + " " + offices()[office].zone)},
          span_at_{spans_of(offices()[office].zone)} {
        limit_ = static_cast<unsigned>(1 + below(6));
        limit_computer_ = static_cast<unsigned>(2 + below(8));
        rates_ = chance(50);
        stored_.enabled = true;
        stored_.enabled_at = wall_;
        remembers_since_ = wall_ - std::chrono::days{chance(30) ? 0 : 10};
    }

    void live(unsigned& approved, unsigned& left) {
        const auto until = true_ + std::chrono::days{7};
        while (true_ < until && wall_ < last_ - 1h && !::testing::Test::HasFailure()) {
            step();
            const Millis pauses[] = {1s, 30s, 90s, 10min, 45min, 90min, 4h, 9h};
            pass(pauses[below(8)] + Millis{below(1000)});
        }
        approved += approved_;
        left += left_;
    }

private:
    std::uint64_t below(std::uint64_t end) { return chance_() % end; }
    bool chance(unsigned percent) { return below(100) < percent; }
    void pass(Millis length) {
        true_ += length;
        wall_ += length;
    }
    [[nodiscard]] Moment now() const { return {.wall = wall_, .boot = BootTime{true_}, .boot_id = "boot-1"}; }

    void step() {
        const auto what = below(100);
        for (auto waiting = pending(); waiting > 9; --waiting) console();
        if (what < 30) return submit();
        if (what < 66) return list();
        if (what < 71) return console();
        if (what < 77) return edit();
        if (what < 88) return person();
        if (what < 90) return switch_over();
        if (what < 92) return set_clock();
        if (what < 93) return forget_old();
        if (what == 93 && chance(25)) return lose_memory();
        list();
    }

    void submit() {
        Request request{.person = below(std::size(people)),
                        .computer = below(std::size(computers)),
                        .file = below(std::size(files))};
        if (rates_ && chance(75)) request.rating = std::array{"Clean", "good", "Suspect", "Bad", "unknown"}[below(5)];
        if (!chance(30)) request.requested = wall_ - Millis{below(chance(80) ? 1000 : 6 * 3'600'000)};
        if (request.requested && chance(10)) *request.requested += Millis{below(8 * 60'000)};
        const RequestId id{"r" + std::to_string(++submitted_)};
        auto& row = request.row;
        row.id = id;
        row.requested = request.requested;
        row.user = people[request.person][below(3)];
        row.computer = computers[request.computer][below(2)];
        name_file(request);
        row.rating = request.rating;
        requests_.emplace(id, std::move(request));
    }
    void name_file(Request& request) {
        request.row.path = files[request.file].path[below(2)];
        request.row.hash = files[request.file].hash[below(2)];
    }

    Request* some_request(bool pending) {
        std::vector<Request*> fit;
        for (auto& [id, request] : requests_)
            if (request.pending == pending) fit.push_back(&request);
        return fit.empty() ? nullptr : fit[below(fit.size())];
    }

    [[nodiscard]] std::size_t pending() const {
        std::size_t count = 0;
        for (const auto& [id, request] : requests_) count += request.pending ? 1 : 0;
        return count;
    }
    /// Somebody decides it in the console, or its requester gives up.
    void console() {
        if (auto* request = some_request(true)) request->pending = false;
    }

    /// The row says something else under the same id. What was denied or went away stays what it was.
    void edit() {
        auto* request = some_request(true);
        if (!request || noted(denials_, request->row.id) || noted(absences_, request->row.id)) return;
        const bool waits = !request->known || is_waiting(lives_.at(request->row.id));
        if (!waits) return;
        if (chance(60)) {
            request->file = below(std::size(files));
            name_file(*request);
        } else if (rates_) {
            request->rating = request->row.rating = std::array{"Clean", "Bad", "Suspect"}[below(3)];
        } else {
            request->row.reason = "because";
        }
    }
    static bool noted(const std::vector<Noted>& all, const RequestId& id) {
        for (const auto& one : all)
            if (one.id == id) return true;
        return false;
    }

    /// Somebody presses a button, with the right to or without.
    void person() {
        std::vector<RequestId> fit;
        for (const auto& [id, life] : lives_)
            if (is_waiting(life)) fit.push_back(id);
        if (fit.empty()) return;
        const auto id = fit[below(fit.size())];
        auto& request = requests_.at(id);
        const ClickKey key{"k" + std::to_string(++clicks_)};
        tell(id, Kept{{.key = key, .by = UserId{"U1"}}});
        if (chance(30)) return answer(id, key, false);  // a stranger
        request.touched = true;
        if (chance(20)) return answer(id, key, true);  // the card was out of date
        const bool deny = chance(60);
        tell(id, Claimed{{.by = ByPerson{UserId{"U1"}, "ada"}, .choice = {!deny}, .since = now(), .click = key}});
        if (deny) denials_.push_back(entry(request));
        tell(id, Calling{});
        if (chance(20)) {
            tell(id, Refused{"the role may not"});
        } else {
            tell(id, Confirmed{});
            request.pending = false;
        }
        tell(id, Answered{key});
    }
    void answer(const RequestId& id, const ClickKey& key, bool by_approver) {
        tell(id, TurnedDown{key, by_approver});
        tell(id, Answered{key});
    }
    [[nodiscard]] Noted entry(const Request& request) const {
        return {request.person, request.computer, request.shown, wall_, request.row.id};
    }

    void switch_over() {
        stored_.enabled = !stored_.enabled;
        if (stored_.enabled) stored_.enabled_at = wall_;
    }
    void set_clock() {
        const auto to = wall_ + Millis{below(8 * 3'600'000)} - 4h;
        if (to > first_ && to < last_ - 12h) wall_ = to;
    }
    void forget_old() {
        std::vector<RequestId> old;
        for (const auto& [id, life] : lives_)
            if (has_ended(life) && life.ended && *life.ended < wall_ - 1h &&
                !still_counts(life, wall_, &hours_, span_at_))
                old.push_back(id);
        for (const auto& id : old) {
            lives_.erase(id);
            past_.forget(id);
            requests_.erase(id);
        }
    }
    void lose_memory() {
        lives_.clear();
        past_ = PastDecisions{unicode::fold};
        std::erase_if(requests_, [](const auto& entry) { return !entry.second.pending; });
        for (auto& [id, request] : requests_) {
            request.known = request.touched = request.was_unconfirmed = false;
            request.refused = request.absent = 0;
        }
        denials_.clear();
        absences_.clear();
        approvals_.clear();
        remembers_since_ = wall_;
        ever_rated_ = false;
    }

    void tell(const RequestId& id, const Happening& happening) {
        auto& life = lives_.at(id);
        life = react(std::move(life), happening, now());
        past_.learn(life);
    }

    // --- one list

    void list() {
        std::set<RequestId> listed;
        for (const auto& [id, request] : requests_)
            if (request.pending) listed.insert(id);
        for (const auto& id : listed) ever_rated_ = ever_rated_ || !requests_.at(id).rating.empty();
        for (const auto& id : listed) see(id, listed);
        for (auto& [id, request] : requests_) {
            if (!request.known || request.pending) continue;
            const auto& life = lives_.at(id);
            const bool watched = !has_ended(life) && !std::holds_alternative<Submitting>(life.stage);
            if (!watched || ++request.absent < 2) continue;
            tell(id, Missing{});
            absences_.push_back(entry(request));
        }
        go_on();
    }

    void see(const RequestId& id, const std::set<RequestId>& listed) {
        auto& request = requests_.at(id);
        const auto before = request.known ? lives_.at(id).facts : request.row;
        request.shown = request.file;
        if (!request.known) {
            request.known = true;
            request.first_seen = request.facts_since = wall_;
            request.facts_since_true = true_;
            lives_[id] = first_seen(request.row, now());
            past_.learn(lives_[id]);
        } else {
            const bool waited = is_waiting(lives_.at(id));
            const auto stage = lives_.at(id).stage.index();
            tell(id, Listed{request.row});
            if (waited && looks_different(before, request.row)) {
                request.facts_since = wall_;
                request.facts_since_true = true_;
            }
            if (stage != lives_.at(id).stage.index()) note_return(id);
        }
        if (!is_waiting(lives_.at(id))) return;
        if (!agree(id, listed)) return;
        tell(id, Claimed{{.by = BySchedule{"night"}, .choice = {true}, .since = now()}});
        approvals_.push_back(entry(request));
    }
    /// What was not confirmed had no effect: it did not happen.
    void note_return(const RequestId& id) {
        std::erase_if(approvals_, [&](const Noted& one) { return one.id == id; });
    }
    /// By what this office edits: another file, another rating than a better one.
    static bool looks_different(const ElevationRequest& before, const ElevationRequest& now) {
        const auto bad = [](const std::string& rating) {
            return rating == "Bad" ? 3 : rating == "Suspect" ? 2 : rating == "unknown" || rating.empty() ? 1 : 0;
        };
        return before.path != now.path || (!before.hash.empty() && before.hash != now.hash) ||
               bad(now.rating) > bad(before.rating);
    }

    /// Claims that wait for their call: asked again, then called, with every outcome.
    void go_on() {
        std::set<RequestId> listed;
        for (const auto& [id, request] : requests_)
            if (request.pending) listed.insert(id);
        std::vector<RequestId> claims;
        for (const auto& [id, life] : lives_)
            if (std::holds_alternative<Submitting>(life.stage)) claims.push_back(id);
        for (const auto& id : claims) {
            if (chance(15)) continue;  // it waits in a queue
            auto& request = requests_.at(id);
            const auto mine = [&](const Noted& one) { return one.id == id; };
            if (!agree(id, listed)) {
                tell(id, NotSent{"not any more"});
                ++request.refused;
                std::erase_if(approvals_, mine);
                continue;
            }
            tell(id, Calling{});
            if (chance(10)) {
                tell(id, Refused{"no"});
                ++request.refused;
                std::erase_if(approvals_, mine);
            } else if (chance(10)) {
                tell(id, OutOfTime{});
                request.was_unconfirmed = true;
                request.pending = chance(50);
            } else {
                tell(id, Confirmed{});
                request.pending = false;
                for (auto& one : approvals_)
                    if (one.id == id) one.at = wall_;
            }
        }
    }

    // --- the two judges

    bool agree(const RequestId& id, const std::set<RequestId>& listed) {
        const auto& request = requests_.at(id);
        const UnattendedFacts facts{.life = lives_.at(id),
                                    .now = wall_,
                                    .fold = fold_,
                                    .past = past_,
                                    .schedule = &stored_,
                                    .hours = &hours_,
                                    .span_at = span_at_,
                                    .fence = Fence::none,
                                    .ratings = ratings_,
                                    .instance_rates = ever_rated_,
                                    .rating_was_waited_for = true_ - request.facts_since_true >= 60s,
                                    .is_listed = [&](const RequestId& id) { return listed.contains(id); },
                                    .limit = limit_,
                                    .limit_computer = limit_computer_,
                                    .remembers_since = remembers_since_,
                                    .read_just_now = true,
                                    .holds_lease = true};
        const auto answer = may_approve_unattended(facts);
        const bool rule = std::holds_alternative<ApproveAutomatically>(answer);
        const auto forbidden = why_not(id, request, listed);
        EXPECT_EQ(rule, forbidden.empty())
            << id.value << " at " << utc_text(wall_) << ": the rule says "
            << (rule ? std::string{"approve"} : std::get<LeaveToPeople>(answer).why) << ", the diary says "
            << (forbidden.empty() ? "approve" : forbidden) << "; first seen " << utc_text(request.first_seen)
            << ", these facts " << utc_text(request.facts_since) << ", submitted "
            << (request.requested ? utc_text(*request.requested) : "?");
        ++(rule ? approved_ : left_);
        return rule;
    }

    [[nodiscard]] bool in_this_period(WallTime when) const {
        return !minutes_.open(when) && minutes_.since(when) == minutes_.since(wall_);
    }

    std::string why_not(const RequestId& id, const Request& request, const std::set<RequestId>& listed) const {
        if (!stored_.enabled) return "off";
        if (minutes_.open(wall_)) return "people are there";
        if (request.first_seen <= *stored_.enabled_at || request.facts_since <= *stored_.enabled_at) return "older";
        const auto enabled_ms = stored_.enabled_at->time_since_epoch().count();
        if (request.requested && request.requested->time_since_epoch().count() < enabled_ms / 1000 * 1000)
            return "asked for before";
        for (const auto when : {request.first_seen, request.facts_since, request.requested.value_or(wall_)})
            if (when > wall_ + 5min) return "from the future";
        if (minutes_.open(request.requested.value_or(request.first_seen))) return "people were there then";
        if (!in_this_period(request.facts_since)) return "N1, N2: first sight";
        if (request.requested && !in_this_period(*request.requested)) return "N1: submission";

        if (!request.rating.empty() && request.rating != "Clean" && request.rating != "good") return "N4: rating";
        if (request.rating.empty() && ever_rated_) return "N4: waits for a rating, or never got one";

        const auto period = minutes_.since(wall_);
        const auto people_came = minutes_.since(period - 1ms);
        for (const auto& no : denials_)
            if (no.person == request.person && same_file(no.file, request.file) && no.at >= wall_ - 168h)
                return "N3: denied";
        for (const auto& gone : absences_)
            if (gone.person == request.person && same_file(gone.file, request.file) && gone.at >= people_came)
                return "N3: went away";
        for (const auto& [other, life] : lives_) {
            const auto& his = requests_.at(other);
            if (other != id && is_waiting(life) && !listed.contains(other) && his.person == request.person &&
                same_file(his.shown, request.file))
                return "N3: about to be gone";
        }
        if (request.touched) return "N8: touched";
        if (request.refused >= 3 || request.was_unconfirmed) return "tried enough";

        const bool whole = remembers_since_ <= period;
        unsigned person = 0;
        unsigned computer = 0;
        for (const auto& yes : approvals_) {
            if (yes.id == id || yes.at < period || yes.at < wall_ - 24h) continue;
            person += yes.person == request.person ? 1 : 0;
            computer += yes.computer == request.computer ? 1 : 0;
        }
        if (person >= (whole ? limit_ : (limit_ + 3) / 4)) return "N7: requester";
        if (computer >= (whole ? limit_computer_ : (limit_computer_ + 3) / 4)) return "N7: computer";
        return {};
    }

    std::mt19937_64 chance_;
    const Minutes& minutes_;
    WallTime wall_;
    WallTime first_;
    WallTime last_;
    Millis true_{std::chrono::hours{1000}};
    BusinessHours hours_;
    SpanAt span_at_;
    const Fold fold_ = unicode::fold;
    PastDecisions past_{unicode::fold};
    StoredSchedule stored_;
    std::vector<std::string> ratings_{"clean", "good"};
    unsigned limit_ = 0;
    unsigned limit_computer_ = 0;
    bool rates_ = false;
    bool ever_rated_ = false;
    WallTime remembers_since_;
    unsigned submitted_ = 0;
    unsigned clicks_ = 0;
    unsigned approved_ = 0;
    unsigned left_ = 0;
    std::map<RequestId, Request> requests_;
    std::map<RequestId, Life> lives_;
    std::vector<Noted> denials_;
    std::vector<Noted> absences_;
    std::vector<Noted> approvals_;
};

class TenThousandWeeks : public ::testing::TestWithParam<unsigned> {};

TEST_P(TenThousandWeeks, TheRuleAndTheDiaryAgree) {
#ifdef NDEBUG
    constexpr unsigned weeks = testing::under_sanitizer ? 50 : 1250;
#else
    constexpr unsigned weeks = testing::under_sanitizer ? 50 : 150;
#endif
    unsigned approved = 0;
    unsigned left = 0;
    for (unsigned i = 0; i < weeks && !HasFailure(); ++i) {
        const auto seed = GetParam() * 100'000 + i;
        SCOPED_TRACE("seed " + std::to_string(seed));
        Week{seed, i % offices().size(), (i / offices().size()) % std::size(mondays)}.live(approved, left);
    }
    EXPECT_GT(approved, weeks);
    EXPECT_GT(left, approved);
    RecordProperty("approved", static_cast<int>(approved));
    RecordProperty("left_to_people", static_cast<int>(left));
}

INSTANTIATE_TEST_SUITE_P(Seeds, TenThousandWeeks, ::testing::Range(1u, testing::under_sanitizer ? 3u : 9u));

}  // namespace
}  // namespace privman
