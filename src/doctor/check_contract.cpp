#include "doctor/check_contract.hpp"

#include "doctor/pretty_json.hpp"
#include "doctor/reach.hpp"
#include "doctor/write_file.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace privman::doctor {

namespace json = boost::json;

namespace {

constexpr std::string_view fill_in_report =
    "Build a report of the open approvals with a column for the request's id, and write its GUID to list.report.id of "
    "the profile; until then the bot refuses the profile.";

/// The description, and a word on where it came from.
struct Description {
    std::string text;
    std::string origin;
};

Async<std::optional<Description>> fetch(ContractAtHand& at_hand, const ContractSeen& seen, Report& report) {
    constexpr std::string_view id = "contract.description";
    if (seen.description) {
        report.fine(id, "Read from the file");
        co_return Description{*seen.description, "the file"};
    }
    if (!seen.instance.reachable) {
        report.skipped(id, "because Privilege Manager cannot be reached");
        co_return std::nullopt;
    }
    // Without a token first: some instances show it to everybody, and some to everybody but API users.
    net::HttpRequest request{.method = "GET", .headers = {{"Accept", "application/json"}}};
    const auto url = at_hand.access.base_url + seen.in_use.swagger_path;
    ReadingHttp http{at_hand.http, at_hand.clock, {{"GET", url.substr(0, url.find('?'))}}};
    auto open = co_await http.send(url, std::move(request), {.total = longest_call, .max_body = pm::max_list_bytes});
    if (open && open->status >= 200 && open->status < 300 && pm::read_json(open->body)) {
        report.fine(id, "The instance shows it without a login");
        co_return Description{std::move(open->body), "the instance"};
    }
    std::string why = open ? fmt::format("HTTP {} without a login", open->status) : open.error().what;
    if (seen.instance.logged_in) {
        auto asked = co_await at_hand.client.api_description();
        if (asked) {
            report.fine(id, "The instance shows it to the API user");
            co_return Description{std::move(*asked), "the instance"};
        }
        why += "; as the API user: " + asked.error().what;
    }
    report.warning(id, why);
    co_return std::nullopt;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : between) + word;
    return all;
}

void report_operations(const contract_finder::Finding& finding, Report& report) {
    constexpr std::size_t most = 30;
    std::size_t shown = 0;
    for (const auto& operation : finding.operations) {
        if (++shown > most) break;
        auto seen = operation.summary.empty() ? std::string{"(no summary)"} : operation.summary;
        if (!operation.parameters.empty()) seen += " — " + joined(operation.parameters, ", ");
        if (operation.chosen) seen += " — used in the profile";
        report.fine("contract.operations", seen, operation.method + " " + operation.path);
    }
    if (finding.operations.size() > most)
        report.fine("contract.operations", fmt::format("and {} more", finding.operations.size() - most));
    if (finding.operations.empty()) report.warning("contract.operations", "It mentions no approvals");
}

/// Guesses matter to whoever is about to use the profile; beside a verified one they are only worth a count.
void report_guesses(const contract_finder::Finding& finding, const ContractSeen& seen, Report& report) {
    const bool about_to_be_used = !seen.in_use.verified || !seen.write_to.empty();
    if (finding.guessed.empty() || !about_to_be_used)
        return report.fine("contract.profile", finding.guessed.empty()
                                                   ? "Nothing had to be guessed"
                                                   : fmt::format("{} things would be guesses", finding.guessed.size()));
    for (const auto& said : finding.read) report.fine("contract.profile", said);
    for (const auto& guess : finding.guessed) report.warning("contract.profile", "Guessed: " + guess);
}

/// Where guesses are to blame they come first.
std::string mend_of_list(const contract_finder::Finding& finding, const ContractSeen& seen) {
    if (finding.guessed.empty())
        return "Nothing was guessed: give the role of the API Client user the right to list approvals, and compare the "
               "list call with the instance's API description.";
    if (seen.write_to.empty())
        return "Write the profile with --write-profile FILE, correct its guesses, and run doctor again with it.";
    return "Correct the guesses in the profile that was written, and run doctor again with it.";
}

Async<void> try_list(ContractAtHand& at_hand, const contract_finder::Finding& finding, const ContractSeen& seen,
                     Report& report) {
    constexpr std::string_view id = "contract.list";
    auto profile = finding.profile;
    if (profile.list.source == contract::ListSource::report)
        co_return report.warning(id, "No operation of the description lists requests", fill_in_report);
    // What merely looks like a list may change the instance; a GET does not.
    if (profile.list.call.method != "GET")
        co_return report.skipped(id, fmt::format("{} {} is only guessed to be the list, and doctor tries nothing but a "
                                                 "GET: make sure that it changes nothing",
                                                 profile.list.call.method, profile.list.call.path));
    const bool may_log_in =
        seen.instance.logged_in || (seen.instance.no_login_call && profile.token != seen.in_use.token);
    if (!may_log_in) co_return report.skipped(id, "because nobody is logged in to Privilege Manager");
    if (!listing_only_asks(profile))
        co_return report.skipped(id, "the profile that was found lists with the call that decides: it was not sent");
    // Where we are known already, no other login is tried.
    if (seen.instance.logged_in) profile.token = seen.in_use.token;
    ReadingHttp http{at_hand.http, at_hand.clock, privilege_manager_questions(profile, at_hand.access.base_url)};
    pm::Client client{http, at_hand.clock, profile, at_hand.access};
    const auto decoded = co_await client.inspect_list();
    co_await client.sign_out();
    const auto mend = mend_of_list(finding, seen);
    if (!decoded) co_return report.warning(id, decoded.error().what, mend);
    if (decoded->seen.empty())
        co_return report.fine(id, "Complete, and empty: how fields map shows when a request waits");
    report.fine(id, fmt::format("{} requests; {}", decoded->list.requests.size(), mapping_of(*decoded)));
    for (const auto& remark : decoded->list.remarks) report.warning(id, "Left out: " + remark, mend);
}

void compare(const ContractSeen& seen, const contract::Profile& found, Report& report) {
    if (!seen.not_in_use.empty()) return report.skipped("contract.differences", seen.not_in_use);
    const auto& in_use = seen.in_use;
    const auto places = differences(in_use, found);
    if (places.empty()) return report.fine("contract.differences", "The profile in use says the same");
    constexpr std::size_t most = 12;
    const std::vector<std::string> some{places.begin(),
                                        places.begin() + static_cast<std::ptrdiff_t>(std::min(most, places.size()))};
    const auto text = fmt::format("The profile {} differs at {}{}", in_use.name, joined(some, ", "),
                                  places.size() > most ? fmt::format(" and {} more places", places.size() - most) : "");
    // Whoever has verified his profile knows better than a description.
    if (in_use.verified) return report.fine("contract.differences", text + "; it is verified, and stays");
    report.warning("contract.differences", text);
}

void write_profile(const contract::Profile& found, const ContractSeen& seen, Report& report) {
    if (seen.write_to.empty()) return report.skipped("contract.written", "not asked for (--write-profile FILE)");
    const auto why = write_file(seen.write_to, pretty(contract::to_json(found)), seen.overwrite);
    if (!why.empty()) return report.fault("contract.written", why, {}, seen.write_to);
    if (found.list.source == contract::ListSource::report)
        return report.warning("contract.written", "Written, but it is not complete", fill_in_report, seen.write_to);
    report.fine("contract.written",
                fmt::format("Written; read it, then set PRIVMAN_PROFILE={} and run doctor again", seen.write_to),
                seen.write_to);
}

void collect(const json::value& a, const json::value& b, const std::string& pointer, std::vector<std::string>& into) {
    if (a == b) return;
    const auto* one = a.if_object();
    const auto* other = b.if_object();
    if (!one || !other) return into.push_back(pointer);
    for (const auto& [key, value] : *one) {
        const auto place = pointer + "/" + std::string{key};
        const auto* there = other->if_contains(key);
        if (there)
            collect(value, *there, place, into);
        else
            into.push_back(place);
    }
    for (const auto& [key, value] : *other)
        if (!one->contains(key)) into.push_back(pointer + "/" + std::string{key});
}

}  // namespace

std::vector<std::string> differences(const contract::Profile& in_use, const contract::Profile& found) {
    std::vector<std::string> places;
    collect(contract::to_json(in_use), contract::to_json(found), "", places);
    std::erase_if(places, [](const std::string& place) { return place == "/name" || place == "/verified"; });
    return places;
}

Async<void> check_contract(ContractAtHand at_hand, ContractSeen seen, Report& report) {
    const auto description = co_await fetch(at_hand, seen, report);
    if (!description) {
        if (!seen.write_to.empty())
            report.fault("contract.written", "Nothing to write: there is no API description",
                         "Give a saved description with --description FILE.", seen.write_to);
        co_return report.skip_rest("contract.", "because there is no API description");
    }
    const auto finding = at_hand.find(description->text, contract::builtin());
    if (!finding) {
        report.warning("contract.operations", finding.error());
        if (!seen.write_to.empty())
            report.fault("contract.written", "Nothing to write: " + finding.error(),
                         "Write the profile by hand (docs/privilege-manager.md).", seen.write_to);
        co_return report.skip_rest("contract.", "because no contract could be made of the description");
    }
    report_operations(*finding, report);
    report_guesses(*finding, seen, report);
    compare(seen, finding->profile, report);
    write_profile(finding->profile, seen, report);
    co_await try_list(at_hand, *finding, seen, report);
}

}  // namespace privman::doctor
