#include "domain/chat_command.hpp"

#include "domain/loose_schedule.hpp"
#include "domain/schedule_text.hpp"
#include "domain/typed_text.hpp"
#include "domain/utf8.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace privman {

namespace {

using WordList = std::vector<std::string>;
using WordSpan = std::span<const std::string>;

constexpr std::string_view quotes = "\"'`";

Misunderstood wrong(std::string_view word, std::string why, std::string_view example) {
    return {shortened(word), std::move(why), std::string{example}};
}

constexpr std::string_view punctuation_before = "\"'`:,;.!?-*_~() ";
constexpr std::string_view punctuation_after = "\"'`:,;.!?*_~() ";

constexpr std::string_view polite[] = {"please", "pls",   "plz",  "bitte", "kindly", "now",    "here",
                                       "thanks", "thank", "you",  "thx",   "ty",     "cheers", "danke",
                                       "merci",  "ok",    "okay", "jetzt", "hier",   "mal"};
constexpr std::string_view words_for_off[] = {"off", "stop", "disable"};
constexpr std::string_view greetings[] = {"hello",     "hi",     "hey",  "hallo",   "moin", "howdy", "yo",
                                          "greetings", "servus", "ciao", "welcome", "hiya", "hola"};
constexpr std::string_view times_of_day[] = {"morning", "afternoon", "evening", "day", "morgen", "tag", "abend"};
constexpr std::string_view greeted[] = {"there", "all",     "everyone", "everybody", "team",     "folks",
                                        "bot",   "privman", "world",    "again",     "together", "zusammen"};

template <class Range>
bool among(const Range& words, std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

/// `:wave:`, `:wave::skin-tone-3:`
bool is_emoji_name(std::string_view word) {
    return word.size() > 2 && word.front() == ':' && word.back() == ':' && std::ranges::all_of(word, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view{"_+-:'"}.contains(c);
           });
}

bool is_pictograph(char32_t p) {
    const auto between = [p](char32_t first, char32_t last) { return p >= first && p <= last; };
    return between(0x1F000, 0x1FBFF) || between(0x2190, 0x21FF) || between(0x2300, 0x23FF) || between(0x2460, 0x24FF) ||
           between(0x25A0, 0x27BF) || between(0x2900, 0x297F) || between(0x2B00, 0x2BFF) || between(0xE0000, 0xE007F) ||
           p == 0x203C || p == 0x2122 || p == 0x20E3;
}

bool asks(char32_t p) {
    return p == '?' || p == 0x061F || p == 0x203D || (p >= 0x2047 && p <= 0x2049) || p == 0x2753 || p == 0x2754;
}

/// What was typed, without what stands around a command: `hey @bot, help please! :pray:`
struct Typed {
    WordList words;
    bool question = false;  ///< a question mark stood behind the last word
    bool greeted = false;   ///< it began with a greeting
    bool more = false;      ///< there were words or emoji, if only polite ones
};

/// Takes pictographs and question marks out of a word; says what it took.
std::string without_pictures(std::string_view word, bool& question, bool& pictures) {
    std::string out;
    while (!word.empty()) {
        const auto [point, length] = front_char(word);
        if (asks(point) && point != '?') {
            question = true;
        } else if (is_pictograph(point)) {
            pictures = true;
        } else {
            out.append(word.substr(0, length));
        }
        word.remove_prefix(length);
    }
    return out;
}

std::string_view trimmed(std::string_view word, std::string_view before, std::string_view after) {
    while (!word.empty() && before.contains(word.front())) word.remove_prefix(1);
    while (!word.empty() && after.contains(word.back())) word.remove_suffix(1);
    return word;
}

/// `enable?`, `enable?!`, `enable?..`
bool ends_as_question(std::string_view word) {
    return word.substr(trimmed(word, "", punctuation_after).size()).contains('?');
}

Typed read_words(std::string_view text) {
    Typed typed;
    auto plain = plain_typing(text);
    // Quotes around an argument are no part of it, wherever people put them.
    std::ranges::replace_if(plain, [](char c) { return quotes.contains(c); }, ' ');
    std::string_view rest = plain;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        const auto raw = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const bool named = is_emoji_name(raw);
        bool question = named && (raw.contains("question") || raw.contains("interrobang"));
        auto word = named ? std::string{} : without_pictures(raw, question, typed.more);
        typed.more = typed.more || named;
        // A question mark in the middle belongs to a sentence that goes on.
        if (!word.empty()) typed.question = false;
        typed.question = typed.question || question || ends_as_question(word);
        if (!word.empty()) typed.words.push_back(std::move(word));
    }
    return typed;
}

/// Drops words from both ends as long as they are nothing but manners.
void drop_manners(Typed& typed) {
    auto& words = typed.words;
    const auto bare = [](const std::string& word) {
        return lower(trimmed(word, punctuation_before, punctuation_after));
    };
    const bool asked = typed.question;
    while (!words.empty() && (among(polite, bare(words.back())) || bare(words.back()).empty())) {
        typed.more = typed.more || !bare(words.back()).empty();
        words.pop_back();
        // `enable? thanks` asks as well.
        if (!words.empty() && ends_as_question(words.back())) typed.question = true;
    }
    typed.question = typed.question || asked;
    const auto drop_first = [&] {
        typed.more = typed.more || !bare(words.front()).empty();
        words.erase(words.begin());
    };
    while (!words.empty()) {
        const auto first = bare(words.front());
        const bool good_day =
            (first == "good" || first == "guten") && words.size() > 1 && among(times_of_day, bare(words[1]));
        if (good_day) drop_first();
        if (good_day || among(greetings, first)) {
            typed.greeted = true;
            drop_first();
            while (!words.empty() && among(greeted, bare(words.front()))) drop_first();
        } else if (first.empty() || among(polite, first)) {
            drop_first();
        } else {
            break;
        }
    }
    if (words.empty()) return;
    words.front() = trimmed(words.front(), punctuation_before, "");
    words.back() = trimmed(words.back(), "", punctuation_after);
}

std::string joined(WordSpan words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

/// A word that can stand here, a whole command with it that is right, and who reads what follows it.
struct Option {
    std::string_view word;
    std::string_view example;
    ChatCommand (*parse)(WordSpan rest);
};

const Option* chosen(std::string_view typed, std::span<const Option> choices) {
    const auto found = std::ranges::find(choices, lower(typed), &Option::word);
    return found == choices.end() ? nullptr : &*found;
}

/// What was typed, and the nearest of what could have been.
Misunderstood unknown(std::string_view typed, std::string_view what, std::span<const Option> choices,
                      std::string_view example) {
    std::vector<std::string_view> words;
    for (const auto& choice : choices) words.push_back(choice.word);
    const auto near = nearest(typed, words);
    if (near.empty()) return wrong(typed, std::string{"is no "}.append(what), example);
    return wrong(typed, std::string{"is no "}.append(what).append("; did you mean `").append(near).append("`?"),
                 chosen(near, choices)->example);
}

/// A command that stands alone.
template <class Command>
ChatCommand alone(std::string_view name, WordSpan rest) {
    if (rest.empty()) return Command{};
    return wrong(rest.front(), std::string{"is one word too many after `"}.append(name).append("`"), name);
}

bool looks_like_a_channel_id(std::string_view text, std::size_t shortest) {
    return text.size() >= shortest && (text.front() == 'C' || text.front() == 'G') &&
           std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

/// `#C0123` as Slack links it; an id copied without the mark is long enough to be told from a word.
std::optional<ChannelId> channel_of(std::string_view word) {
    if (word.starts_with('#') && looks_like_a_channel_id(word.substr(1), 2))
        return ChannelId{std::string{word.substr(1)}};
    if (looks_like_a_channel_id(word, 9)) return ChannelId{std::string{word}};
    return std::nullopt;
}

std::string unquoted(std::string_view word) {
    while (!word.empty() && (quotes.contains(word.front()) || word.front() == ',')) word.remove_prefix(1);
    while (!word.empty() && (quotes.contains(word.back()) || word.back() == ',')) word.remove_suffix(1);
    return std::string{word};
}

Misunderstood no_channel(std::string_view word, std::string_view example) {
    if (word.starts_with('#'))
        return wrong(word, "is a name without a link: pick the channel from the list that opens after #", example);
    return wrong(word, "is no channel", example);
}

ChatCommand parse_register(WordSpan rest) {
    Register command;
    for (const auto& typed : rest) {
        const auto word = unquoted(typed);
        if (lower(word) == "shared" && !command.shared) {
            command.shared = true;
        } else if (word.starts_with('#') || channel_of(word)) {
            return wrong(typed, "is not needed: mention me in that channel, and say it there", "register");
        } else {
            return wrong(typed, "is one word too many after `register`", "register");
        }
    }
    return command;
}

ChatCommand parse_unregister(WordSpan rest) {
    if (rest.empty()) return Unregister{};
    auto channel = channel_of(unquoted(rest.front()));
    if (!channel) return no_channel(rest.front(), "unregister #channel");
    if (rest.size() > 1) return wrong(rest[1], "is one word too many: one channel at a time", "unregister #channel");
    return Unregister{std::move(channel)};
}

ChatCommand parse_set(WordSpan rest) {
    auto text = joined(rest);
    auto hours = parse_schedule(text);
    if (!hours) {
        if (auto readings = loose_readings(text); !readings.empty()) {
            auto likeliest = std::move(readings.front());
            readings.erase(readings.begin());
            return AutoApproveSet{std::move(likeliest), std::move(text), std::move(readings)};
        }
        const auto& fault = hours.error();
        return Misunderstood{fault.word.empty() ? "set" : fault.word,
                             fault.word.empty() ? "needs days, hours and a time zone" : fault.why,
                             "autoapprove set " + fault.example};
    }
    return AutoApproveSet{std::move(*hours), std::move(text)};
}

constexpr std::string_view set_example = "autoapprove set mon-fri 08:00-17:00 America/Chicago";

constexpr Option auto_approve_choices[] = {
    {"set", set_example, parse_set},
    {"hours", set_example, parse_set},
    {"enable", "autoapprove enable",
     [](WordSpan rest) { return alone<AutoApproveEnable>("autoapprove enable", rest); }},
    {"disable", "autoapprove disable",
     [](WordSpan rest) { return alone<AutoApproveDisable>("autoapprove disable", rest); }},
    {"off", "autoapprove off", [](WordSpan rest) { return alone<AutoApproveDisable>("autoapprove off", rest); }},
    {"stop", "autoapprove stop", [](WordSpan rest) { return alone<AutoApproveDisable>("autoapprove stop", rest); }},
    {"status", "autoapprove status",
     [](WordSpan rest) { return alone<AutoApproveStatus>("autoapprove status", rest); }},
    {"clear", "autoapprove clear", [](WordSpan rest) { return alone<AutoApproveClear>("autoapprove clear", rest); }},
};

ChatCommand parse_auto_approve(WordSpan rest) {
    constexpr std::string_view example = "autoapprove status";
    if (rest.empty()) return wrong("autoapprove", "needs set, enable, disable (or off), status or clear", example);
    if (const auto* choice = chosen(rest.front(), auto_approve_choices)) return choice->parse(rest.subspan(1));
    return unknown(rest.front(), "part of `autoapprove` (set, enable, disable, off, status, clear)",
                   auto_approve_choices, example);
}

constexpr Option commands[] = {
    {"help", "help", [](WordSpan rest) { return alone<Help>("help", rest); }},
    {"status", "status", [](WordSpan rest) { return alone<Status>("status", rest); }},
    {"pending", "pending", [](WordSpan rest) { return alone<Pending>("pending", rest); }},
    {"channels", "channels", [](WordSpan rest) { return alone<Channels>("channels", rest); }},
    {"register", "register", parse_register},
    {"unregister", "unregister #channel", parse_unregister},
    {"autoapprove", "autoapprove status", parse_auto_approve},
    {"approvers", "approvers", [](WordSpan rest) { return alone<Approvers>("approvers", rest); }},
    {"admins", "admins", [](WordSpan rest) { return alone<Admins>("admins", rest); }},
    {"version", "version", [](WordSpan rest) { return alone<Version>("version", rest); }},
};

/// `Auto-Approve` and `auto approve` are `autoapprove`.
void join_auto_approve(WordList& words) {
    const auto first = lower(words.front());
    if (first == "auto-approve") words.front() = "autoapprove";
    if (first != "auto" || words.size() < 2 || lower(words[1]) != "approve") return;
    words.erase(words.begin());
    words.front() = "autoapprove";
}

/// What must not be done because somebody asks about it, as it would have to be said. Switching off is done all the
/// same: who may stop it, may do so in whatever tone.
std::optional<std::string> must_be_told(const ChatCommand& command) {
    if (std::holds_alternative<AutoApproveEnable>(command)) return "autoapprove enable";
    if (std::holds_alternative<AutoApproveClear>(command)) return "autoapprove clear";
    if (const auto* set = std::get_if<AutoApproveSet>(&command)) return "autoapprove set " + set->text;
    if (std::holds_alternative<Unregister>(command)) return "unregister";
    if (const auto* shared = std::get_if<Register>(&command)) return shared->shared ? "register shared" : "register";
    return std::nullopt;
}

ChatCommand command_in(const WordList& words) {
    const auto& first = words.front();
    if (const auto* choice = chosen(first, commands)) return choice->parse(WordSpan{words}.subspan(1));
    // Whoever must stop it may leave out half of the words.
    if (words.size() == 1 && among(words_for_off, lower(first))) return AutoApproveDisable{};
    // `enable` alone is meant for the schedule: all its words but one are nobody else's.
    if (const auto* choice = chosen(first, auto_approve_choices))
        return wrong(first, std::string{"is no command; did you mean `autoapprove "}.append(choice->word).append("`?"),
                     choice->example);
    return unknown(first, "command", commands, "help");
}

}  // namespace

ChatCommand parse_command(std::string_view text) {
    auto typed = read_words(text);
    drop_manners(typed);
    if (typed.words.empty()) {
        if (typed.greeted || plain_typing(text).starts_with(":wave:") || text.contains("👋")) return Greeting{};
        if (typed.more) return wrong(plain_typing(text), "is no command", "help");
        return Nothing{};
    }
    join_auto_approve(typed.words);
    auto command = command_in(typed.words);
    if (typed.question)
        if (auto told = must_be_told(command)) return Question{std::move(*told)};
    return command;
}

bool switches_off(const ChatCommand& command) {
    return std::holds_alternative<AutoApproveDisable>(command) || std::holds_alternative<AutoApproveClear>(command);
}

}  // namespace privman
