// What the checks found: values, and their two forms, for people and for machines. Knows no check by heart.
#pragma once

#include "observe/redactor.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace privman::doctor {

enum class Verdict {
    fine,
    warning,  ///< works, but somebody should look
    fault,    ///< something will not work
    skipped,  ///< not looked at, `seen` says why
};

/// "fine", "warning", "fault", "skipped".
std::string_view word_for(Verdict);

struct Check {
    std::string id;     ///< of the catalogue
    std::string about;  ///< which one of several: a setting, a person, a channel; may be empty
    Verdict verdict = Verdict::fine;
    std::string seen;  ///< one sentence
    std::string mend;  ///< one sentence; empty when nothing is to be done
};

/// Everything that is said goes through the redactor first, and other people's bytes are made fit for a terminal. An id
/// that is not in the catalogue throws `std::logic_error`.
class Report {
public:
    Report() = default;
    explicit Report(observe::Redactor redactor) : redactor_{std::move(redactor)} {}

    void fine(std::string_view id, std::string_view seen, std::string_view about = {});
    /// An empty `mend` is the catalogue's.
    void warning(std::string_view id, std::string_view seen, std::string_view mend = {}, std::string_view about = {});
    void fault(std::string_view id, std::string_view seen, std::string_view mend = {}, std::string_view about = {});
    void skipped(std::string_view id, std::string_view why, std::string_view about = {});

    /// Every check of `group` that nothing was said about becomes skipped: because of `why`, or of the group's last
    /// fault, or of what its first skipped check was skipped for.
    void skip_rest(std::string_view group, std::string_view why = {});

    /// It was looked at, and nothing said of it is a fault.
    [[nodiscard]] bool passed(std::string_view id) const;
    [[nodiscard]] unsigned count(Verdict) const;
    /// In the order of the catalogue, and within one id in the order in which it was said.
    [[nodiscard]] std::vector<Check> checks() const;

private:
    [[nodiscard]] std::string why_not_looked_at(std::string_view group) const;
    void add(Verdict verdict, std::string_view id, std::string_view seen, std::string_view mend,
             std::string_view about);

    observe::Redactor redactor_;
    std::vector<Check> said_;
};

/// Lines of at most a hundred columns; what was skipped in one group for one reason is one line. The last one is "2
/// faults, 1 warning, 23 fine, 4 skipped".
std::string as_text(const Report&);

/// {"verdict", "faults", "warnings", "fine", "skipped", "checks": [{"id", "about", "verdict", "seen", "mend"}]}.
std::string as_json(const Report&, std::string_view version);

}  // namespace privman::doctor
