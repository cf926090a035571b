#include "contract_finder/what_it_does.hpp"

#include "contract_finder/inputs.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace privman::contract_finder {

namespace {

constexpr std::initializer_list<std::string_view> elsewhere{
    "policy",    "policies", "type",   "types",    "template",     "templates",     "process",    "processes",
    "history",   "audit",    "audits", "log",      "logs",         "setting",       "settings",   "configuration",
    "bulk",      "batch",    "cancel", "withdraw", "delegate",     "escalate",      "attachment", "attachments",
    "webhook",   "webhooks", "report", "reports",  "notification", "notifications", "statistics", "stats",
    "count",     "export",   "rule",   "rules",    "group",        "groups",        "mine",       "my",
    "approvers", "revoke",   "undo",   "reopen",   "archive",      "summary",       "exclusion",  "exclusions"};

/// Of these, what ends a request without an approval: perhaps the instance's only way to say no.
constexpr std::initializer_list<std::string_view> endings{"cancel", "withdraw", "revoke", "undo", "reopen", "archive"};

/// Other verdicts than the two that the bot knows.
constexpr std::initializer_list<std::string_view> other_verdicts{"block",  "suspend", "hold",   "lock",    "ban",
                                                                 "cancel", "withdr",  "revok",  "dismiss", "veto",
                                                                 "permit", "confirm", "releas", "expire"};

constexpr std::initializer_list<std::string_view> known_words{
    "decide", "decides",  "decision",  "decisions", "respond",  "responds",   "response",   "responses",
    "answer", "answers",  "reply",     "verdict",   "resolve",  "resolves",   "resolution", "outcome",
    "result", "approval", "approvals", "request",   "requests", "elevation",  "elevations", "item",
    "items",  "ticket",   "tickets",   "status",    "state",    "update",     "set",        "change",
    "submit", "post",     "put",       "patch",     "send",     "record",     "review",     "handle",
    "action", "id",       "async",     "by",        "to",       "for",        "the",        "a",
    "an",     "or",       "and",       "one",       "single",   "controller", "service",    "api"};

constexpr std::initializer_list<std::string_view> changing_words{
    "purge",  "delete", "remove", "clear",  "close",  "create", "add",    "submit", "update", "set",
    "send",   "start",  "stop",   "block",  "reset",  "save",   "import", "assign", "claim",  "take",
    "revoke", "cancel", "expire", "insert", "upsert", "change", "mark",   "raise",  "run",    "execute"};

constexpr std::initializer_list<std::string_view> changing_sentences{
    "purge",  "purges",  "delete",  "deletes", "remove",  "removes", "clear",    "clears",  "close",  "closes",
    "create", "creates", "opens",   "adds",    "submits", "updates", "approves", "approve", "denies", "deny",
    "reject", "rejects", "assigns", "marks",   "resets",  "cancels", "revokes",  "raises",  "grants", "blocks"};

constexpr std::initializer_list<std::string_view> denying_verbs{
    "deny",   "denies",  "denial",  "denials",    "reject",      "rejects",  "rejection", "decline", "declines",
    "refuse", "refuses", "refusal", "disapprove", "disapproves", "disallow", "disallows", "veto"};

bool has_stem_of(const Words& words, std::initializer_list<std::string_view> stems) {
    return std::ranges::any_of(stems, [&](std::string_view stem) { return has_stem(words, stem); });
}

bool changes_something(const Described& operation) { return operation.method != "GET"; }

Words last_literal_words(std::string_view path) {
    Words words;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto segment = path.substr(0, slash);
        if (!segment.empty() && !segment.contains('{')) words = words_of(segment);
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    return words;
}

bool is_version(std::string_view word) {
    return word.size() >= 2 && word[0] == 'v' && word.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// `/approvals` of `/approvals/{id}/approve` and of `/approvals/approve`.
std::string_view thing_of(std::string_view path) {
    const auto brace = path.find('{');
    const auto end = brace != std::string_view::npos ? path.rfind('/', brace) : path.rfind('/');
    return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

}  // namespace

Meanings::Meanings(const Words& words) {
    for (const auto& word : words) {
        const auto meaning = meaning_of_word(word);
        approval = approval || meaning == Meaning::approval || word == "approving" || word == "granting" ||
                   word == "allowing" || word == "accepting";
        denial = denial || meaning == Meaning::denial || word == "denying" || word == "rejecting" ||
                 word == "declining" || word == "refusing";
    }
}

bool is_about_something_else(const Described& operation) {
    return has_any(operation.path_words, elsewhere) || has_any(operation.id_words, elsewhere);
}

std::string unknown_word(const Described& operation) {
    const auto known = [](std::string_view word) {
        return std::ranges::find(known_words, word) != known_words.end() || is_version(word) ||
               meaning_of_word(word) != Meaning::neither;
    };
    const auto other = [](std::string_view word) {
        return std::ranges::any_of(other_verdicts, [&](std::string_view stem) { return word.starts_with(stem); });
    };
    for (const auto& word : last_literal_words(operation.path))
        if (!known(word)) return word;
    for (const auto& word : operation.id_words)
        if (!known(word) && !has(operation.path_words, word) && !has(operation.tag_words, word)) return word;
    for (const auto* words : {&operation.path_words, &operation.id_words})
        for (const auto& word : *words)
            if (other(word)) return word;
    for (const auto& word : words_of(operation.summary))
        if (other(word)) return word;
    return {};
}

bool speaks_of_changing(const Described& operation) {
    return has_any(operation.path_words, changing_words) || has_any(operation.id_words, changing_words) ||
           !Meanings{operation.path_words}.none() || !Meanings{operation.id_words}.none() ||
           has_any(words_of(operation.summary), changing_sentences);
}

bool belongs_to(const Described& other, const Described& decider) {
    const auto thing = thing_of(decider.path);
    const auto same_thing = !thing.empty() && other.path.starts_with(thing) &&
                            (other.path.size() == thing.size() || other.path[thing.size()] == '/');
    return same_thing || is_about_approvals(other);
}

bool says_that_it_denies(const Described& operation) {
    if (!changes_something(operation) || is_about_something_else(operation)) return false;
    return Meanings{operation.path_words}.only_denial() || Meanings{operation.id_words}.only_denial() ||
           Meanings{words_of(operation.summary)}.only_denial();
}

bool could_be_the_denial(const Described& other, const Described& approve, const Schemas& schemas) {
    const Meanings path{other.path_words};
    const Meanings id{other.id_words};
    const auto sentence_words = words_of(other.summary);
    const Meanings sentence{sentence_words};
    if (!changes_something(other)) return other.path.contains('{') && (path.denial || id.denial);
    const bool verb = has_any(other.path_words, denying_verbs) || has_any(other.id_words, denying_verbs) ||
                      has_any(sentence_words, denying_verbs);
    if (!belongs_to(other, approve)) return verb && !is_about_something_else(other);
    if (verb || path.denial || id.denial || sentence.denial || has_stem_of(other.path_words, other_verdicts) ||
        has_stem_of(other.id_words, other_verdicts))
        return true;
    if (has_any(other.path_words, endings) || has_any(other.id_words, endings)) return true;
    if (is_about_something_else(other)) return false;
    if (other.method == "POST" && has_any(last_literal_words(other.path), {"search", "query", "list", "find"}))
        return false;
    if (path.only_approval() && other.method != "DELETE") return false;
    return other.path.contains('{') || purposes_of(inputs_of(other, schemas), schemas).id.has_value();
}

}  // namespace privman::contract_finder
