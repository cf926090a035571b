#include "contract_finder/candidates.hpp"

#include "contract_finder/what_it_does.hpp"

#include <algorithm>

namespace privman::contract_finder {

namespace {

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

/// What a call that takes both words is. A word for one of the two beside them makes it that, or a doubt.
Role role_with_verdict(const Described& operation, Role by_words, bool& named_approve, std::string& why_not) {
    const Meanings said[] = {Meanings{operation.path_words}, Meanings{operation.id_words},
                             Meanings{words_of(operation.summary)}};
    const bool approves = std::ranges::any_of(said, &Meanings::only_approval);
    const bool denies = std::ranges::any_of(said, &Meanings::only_denial);
    if (approves && denies) {
        why_not = "contradicts itself: approving as well as denying";
        return Role::none;
    }
    if (denies) {
        if (by_words != Role::deny) why_not = "could approve as well as deny";
        return by_words == Role::deny ? Role::deny : Role::none;
    }
    if (approves) {
        named_approve = true;
        return Role::either;
    }
    if (const auto word = unknown_word(operation); !word.empty()) {
        why_not = "takes both words, and it is not known what \"" + word.substr(0, 50) + "\" in its name does";
        return Role::none;
    }
    return Role::either;
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
    if (is_about_something_else(operation)) {
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
    } else if (verdict) {
        found.role = role_with_verdict(operation, found.role, found.named_approve, why_not);
    } else if (found.role == Role::none) {
        why_not = unsure ? "could approve as well as deny" : "says neither that it approves nor that it denies";
    }
    found.trust = trust_in(operation) + (found.purposes.duration ? 2 : 0) + (found.purposes.comment ? 1 : 0);
    return found;
}

std::optional<Lister> as_lister(const Described& operation, const Schemas& schemas) {
    if (operation.method != "GET" && operation.method != "POST") return std::nullopt;
    if (is_about_something_else(operation) || speaks_of_changing(operation)) return std::nullopt;
    Lister found{.operation = &operation, .inputs = inputs_of(operation, schemas)};
    if (operation.answer) found.rows = find_rows(*operation.answer, schemas);
    const auto says = [&](std::initializer_list<std::string_view> words) {
        return has_any(operation.path_words, words) || has_any(operation.id_words, words);
    };
    const bool pending = says({"pending", "open", "waiting"});
    if (operation.answer && !found.rows) return std::nullopt;
    // "open" is a verb as well.
    if (!operation.answer && !says({"pending", "waiting"})) return std::nullopt;
    // Whoever only asks by POST does so with a word for it, and shows what comes back.
    if (operation.method == "POST" && (!found.rows || !says({"search", "query", "list", "find"}))) return std::nullopt;
    Notes ignored;
    if (!call_of(found, schemas, ignored)) return std::nullopt;
    found.trust = trust_in(operation) + (pending ? 6 : 0) + (found.rows ? found.rows->fitting : 0);
    if (has_any(words_of(operation.summary), {"pending", "open", "waiting"})) found.trust += 3;
    // A GET changes nothing, whatever it is called.
    if (operation.method == "POST") found.trust -= 50;
    for (const auto& input : found.inputs)
        if (has_any(input.words, {"status", "state"})) found.trust += 2;
    return found;
}

std::optional<Deciders> choose_deciders(const std::vector<Decider>& all, const std::vector<Described>& operations,
                                        const Schemas& schemas, const Lister* list, std::string& doubts) {
    const auto doubted = [&](const Decider& one) {
        for (const auto& other : operations) {
            if (&other == one.operation) continue;
            const bool doubt = one.named_approve ? could_be_the_denial(other, *one.operation, schemas)
                                                 : says_that_it_denies(other) && belongs_to(other, *one.operation);
            if (!doubt) continue;
            doubts = one.operation->method + " " + one.operation->path.substr(0, 300) +
                     " takes both words, but the denial could also be " + other.method + " " +
                     other.path.substr(0, 300);
            return true;
        }
        return false;
    };
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
        best = Deciders{.approve = approve, .deny = deny, .rivals = {}};
        highest = trust;
    };
    for (const auto& one : all)
        if (one.role == Role::either && usable_as(one, true) && usable_as(one, false) && !doubted(one))
            consider(one, one, 2 * one.trust);
    for (const auto& yes : all) {
        for (const auto& no : all) {
            if (&yes == &no || no.role != Role::deny || !usable_as(yes, true) || !usable_as(no, false)) continue;
            // The sister of a denial may list both words in a model that they share; its address says what it is.
            const bool sisters = yes.role == Role::approve || (yes.role == Role::either && yes.named_approve);
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
