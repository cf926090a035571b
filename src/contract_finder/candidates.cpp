#include "contract_finder/candidates.hpp"

#include <algorithm>
#include <initializer_list>

namespace privman::contract_finder {

namespace {

/// Things around approvals that are not one request's decision.
constexpr std::initializer_list<std::string_view> elsewhere{
    "policy",    "policies", "type",   "types",    "template",     "templates",     "process",    "processes",
    "history",   "audit",    "audits", "log",      "logs",         "setting",       "settings",   "configuration",
    "bulk",      "batch",    "cancel", "withdraw", "delegate",     "escalate",      "attachment", "attachments",
    "webhook",   "webhooks", "report", "reports",  "notification", "notifications", "statistics", "stats",
    "count",     "export",   "rule",   "rules",    "group",        "groups",        "mine",       "my",
    "approvers", "revoke",   "undo",   "reopen",   "archive",      "summary",       "exclusion",  "exclusions"};

struct Meanings {
    bool approval = false;
    bool denial = false;

    explicit Meanings(const Words& words) {
        for (const auto& word : words) {
            const auto meaning = meaning_of_word(word);
            approval = approval || meaning == Meaning::approval;
            denial = denial || meaning == Meaning::denial;
        }
    }
    [[nodiscard]] bool none() const { return !approval && !denial; }
    [[nodiscard]] bool both() const { return approval && denial; }
};

/// By address first; what the sentence says counts where the address is silent. `unsure` when they disagree.
Role role_by_words(const Described& operation, bool& unsure) {
    const Meanings path{operation.path_words};
    const Meanings id{operation.id_words};
    auto said = path.none() ? id : path;
    unsure = !path.none() && !id.none() && (path.approval != id.approval || path.denial != id.denial);
    const Meanings sentence{words_of(operation.summary)};
    if (said.none()) said = sentence;
    // "approve" at the address, and a sentence that only speaks of denying.
    if (!said.none() && !said.both() && !sentence.none() && !sentence.both() && said.denial != sentence.denial)
        unsure = true;
    if (said.both()) unsure = true;
    if (said.none() || unsure) return Role::none;
    if (sentence.both()) {
        unsure = true;
        return Role::none;
    }
    return said.approval ? Role::approve : Role::deny;
}

/// `v2` is 2.
int version_in(const Words& words) {
    int version = 0;
    for (const auto& word : words)
        if (word.size() == 2 && word[0] == 'v' && word[1] >= '0' && word[1] <= '9') version = word[1] - '0';
    return version;
}

int common_segments(std::string_view a, std::string_view b) {
    int count = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()) && lower(a.substr(i, 1)) == lower(b.substr(i, 1)); ++i)
        count += a[i] == '/' ? 1 : 0;
    return count;
}

int trust_in(const Described& operation) {
    int trust = operation.deprecated ? -20 : 0;
    if (has_stem(operation.path_words, "approv") || has_stem(operation.path_words, "elevat")) trust += 4;
    return trust + version_in(operation.path_words);
}

/// Whether the same call could say either; then the verdict inside says which.
bool speaks_for_itself(const Decider& one) { return one.role == Role::approve || one.role == Role::deny; }

bool usable_as(const Decider& one, bool approve) {
    if (one.purposes.verdict && !one.purposes.verdict_unclear) return true;
    return !one.purposes.verdict_unclear && speaks_for_itself(one) && (one.role == Role::approve) == approve;
}

}  // namespace

Decider as_decider(const Described& operation, const Schemas& schemas, std::string& why_not) {
    Decider found{.operation = &operation};
    if (operation.method != "POST" && operation.method != "PUT" && operation.method != "PATCH") {
        why_not = "only asks, or removes";
        return found;
    }
    if (has_any(operation.path_words, elsewhere) || has_any(operation.id_words, elsewhere)) {
        why_not = "is about something else than one request";
        return found;
    }
    found.inputs = inputs_of(operation, schemas);
    found.purposes = purposes_of(found.inputs, schemas);
    if (!found.purposes.id) {
        why_not = "does not say how it names one request";
        return found;
    }
    if (operation.unreadable_body) {
        why_not = "takes neither JSON nor a form";
        return found;
    }
    bool unsure = false;
    found.role = role_by_words(operation, unsure);
    const auto& verdict = found.purposes.verdict;
    if (found.purposes.verdict_unclear) {
        found.role = Role::none;
        why_not = "does not tell the word for approving from the word for denying";
    } else if (verdict && found.role != Role::deny) {
        // One address that takes both words is one call for both, whatever it is called.
        found.role = Role::either;
    } else if (found.role == Role::none) {
        why_not = unsure ? "could approve as well as deny" : "says neither that it approves nor that it denies";
    }
    found.trust = trust_in(operation) + (found.purposes.duration ? 2 : 0) + (found.purposes.comment ? 1 : 0);
    return found;
}

std::optional<Lister> as_lister(const Described& operation, const Schemas& schemas) {
    if (operation.method != "GET" && operation.method != "POST") return std::nullopt;
    if (has_any(operation.path_words, elsewhere) || has_any(operation.id_words, elsewhere)) return std::nullopt;
    Lister found{.operation = &operation, .inputs = inputs_of(operation, schemas)};
    if (operation.answer) found.rows = find_rows(*operation.answer, schemas);
    const auto says_pending = [](const Words& words) { return has_any(words, {"pending", "open", "waiting"}); };
    const bool pending = says_pending(operation.path_words) || says_pending(operation.id_words);
    if (operation.answer && !found.rows) return std::nullopt;
    if (!operation.answer && !pending) return std::nullopt;
    if (operation.method == "POST") {
        // Whoever only asks does so with a word for it.
        Words said = operation.path_words;
        said.insert(said.end(), operation.id_words.begin(), operation.id_words.end());
        if (!Meanings{said}.none() || (!has_any(said, {"search", "query", "list", "find"}) && !pending))
            return std::nullopt;
    }
    Notes ignored;
    if (!call_of(found, schemas, ignored)) return std::nullopt;
    found.trust = trust_in(operation) + (pending ? 6 : 0) + (found.rows ? found.rows->fitting : 0);
    if (says_pending(words_of(operation.summary))) found.trust += 3;
    for (const auto& input : found.inputs)
        if (has_any(input.words, {"status", "state"})) found.trust += 2;
    return found;
}

std::optional<Deciders> choose_deciders(const std::vector<Decider>& all, const Lister* list) {
    std::optional<Deciders> best;
    int highest = 0;
    const auto consider = [&](const Decider& approve, const Decider& deny, int trust) {
        if (list) trust += common_segments(approve.operation->path, list->operation->path);
        if (best && trust < highest) return;
        if (best && trust == highest) {
            best->rivals +=
                (best->rivals.empty() ? "" : ", ") + approve.operation->method + " " + approve.operation->path;
            return;
        }
        best = Deciders{approve, deny, {}};
        highest = trust;
    };
    for (const auto& one : all)
        if (one.role == Role::either && usable_as(one, true) && usable_as(one, false))
            consider(one, one, 2 * one.trust);
    for (const auto& yes : all) {
        for (const auto& no : all) {
            if (&yes == &no || no.role != Role::deny || !usable_as(yes, true) || !usable_as(no, false)) continue;
            // The sister of a denial may list both words in a model that they share; its address says what it is.
            const bool sisters =
                yes.role == Role::approve || (yes.role == Role::either && Meanings{yes.operation->path_words}.approval);
            if (!sisters) continue;
            // Two that belong together stand side by side.
            const int apart = common_segments(yes.operation->path, no.operation->path);
            consider(yes, no,
                     yes.trust + no.trust + 2 * apart - (yes.operation->method == no.operation->method ? 0 : 1));
        }
    }
    return best;
}

}  // namespace privman::contract_finder
