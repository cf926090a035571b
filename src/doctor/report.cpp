#include "doctor/report.hpp"

#include "doctor/catalogue.hpp"
#include "observe/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace privman::doctor {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_sentence = 900;
constexpr std::size_t columns = 100;

std::string_view shown_word(Verdict verdict) { return verdict == Verdict::fault ? "FAULT" : word_for(verdict); }

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Characters, as a terminal counts them for the scripts we write in.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues_a_character(c); }));
}

/// `text` after `lead`, broken between words; further lines are indented to where the first one began.
std::string wrapped(std::string lead, std::string_view text) {
    const auto indent = width_of(lead);
    std::string out = std::move(lead);
    std::size_t used = indent;
    bool first = true;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!first && used + 1 + width_of(word) > columns) {
            out += "\n" + std::string(indent, ' ');
            used = indent;
        } else if (!first) {
            out += ' ';
            ++used;
        }
        out += word;
        used += width_of(word);
        first = false;
    }
    return out + "\n";
}

std::string counted(unsigned number, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", number, number == 1 ? one : many);
}

std::string last_line(const Report& report) {
    auto line = counted(report.count(Verdict::fault), "fault", "faults") + ", " +
                counted(report.count(Verdict::warning), "warning", "warnings") + ", " +
                counted(report.count(Verdict::fine), "fine", "fine");
    if (const auto skipped = report.count(Verdict::skipped)) line += fmt::format(", {} skipped", skipped);
    return line + "\n";
}

/// Of check ids the part behind the group.
std::string_view without_group(std::string_view id) { return id.substr(id.find('.') + 1); }
std::string_view group_of(std::string_view id) { return id.substr(0, id.find('.')); }

/// What was left out for one reason is one line: whoever mends the reason need not read of each consequence.
bool goes_without_saying(const Check& check, const Check& said) {
    return check.verdict == Verdict::skipped && said.verdict == Verdict::skipped && check.about.empty() &&
           said.about.empty() && check.seen == said.seen && group_of(check.id) == group_of(said.id);
}

std::string not_checked(const Check& first, const std::vector<Check>& all) {
    std::string_view why = first.seen;
    constexpr std::string_view because = "because ";
    if (why.starts_with(because)) why.remove_prefix(because.size());
    auto text = (first.about.empty() ? "" : first.about + ": ") + fmt::format("not checked: {}", why);
    std::string others;
    for (const auto& check : all)
        if (check.id != first.id && goes_without_saying(check, first))
            others += fmt::format("{}{}", others.empty() ? " (likewise " : ", ", without_group(check.id));
    return others.empty() ? text : text + others + ")";
}

}  // namespace

std::string_view word_for(Verdict verdict) {
    switch (verdict) {
        case Verdict::fine: return "fine";
        case Verdict::warning: return "warning";
        case Verdict::fault: return "fault";
        case Verdict::skipped: return "skipped";
    }
    return "fault";
}

void Report::fine(std::string_view id, std::string_view seen, std::string_view about) {
    add(Verdict::fine, id, seen, {}, about);
}

void Report::warning(std::string_view id, std::string_view seen, std::string_view mend, std::string_view about) {
    add(Verdict::warning, id, seen, mend, about);
}

void Report::fault(std::string_view id, std::string_view seen, std::string_view mend, std::string_view about) {
    add(Verdict::fault, id, seen, mend, about);
}

void Report::skipped(std::string_view id, std::string_view why, std::string_view about) {
    add(Verdict::skipped, id, why, {}, about);
}

void Report::add(Verdict verdict, std::string_view id, std::string_view seen, std::string_view mend,
                 std::string_view about) {
    const auto* name = find_check(id);
    if (!name) throw std::logic_error{fmt::format("no check is called {}", id)};
    const bool needs_mend = verdict == Verdict::warning || verdict == Verdict::fault;
    if (needs_mend && mend.empty()) mend = name->mend;
    // Blotted out before anything is cut, so that no half of a secret is left.
    const auto presentable = [this](std::string_view text) {
        const auto clean = observe::visible(observe::as_utf8(redactor_.clean(text)));
        return observe::cut_in_the_middle(clean, longest_sentence);
    };
    said_.push_back({.id = std::string{id},
                     .about = presentable(about),
                     .verdict = verdict,
                     .seen = presentable(seen),
                     .mend = presentable(mend)});
}

void Report::skip_rest(std::string_view group, std::string_view why) {
    const auto because = why.empty() ? why_not_looked_at(group) : std::string{why};
    for (const auto& name : catalogue()) {
        const bool said = std::ranges::find(said_, name.id, &Check::id) != said_.end();
        if (name.id.starts_with(group) && !said) skipped(name.id, because);
    }
}

std::string Report::why_not_looked_at(std::string_view group) const {
    std::string because;
    for (const auto& check : said_)
        if (check.verdict == Verdict::fault && check.id.starts_with(group))
            because = "because " + check.id + " is at fault";
    if (!because.empty()) return because;
    // What stopped the group came from elsewhere, and its first check has said so.
    for (const auto& check : said_)
        if (check.verdict == Verdict::skipped && check.id.starts_with(group)) return check.seen;
    return "not asked";
}

bool Report::passed(std::string_view id) const {
    bool looked_at = false;
    for (const auto& check : said_) {
        if (check.id != id) continue;
        if (check.verdict == Verdict::fault || check.verdict == Verdict::skipped) return false;
        looked_at = true;
    }
    return looked_at;
}

unsigned Report::count(Verdict verdict) const {
    return static_cast<unsigned>(std::ranges::count(said_, verdict, &Check::verdict));
}

std::vector<Check> Report::checks() const {
    std::vector<Check> ordered;
    ordered.reserve(said_.size());
    for (const auto& name : catalogue())
        for (const auto& check : said_)
            if (check.id == name.id) ordered.push_back(check);
    return ordered;
}

std::string as_text(const Report& report) {
    std::size_t longest = 0;
    for (const auto& name : catalogue()) longest = std::max(longest, name.id.size());
    std::string out;
    const auto all = report.checks();
    for (auto at = all.begin(); at != all.end(); ++at) {
        const auto& check = *at;
        if (std::any_of(all.begin(), at, [&](const Check& said) { return goes_without_saying(check, said); })) continue;
        const auto lead = fmt::format("{:<8} {:<{}}  ", shown_word(check.verdict), check.id, longest);
        out += wrapped(lead, check.verdict == Verdict::skipped
                                 ? not_checked(check, all)
                                 : (check.about.empty() ? "" : check.about + ": ") + check.seen);
        if (!check.mend.empty()) out += wrapped(std::string(lead.size(), ' ') + "→ ", check.mend);
    }
    return out + "\n" + last_line(report);
}

std::string as_json(const Report& report, std::string_view version) {
    json::array checks;
    for (const auto& check : report.checks())
        checks.push_back(json::object{{"id", check.id},
                                      {"about", check.about},
                                      {"verdict", json::string{word_for(check.verdict)}},
                                      {"seen", check.seen},
                                      {"mend", check.mend}});
    const auto faults = report.count(Verdict::fault);
    const auto warnings = report.count(Verdict::warning);
    const auto verdict = faults > 0 ? Verdict::fault : warnings > 0 ? Verdict::warning : Verdict::fine;
    return json::serialize(json::object{{"version", json::string{version}},
                                        {"verdict", json::string{word_for(verdict)}},
                                        {"faults", faults},
                                        {"warnings", warnings},
                                        {"fine", report.count(Verdict::fine)},
                                        {"skipped", report.count(Verdict::skipped)},
                                        {"checks", std::move(checks)}}) +
           "\n";
}

}  // namespace privman::doctor
