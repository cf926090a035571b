// Sentences about AWS: what stands in Parameter Store, who edits it by hand, how it fails.
#include "tests/scenarios/sentences.hpp"
#include "tests/tools/secret_spellings.hpp"
#include "tests/tools/slack_eyes.hpp"

#include <stdexcept>

namespace privman::scenarios {

namespace {

constexpr const char* prefix = "/privman-slack-bot/";

void settings_in_aws(Play& play, const Caught&) {
    auto& settings = play.rig().settings();
    settings["SETTINGS_STORE"] = "ssm:/privman-slack-bot";
    settings["AWS_REGION"] = "us-east-1";
    settings["AWS_ENDPOINT_URL"] = play.rig().control().base_url() + "/aws";
    settings["AWS_ACCESS_KEY_ID"] = tools::Rig::aws_access_key_id;
    settings["AWS_SECRET_ACCESS_KEY"] = tools::PlantedSecrets::aws_secret;
    // A minute of the scenario is a moment for the account.
    play.rig().control().post("/aws/rules", {{"enforce_rate", false}});
}

void edit(Play& play, const Caught& words) {
    play.rig().control().post("/aws/put", {{"name", prefix + words[1]}, {"value", words[2]}});
}

void erase(Play& play, const Caught& words) { play.rig().control().post("/aws/delete", {{"name", prefix + words[1]}}); }

void fail(Play& play, const Caught& words) {
    auto fault = words[3].empty() ? json::object{} : parse_fields(words[3]);
    fault["call"] = words[1];
    fault["kind"] = words[2];
    fault["times"] = times_of(words[4]);
    play.rig().control().post("/aws/faults", fault);
}

void recover(Play& play, const Caught&) {
    play.rig().control().post("/aws/faults", {{"call", "*"}, {"times", 0}});
    play.rig().control().post("/aws/stale", {{"reads", 0}});
}

/// The value as the console shows it; nothing when there is no such parameter.
std::optional<std::string> value_of(Play& play, const std::string& parameter) {
    const auto overview = play.rig().control().get("/aws");
    for (const auto& one : overview.at("parameters").as_array())
        if (tools::word(one.as_object(), "name") == prefix + parameter) return tools::word(one.as_object(), "value");
    return std::nullopt;
}

Complaint holds_text(Play& play, const Caught& words, bool wanted) {
    const auto value = value_of(play, words[1]);
    if (!value) return "AWS holds no " + words[1];
    if ((value->find(unquoted(words[2])) != std::string::npos) == wanted) return std::nullopt;
    return words[1] + " holds: " + *value;
}

Complaint holds_exactly(Play& play, const Caught& words) {
    const auto value = value_of(play, words[1]);
    if (!value) return "AWS holds no " + words[1];
    if (*value == words[2]) return std::nullopt;
    return words[1] + " holds: " + *value;
}

Complaint holds_none(Play& play, const Caught& words) {
    const auto value = value_of(play, words[1]);
    if (!value) return std::nullopt;
    return words[1] + " holds: " + *value;
}

Complaint asked_to_put(Play& play, const Caught& words) {
    std::int64_t puts = 0;
    for (const auto& call : play.rig().control().get("/aws/calls?call=PutParameter").at("calls").as_array()) {
        const auto* input = call.as_object().if_contains("input");
        if (input && tools::word(input->as_object(), "Name") == prefix + words[1]) ++puts;
    }
    if (puts == 0) return std::nullopt;
    return "AWS was asked " + std::to_string(puts) + " times to put " + words[1];
}

}  // namespace

const std::vector<Deed>& aws_givens() {
    static const std::vector<Deed> all{
        {R"re(settings in aws)re", false, settings_in_aws},
        {R"re(aws holds ([A-Z_]+) as (.*))re", false, edit},
        {R"re(aws enforces its rate limits)re", false,
         [](Play& p, const Caught&) { p.rig().control().post("/aws/rules", {{"enforce_rate", true}}); }},
    };
    return all;
}

const std::vector<Deed>& aws_whens() {
    static const std::vector<Deed> all{
        {R"re(somebody edits ([A-Z_]+) in aws to (.*))re", true, edit},
        {R"re(somebody deletes ([A-Z_]+) in aws)re", true, erase},
        {R"re(aws fails (\S+) with (\S+)(?: (.*?))? (once|always|\d+)(?: times)?)re", false, fail},
        {R"re(aws recovers)re", false, recover},
        {R"re(aws shows stale reads (once|always|\d+)(?: times)?)re", false,
         [](Play& p, const Caught& w) { p.rig().control().post("/aws/stale", {{"reads", times_of(w[1])}}); }},
        {R"re(aws shows stale reads for (\S+))re", false,
         [](Play& p, const Caught& w) {
             p.rig().control().post("/aws/stale", {{"for_ms", parse_length(w[1]).count()}});
         }},
        {R"re(aws has the rules? (.*))re", false,
         [](Play& p, const Caught& w) { p.rig().control().post("/aws/rules", parse_fields(w[1])); }},
    };
    return all;
}

const std::vector<Finding>& aws_thens() {
    static const std::vector<Finding> all{
        {R"re(aws holds in ([A-Z_]+) "(.*)")re", [](Play& p, const Caught& w) { return holds_text(p, w, true); }},
        {R"re(aws does not hold in ([A-Z_]+) "(.*)")re",
         [](Play& p, const Caught& w) { return holds_text(p, w, false); }, true},
        {R"re(aws still holds ([A-Z_]+) as (.*))re", holds_exactly, true},
        {R"re(aws holds no ([A-Z_]+))re", holds_none, true},
        {R"re(aws is never asked to put ([A-Z_]+))re", asked_to_put, true},
    };
    return all;
}

}  // namespace privman::scenarios
