#include "tests/scenarios/sentences.hpp"

#include <functional>
#include <initializer_list>
#include <stdexcept>

namespace privman::scenarios {

namespace {

std::optional<Caught> caught(const char* pattern, const std::string& words) {
    std::smatch match;
    if (!std::regex_match(words, match, std::regex{pattern})) return std::nullopt;
    Caught groups;
    for (const auto& group : match) groups.push_back(group.str());
    return groups;
}

[[noreturn]] void nobody_knows() {
    throw std::invalid_argument{"no such sentence (tests/scenarios/README.md lists them)"};
}

template <class Sentence>
using Tables = std::initializer_list<std::reference_wrapper<const std::vector<Sentence>>>;

void do_it(Tables<Deed> tables, Play& play, const std::string& words) {
    for (const auto& deeds : tables) {
        for (const auto& deed : deeds.get()) {
            const auto groups = caught(deed.pattern, words);
            if (!groups) continue;
            if (deed.needs_bot) play.need_bot();
            return deed.act(play, *groups);
        }
    }
    nobody_knows();
}

void find_out(const Finding& finding, Play& play, const Caught& groups) {
    Complaint complaint;
    const auto look = [&] {
        complaint = finding.look(play, groups);
        return !complaint;
    };
    if (!tools::eventually(look)) throw std::runtime_error{*complaint};
    if (!finding.stays) return;
    play.rig().let_it_poll();
    if (!look()) throw std::runtime_error{"held at first, and then: " + *complaint};
}

}  // namespace

void Play::need_bot() {
    if (started_) return;
    rig_.start_working_bot();
    started_ = true;
}

void Play::play(const Step& step) {
    switch (step.kind) {
        case Kind::given: return do_it({givens(), aws_givens()}, *this, step.words);
        case Kind::at: return do_it({ats()}, *this, step.words);
        case Kind::when: return do_it({whens(), aws_whens()}, *this, step.words);
        case Kind::then: break;
    }
    need_bot();
    for (const auto& findings : Tables<Finding>{thens(), aws_thens()})
        for (const auto& finding : findings.get())
            if (const auto groups = caught(finding.pattern, step.words)) return find_out(finding, *this, *groups);
    nobody_knows();
}

}  // namespace privman::scenarios
