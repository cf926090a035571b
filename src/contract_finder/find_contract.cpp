#include "contract_finder/find_contract.hpp"

#include "contract/check.hpp"
#include "contract_finder/candidates.hpp"
#include "contract_finder/sign_in_call.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace privman::contract_finder {

namespace json = boost::json;

namespace {

constexpr std::size_t largest_description = 10u << 20;
constexpr std::size_t deepest_description = 100;
constexpr std::size_t most_about_approvals = 300;

std::expected<json::value, std::string> read_document(std::string_view text) {
    if (text.size() > largest_description)
        return std::unexpected{fmt::format("the description is larger than {} MB", largest_description >> 20)};
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    json::parse_options options;
    options.max_depth = deepest_description;
    options.allow_invalid_utf8 = false;
    boost::system::error_code error;
    auto document = json::parse({text.data(), text.size()}, error, {}, options);
    if (error) return std::unexpected{"the description is not JSON: " + error.message()};
    const auto* object = document.if_object();
    if (!object || (!object->contains("swagger") && !object->contains("openapi")) || !object->contains("paths"))
        return std::unexpected{
            std::string{"this is JSON, but no OpenAPI description (it has no swagger or openapi, or no paths)"}};
    return document;
}

Operation shown(const Described& described, const Schemas& schemas) {
    Operation operation{.method = described.method, .path = described.path, .summary = described.summary};
    for (const auto& input : inputs_of(described, schemas)) operation.parameters.push_back(input.shown());
    return operation;
}

struct Search {
    const json::object& document;
    Schemas schemas;
    Api api;
    std::vector<const Described*> about;
    std::vector<Decider> deciders;
    std::vector<std::string> seen;  ///< one line per operation about approvals, for a failure
    std::vector<Lister> listers;

    explicit Search(const json::value& whole)
        : document{whole.get_object()}, schemas{whole}, api{read_operations(document, schemas)} {
        for (const auto& operation : api.operations) {
            if (!is_about_approvals(operation) || about.size() >= most_about_approvals) continue;
            about.push_back(&operation);
            std::string why_not;
            auto decider = as_decider(operation, schemas, why_not);
            auto lister = as_lister(operation, schemas);
            seen.push_back(fmt::format("{} {}: {}", operation.method, operation.path,
                                       lister                          ? "lists requests"
                                       : decider.named_approve         ? "takes both words, and its name approves"
                                       : decider.role == Role::either  ? "approves or denies"
                                       : decider.role == Role::approve ? "approves"
                                       : decider.role == Role::deny    ? "denies"
                                                                       : why_not));
            if (decider.role != Role::none) deciders.push_back(std::move(decider));
            if (lister) listers.push_back(std::move(*lister));
        }
    }

    [[nodiscard]] std::string what_was_seen() const {
        constexpr std::size_t most = 20;
        if (seen.empty())
            return fmt::format("none of its {} operations speaks of approvals or elevation", api.operations.size());
        std::string text = "it has";
        for (std::size_t i = 0; i < std::min(most, seen.size()); ++i)
            text += fmt::format("{} {}", i == 0 ? "" : ";", seen[i].substr(0, 300));
        if (seen.size() > most) text += fmt::format("; and {} more", seen.size() - most);
        return text;
    }

    [[nodiscard]] const Lister* best_lister(Notes& notes) const {
        const Lister* best = nullptr;
        std::string rivals;
        for (const auto& lister : listers) {
            if (best && lister.trust == best->trust) rivals += " " + lister.operation->path;
            if (!best || lister.trust > best->trust) {
                best = &lister;
                rivals.clear();
            }
        }
        if (!rivals.empty()) notes.guessed.push_back(fmt::format("These could be the list as well:{}.", rivals));
        return best;
    }
};

void read_list(const Lister* lister, const Schemas& schemas, contract::Profile& profile, Notes& notes) {
    if (!lister) {
        profile.list.source = contract::ListSource::report;
        notes.guessed.push_back(
            "No operation lists requests. The profile lists by a report: build one of the open approvals "
            "with a column for the request's id, and write its GUID to list.report.id; until then this "
            "profile is refused.");
        return;
    }
    profile.list.source = contract::ListSource::api;
    profile.list.call = *call_of(*lister, schemas, notes);
    if (lister->operation->method == "GET")
        notes.read.push_back(fmt::format("The list is GET {}.", lister->operation->path));
    else
        notes.guessed.push_back(fmt::format(
            "The list is {} {}, by its name and its answer; it was not tried. Make sure that it changes nothing.",
            lister->operation->method, lister->operation->path));
    if (!lister->rows) {
        notes.guessed.push_back(
            "The answer of the list is not described: its place and its field names are the built-in ones. "
            "Run the list once and look which fields were found.");
        return;
    }
    profile.list.arrays = {lister->rows->pointer};
    notes.read.push_back(
        fmt::format("Its rows stand at {}.", lister->rows->pointer.empty() ? "the top" : lister->rows->pointer));
    read_row(*lister->rows, schemas, profile, notes);
}

std::string word_of(const json::value& value) {
    if (value.is_string()) return std::string{view_of(value.get_string())};
    return value.is_bool() ? (value.get_bool() ? "true" : "false")
                           : fmt::format("{}", value.is_int64() ? value.get_int64() : 0);
}

void read_words(const Deciders& two, contract::Profile& profile, Notes& notes) {
    const auto one = [&](const Decider& decider, bool approve, std::string& word) {
        const auto& verdict = decider.purposes.verdict;
        if (!verdict) return;
        word = word_of(approve ? verdict->approval : verdict->denial);
        auto& list = verdict->from_list ? notes.read : notes.guessed;
        list.push_back(fmt::format(
            "{} says {} for {}{}", decider.inputs[verdict->input].shown(), word, approve ? "an approval" : "a denial",
            verdict->from_list ? "." : ", by its description: check with one test request each."));
    };
    one(two.approve, true, profile.approve_word);
    one(two.deny, false, profile.deny_word);
}

void read_lengths(Decider& approve, const Schemas& schemas, contract::Profile& profile, Notes& notes) {
    auto& is = approve.purposes;
    const auto input = [&](std::optional<std::size_t> number) { return number ? &approve.inputs[*number] : nullptr; };
    if (is.duration)
        is.length_unwritable = !find_duration(*input(is.duration), input(is.unit), schemas, profile.duration, notes);
    const bool has_length = is.duration && !is.length_unwritable;
    if (!has_length)
        notes.guessed.emplace_back(
            "The approval takes no length: only One Time can be approved. Check what an approval without a length "
            "means "
            "in the console.");
    find_one_time(has_length ? input(is.duration) : nullptr, input(is.one_time), schemas, profile.one_time, notes);
}

/// A property of the answer that says whether it worked.
std::string success_flag(const Described& operation, const Schemas& schemas) {
    if (!operation.answer) return {};
    for (const auto& property : schemas.properties(*operation.answer)) {
        const auto name = lower(property.name);
        if ((name == "success" || name == "succeeded" || name == "issuccess") &&
            schemas.type(*property.schema) == "boolean")
            return property.name;
    }
    return {};
}

void read_answers(const Deciders& two, const Schemas& schemas, contract::Profile& profile, Notes& notes) {
    const auto& yes = *two.approve.operation;
    const auto& no = *two.deny.operation;
    std::set<unsigned> statuses{yes.successes.begin(), yes.successes.end()};
    statuses.insert(no.successes.begin(), no.successes.end());
    // Generators write 200 under everything; another number was written by somebody who meant it.
    if (!statuses.empty() && *statuses.rbegin() != 200) {
        profile.success.statuses.assign(statuses.begin(), statuses.end());
        notes.read.push_back("Which answers are a success is described.");
    } else {
        notes.guessed.push_back("Every answer from 200 to 299 without an error inside is taken for a success.");
    }
    if (const auto flag = success_flag(yes, schemas); !flag.empty() && flag == success_flag(no, schemas)) {
        profile.success.test = contract::JsonTest{.pointer = "/" + flag, .equals = true};
        notes.read.push_back(fmt::format("An answer is a success when {} is true.", flag));
    }
    for (const auto* operation : {&yes, &no})
        for (const auto status : operation->already_gone)
            if (std::ranges::find(profile.already_decided.statuses, status) == profile.already_decided.statuses.end())
                profile.already_decided.statuses.push_back(status);
}

}  // namespace

std::expected<Finding, std::string> find_contract(std::string_view description, contract::Profile base) {
    const auto document = read_document(description);
    if (!document) return std::unexpected{document.error()};
    const Search search{*document};
    const auto& schemas = search.schemas;
    Notes notes;
    Finding finding;
    finding.profile = std::move(base);
    auto& profile = finding.profile;
    profile.name = "found";
    profile.verified = false;

    const auto* lister = search.best_lister(notes);
    std::string doubts;
    auto deciders = choose_deciders(search.deciders, search.api.operations, schemas, lister, doubts);
    // What was not read to its end may hide a denial.
    if (schemas.exhausted())
        return std::unexpected{
            std::string{"the schemas of the description refer to each other so often that it was not read to its end"}};
    if (search.api.cut && deciders && deciders->approve.operation == deciders->deny.operation) {
        deciders.reset();
        doubts = "One call takes both words, but the description is so long that a denial may stand in its unread end";
    }
    if (!deciders)
        return std::unexpected{
            "the description does not say, beyond doubt, how one request is approved and how it is denied, so no "
            "profile was written: " +
            search.what_was_seen() + (doubts.empty() ? "" : ". " + doubts) +
            ". Write approve and deny by hand (docs/privilege-manager.md)"};
    read_list(lister, schemas, profile, notes);
    read_words(*deciders, profile, notes);
    read_lengths(deciders->approve, schemas, profile, notes);
    const auto approve = call_of(deciders->approve, true, schemas, notes);
    Notes of_denial;
    const auto deny = call_of(deciders->deny, false, schemas, of_denial);
    if (!approve || !deny)
        return std::unexpected{
            "the calls that approve and deny need values that nothing fills, so no profile was written: " +
            search.what_was_seen()};
    for (auto& note : of_denial.guessed)
        if (std::ranges::find(notes.guessed, note) == notes.guessed.end()) notes.guessed.push_back(std::move(note));
    profile.approve = *approve;
    profile.deny = *deny;
    const auto shown_call = [](const Decider& one) { return one.operation->method + " " + one.operation->path; };
    if (deciders->deny.named_approve)
        notes.guessed.push_back(fmt::format(
            "Only {} decides. Its name speaks of approving, but it takes both words, and no other call could be the "
            "denial: it is used for both. Deny a test request, and look in the console that it was denied.",
            shown_call(deciders->deny)));
    else
        notes.read.push_back(fmt::format("An approval is {}, a denial is {}.", shown_call(deciders->approve),
                                         shown_call(deciders->deny)));
    if (!deciders->rivals.empty())
        notes.guessed.push_back(fmt::format("These could approve as well: {}.", deciders->rivals));
    read_answers(*deciders, schemas, profile, notes);
    find_sign_in(search.document, search.api, schemas, profile, notes);
    if (!search.api.base_known)
        notes.guessed.push_back(
            "The description does not say what stands before its paths; they are taken to stand right after "
            "/Tms. A list that is not found (404) would mean another beginning.");
    if (search.api.cut) notes.guessed.push_back("The description is so long that its end was not read.");

    contract::Faults faults;
    contract::check_profile(profile, faults);
    // A report's id is for a human to fill in; everything else must hold now.
    if (!lister) std::erase_if(faults, [](const auto& fault) { return fault.pointer == "/list/report/id"; });
    if (!faults.empty()) {
        auto first = faults.front();
        first.others.assign(faults.begin() + 1, faults.end());
        return std::unexpected{"what was found makes no safe profile, so none was written: " +
                               contract::text_of(first) + ". " + search.what_was_seen()};
    }
    for (const auto* described : search.about) {
        auto operation = shown(*described, schemas);
        operation.chosen = described == deciders->approve.operation || described == deciders->deny.operation ||
                           (lister && described == lister->operation);
        finding.operations.push_back(std::move(operation));
    }
    finding.read = std::move(notes.read);
    finding.guessed = std::move(notes.guessed);
    return finding;
}

}  // namespace privman::contract_finder
