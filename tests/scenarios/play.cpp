#include "tests/scenarios/sentences.hpp"

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

void do_it(const std::vector<Deed>& deeds, Play& play, const std::string& words) {
    for (const auto& deed : deeds) {
        const auto groups = caught(deed.pattern, words);
        if (!groups) continue;
        if (deed.needs_bot) play.need_bot();
        return deed.act(play, *groups);
    }
    throw std::invalid_argument{"no such sentence (tests/scenarios/README.md lists them)"};
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
        case Kind::given: return do_it(givens(), *this, step.words);
        case Kind::at: return do_it(ats(), *this, step.words);
        case Kind::when: return do_it(whens(), *this, step.words);
        case Kind::then: break;
    }
    need_bot();
    for (const auto& finding : thens())
        if (const auto groups = caught(finding.pattern, step.words)) return find_out(finding, *this, *groups);
    throw std::invalid_argument{"no such sentence (tests/scenarios/README.md lists them)"};
}

}  // namespace privman::scenarios
