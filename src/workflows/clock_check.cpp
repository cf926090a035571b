#include "workflows/clock_check.hpp"

#include <cstdlib>

namespace privman {

namespace {

std::optional<Millis> ask(const std::function<std::optional<Millis>()>& whom) { return whom ? whom() : std::nullopt; }

bool is_too_much(Millis ahead) { return ahead > ClockCheck::tolerated || ahead < -ClockCheck::tolerated; }

std::string length_in_words(Millis length) {
    using namespace std::chrono;
    if (length < hours{2}) return std::to_string(duration_cast<minutes>(length).count()) + " minutes";
    if (length < days{2}) return std::to_string(duration_cast<hours>(length).count()) + " hours";
    return std::to_string(duration_cast<days>(length).count()) + " days";
}

std::optional<std::string> against(const char* whose, std::optional<Millis> ahead) {
    if (!ahead || !is_too_much(*ahead)) return std::nullopt;
    return "this machine's clock is " + length_in_words(*ahead < Millis{0} ? -*ahead : *ahead) +
           (*ahead < Millis{0} ? " behind " : " ahead of ") + whose;
}

}  // namespace

std::optional<std::string> ClockCheck::disagreement_with_chat() const { return against("Slack's", ask(ahead_of_chat)); }

std::optional<std::string> ClockCheck::disagreement() const {
    const auto chat = disagreement_with_chat();
    const auto source = against("Privilege Manager's", ask(ahead_of_source));
    if (!chat && !source) return std::nullopt;
    auto all = chat ? *chat : *source;
    if (chat && source) all += ", and " + *source;
    all.front() = 'T';
    return all + ". Switch on time synchronisation (chrony or systemd-timesyncd) where it is wrong. Until they agree " +
           "no old request is forgotten" + (chat ? ", and nothing is approved automatically." : ".");
}

bool ClockCheck::is_confirmed() const {
    const auto chat = ask(ahead_of_chat);
    const auto source = ask(ahead_of_source);
    if (!chat && !source) return false;
    return (!chat || !is_too_much(*chat)) && (!source || !is_too_much(*source));
}

}  // namespace privman
