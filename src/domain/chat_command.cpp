#include "domain/chat_command.hpp"

#include "domain/schedule_text.hpp"
#include "domain/typed_text.hpp"

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

/// WordList without what people put around a command: `@bot, help!`
WordList words_of(std::string_view typed) {
    const auto text = plain_typing(typed);
    constexpr std::string_view before = "\"'`:,;.!?-*_~ ";
    constexpr std::string_view after = "\"'`:,;.!?*_~ ";
    const auto first = text.find_first_not_of(before);
    if (first == std::string::npos) return {};
    const auto last = text.find_last_not_of(after);
    WordList words;
    std::string word;
    for (const char c : std::string_view{text}.substr(first, last + 1 - first)) {
        // Quotes around an argument are no part of it, wherever people put them.
        if (c != ' ' && !quotes.contains(c))
            word += c;
        else if (!word.empty())
            words.push_back(std::exchange(word, {}));
    }
    words.push_back(std::move(word));
    return words;
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
        } else if (auto channel = channel_of(word); channel && !command.channel) {
            command.channel = std::move(channel);
        } else if (channel || lower(word) == "shared") {
            return wrong(typed, "is one word too many: one channel at a time", "register #channel");
        } else {
            return no_channel(typed, "register #channel");
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
    {"enable", "autoapprove enable",
     [](WordSpan rest) { return alone<AutoApproveEnable>("autoapprove enable", rest); }},
    {"disable", "autoapprove disable",
     [](WordSpan rest) { return alone<AutoApproveDisable>("autoapprove disable", rest); }},
    {"status", "autoapprove status",
     [](WordSpan rest) { return alone<AutoApproveStatus>("autoapprove status", rest); }},
    {"clear", "autoapprove clear", [](WordSpan rest) { return alone<AutoApproveClear>("autoapprove clear", rest); }},
};

ChatCommand parse_auto_approve(WordSpan rest) {
    constexpr std::string_view example = "autoapprove status";
    if (rest.empty()) return wrong("autoapprove", "needs set, enable, disable, status or clear", example);
    if (const auto* choice = chosen(rest.front(), auto_approve_choices)) return choice->parse(rest.subspan(1));
    return unknown(rest.front(), "part of `autoapprove` (set, enable, disable, status, clear)", auto_approve_choices,
                   example);
}

constexpr Option commands[] = {
    {"help", "help", [](WordSpan rest) { return alone<Help>("help", rest); }},
    {"status", "status", [](WordSpan rest) { return alone<Status>("status", rest); }},
    {"pending", "pending", [](WordSpan rest) { return alone<Pending>("pending", rest); }},
    {"channels", "channels", [](WordSpan rest) { return alone<Channels>("channels", rest); }},
    {"register", "register #channel", parse_register},
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

}  // namespace

ChatCommand parse_command(std::string_view text) {
    auto words = words_of(text);
    if (words.empty()) return Nothing{};
    join_auto_approve(words);
    const auto& first = words.front();
    if (const auto* choice = chosen(first, commands)) return choice->parse(WordSpan{words}.subspan(1));
    // `enable` alone is meant for the schedule: all its words but one are nobody else's.
    if (const auto* choice = chosen(first, auto_approve_choices))
        return wrong(first, std::string{"is no command; did you mean `autoapprove "}.append(choice->word).append("`?"),
                     choice->example);
    return unknown(first, "command", commands, "help");
}

}  // namespace privman
