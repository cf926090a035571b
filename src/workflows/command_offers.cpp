// Questions back: the readings of what was typed, as buttons for whoever typed it.
#include "domain/loose_schedule.hpp"
#include "domain/typed_text.hpp"
#include "workflows/answer_commands.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace privman {

namespace {

constexpr Millis offers_last = std::chrono::minutes{10};
constexpr std::size_t most_offers = 200;
constexpr std::size_t most_readings = 6;
constexpr std::size_t longest_label = 75;
constexpr std::size_t nonce_bytes = 16;

std::string in_hex(const std::string& bytes) {
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

}  // namespace

/// Nothing is stored until one of the buttons is pressed.
AnswerCommands::Reply AnswerCommands::ask_which(const Speaker& speaker, const std::string& why,
                                                std::vector<AutoApproveSet> readings) {
    const auto now = deps_.clock.now();
    std::erase_if(offers_, [now](const auto& entry) { return entry.second.until <= now; });
    if (offers_.size() >= most_offers)
        offers_.erase(std::ranges::min_element(offers_, {}, [](const auto& entry) { return entry.second.until; }));
    if (readings.size() > most_readings) readings.resize(most_readings);
    const auto nonce = in_hex(deps_.randomness.bytes(nonce_bytes));

    auto words = state_in_words() << " Nothing is changed yet: " << why << ". "
                                  << (readings.size() == 1 ? "Is this what you mean?" : "Which of these do you mean?");
    Reply reply{.in_public = false};
    for (const auto& reading : readings) {
        words << NewLine{} << "• " << in_words(reading.hours);
        if (const auto today = today_in(reading.hours.zone)) words << ". " << two_days_in_words(reading.hours, *today);
        reply.offers.push_back(
            {shortened(in_words(reading.hours), longest_label), nonce + "." + std::to_string(reply.offers.size())});
    }
    words << NewLine{} << "The buttons are for you alone, and for ten minutes. Setting never switches on.";
    reply.words = std::move(words);
    offers_[nonce] = {speaker.person.id, now + offers_last, std::move(readings)};
    return reply;
}

Async<void> AnswerCommands::take(OfferTaken taken) {
    OneAtATime::Place place{at_work_, taken.from.who};
    CommandArrived said;
    said.from = taken.from;
    said.team = taken.team;
    said.channel = taken.channel;
    said.direct = taken.channel.value.starts_with('D');
    const bool registers = taken.value == register_offer || taken.value == register_unshared_offer;
    said.text = registers ? "register" : "autoapprove set";
    if (taken.value == register_unshared_offer) said.shared_outside = false;
    said.ts = taken.pressed;
    if (!place.is_free()) co_return co_await one_too_many(said, place);
    auto answer = co_await take_in_turn(taken, said);
    if (answer) co_await reply(said, std::move(*answer));
}

Async<std::optional<AnswerCommands::Reply>> AnswerCommands::take_in_turn(const OfferTaken& taken,
                                                                         const CommandArrived& said) {
    auto turn = line_.queue();
    const auto known = co_await speaker(taken.from.who, taken.team);
    if (!known) co_return std::nullopt;
    co_await turn.mine();
    deps_.log.info("offer.taken", "Somebody pressed a button of an answer",
                   {{"by", taken.from.who.value}, {"channel", taken.channel.value}});
    if (said.text == "register") {
        auto answer = co_await carry_out(said, *known, Register{});
        if (!is_registered(deps_.settings.now(), taken.channel)) answer.in_public = false;
        co_return answer;
    }
    const auto words = [&] { return known->has_rights() ? state_in_words() << " " : Words{}; };
    const auto dot = std::min(taken.value.find('.'), taken.value.size());
    const auto found = offers_.find(taken.value.substr(0, dot));
    if (found == offers_.end() || found->second.until <= deps_.clock.now())
        co_return Reply{
            words() << "Nothing was changed: that question is over. Say it again, and press within ten minutes.",
            false};
    if (found->second.author != taken.from.who)
        co_return Reply{
            words() << "Nothing was changed: that question was put to " << Mention{found->second.author} << ".", false};
    std::size_t which = 0;
    const auto digits = taken.value.substr(std::min(dot + 1, taken.value.size()));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), which);
    if (error != std::errc{} || end != digits.data() + digits.size() || which >= found->second.readings.size())
        co_return Reply{words() << "Nothing was changed: that button is not one of mine.", false};
    if (!known->admin) co_return Reply{words() << "Only admins may do that. " << in_words(policy_.admins), false};
    const auto chosen = found->second.readings[which];
    auto answer = co_await store_schedule(said, *known, chosen);
    // Kept until it was stored: a store that refuses once is no reason to type it again.
    if (const auto& schedule = deps_.settings.now().schedule; schedule && schedule->text == chosen.text)
        offers_.erase(taken.value.substr(0, dot));
    co_return answer;
}

}  // namespace privman
