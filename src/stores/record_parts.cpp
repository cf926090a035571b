#include "stores/record_parts.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace privman::stores::parts {

namespace json = boost::json;

Outcome<json::value> opened(std::string_view stored, std::string_view record, unsigned newest) {
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // facts are somebody else's bytes and come back as they were
    boost::system::error_code error;
    auto value = json::parse(stored, error, {}, options);
    if (error) return std::unexpected{Failure{Trouble::malformed, fmt::format("{} is not JSON", record)}};
    Fault fault;
    const auto format = Fields{&value, std::string{record}, fault}.needed_count<unsigned>("format");
    if (!fault.found() && format > newest)
        return std::unexpected{Failure{
            Trouble::newer, fmt::format("{} has format {}; this version reads up to {}", record, format, newest)}};
    if (!fault.found() && format == 0) fault.say(fmt::format("{}.format", record), "is 0");
    return unless(fault, std::move(value));
}

std::string unknown_to(const Fields& read, std::string_view stored) {
    static_cast<void>(read.has("format"));  // read when it was opened
    return read.never_asked_for(stored);
}

std::int64_t encoded(WallTime at) { return at.time_since_epoch().count(); }

json::object encoded(const Moment& moment, const json::storage_ptr& memory) {
    return {{{"wall", encoded(moment.wall)},
             {"boot", std::int64_t{moment.boot.time_since_epoch().count()}},
             {"boot_id", moment.boot_id}},
            memory};
}

Moment decoded_moment(const Fields& in) {
    return {.wall = in.wall("wall"), .boot = BootTime{Millis{in.integer("boot")}}, .boot_id = in.text("boot_id")};
}

json::object encoded(const Choice& choice, const json::storage_ptr& memory) {
    return {{{"approve", choice.approve}, {"grant", spelling(choice.grant)}}, memory};
}

Choice decoded_choice(const Fields& in) {
    Choice choice{.approve = in.flag("approve")};
    if (!in.has("grant")) return choice;  // one time, the least that there is
    if (const auto grant = parse_grant(in.text("grant")))
        choice.grant = *grant;
    else
        in.wrong("grant", "is no grant");
    return choice;
}

json::object encoded(const CardCopy& card, const json::storage_ptr& memory) {
    json::object out{{{"attempt", card.attempt.value}, {"shown", card.shown}, {"intended", encoded(card.intended)}},
                     memory};
    if (card.ts) out["ts"] = card.ts->value;
    if (card.posted_again) out["posted_again"] = true;
    if (card.uneditable) out["uneditable"] = true;
    if (card.end_shown != 0) out["end_shown"] = card.end_shown;
    return out;
}

CardCopy decoded_card(const Fields& in) {
    CardCopy card{.attempt = in.id<Attempt>("attempt"), .ts = std::nullopt};
    if (auto ts = in.maybe_text("ts")) card.ts = MessageTs{std::move(*ts)};
    card.shown = in.count<std::uint64_t>("shown");
    card.intended = in.wall("intended");
    card.posted_again = in.has("posted_again") && in.flag("posted_again");
    card.uneditable = in.has("uneditable") && in.flag("uneditable");
    card.end_shown = in.count<std::uint64_t>("end_shown");
    return card;
}

}  // namespace privman::stores::parts
