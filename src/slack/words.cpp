#include "slack/words.hpp"

#include "domain/match.hpp"
#include "slack/cut.hpp"
#include "slack/escape.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <vector>

namespace privman::slack {

namespace json = boost::json;

namespace {

/// One piece of somebody's text inside a line of ours.
constexpr std::size_t piece_limit = 1200;
constexpr std::size_t notification_limit = 1000;

/// Bold, code: the marks must touch the text, so that its outer spaces go outside.
std::string marked(char mark, std::string_view raw, std::size_t limit, std::string (*escape)(std::string_view)) {
    auto cleaned = for_plain_text(raw, limit / 4);  // escaped it may be four or five times as long
    const auto first = cleaned.find_first_not_of(' ');
    if (first == std::string::npos) return cleaned;
    const auto last = cleaned.find_last_not_of(' ');
    return std::string(first, ' ') + mark + escape(std::string_view{cleaned}.substr(first, last - first + 1)) + mark +
           std::string(cleaned.size() - last - 1, ' ');
}

/// Exact text must stay exact, so no word joiners here; only the mark itself cannot be kept.
std::string inside_code(std::string_view text) {
    std::string out;
    for (const char c : escape_entities(text)) {
        if (c == '`') {
            out += "ˋ";
        } else {
            out += c;
        }
    }
    return out;
}

std::string utc(WallTime when) { return plain_text(Words{} << At{when}); }

/// `limit` is for somebody's text; tokens are never cut.
std::string token(const Span& span, std::size_t limit) {
    return std::visit(match{
                          [&](const Plain& s) { return for_mrkdwn(s.text, limit); },
                          [&](const Strong& s) { return marked('*', s.text, limit, escape_mrkdwn); },
                          [&](const Code& s) { return marked('`', s.text, limit, inside_code); },
                          [&](const Mention& s) {
                              return is_slack_id(s.who.value) ? "<@" + s.who.value + ">"
                                                              : for_mrkdwn("@" + s.who.value, limit);
                          },
                          [&](const ChannelRef& s) {
                              return is_slack_id(s.channel.value) ? "<#" + s.channel.value + ">"
                                                                  : for_mrkdwn("#" + s.channel.value, limit);
                          },
                          [](const At& s) { return date_token(s.when); },
                          [](const NewLine&) { return std::string{"\n"}; },
                      },
                      span);
}

struct Piece {
    std::string text;
    std::size_t length;
    bool line_end;
};

json::object section(const std::string& text) {
    return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}}}};
}

}  // namespace

std::string date_token(WallTime when) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
    return "<!date^" + std::to_string(seconds) + "^{date_short_pretty} {time}|" + utc(when) + ">";
}

std::string mrkdwn(const Words& words) {
    std::string out;
    for (const auto& span : words.spans()) out += token(span, piece_limit);
    return out;
}

json::array sections_of(const Words& words, std::size_t max_blocks, std::size_t text_limit) {
    std::vector<Piece> pieces;
    for (const auto& span : words.spans()) {
        auto text = token(span, std::min(piece_limit, text_limit));
        const auto length = length_of(text);
        pieces.push_back({std::move(text), length, std::holds_alternative<NewLine>(span)});
    }
    const auto next_line = [&pieces](std::size_t from) {
        std::size_t length = 0;
        for (auto i = from; i < pieces.size() && !pieces[i].line_end; ++i) length += pieces[i].length;
        return length;
    };

    // Whole pieces only: half a mention is not a mention.
    std::vector<std::string> texts;
    std::string text;
    std::size_t length = 0;
    const auto finish = [&] {
        while (text.ends_with('\n')) text.pop_back();
        if (!text.empty()) texts.push_back(std::move(text));
        text.clear();
        length = 0;
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        // A line that no longer fits begins the next block, unless it is longer than a block by itself.
        if (pieces[i].line_end && length + 1 + next_line(i + 1) > text_limit) {
            finish();
            continue;
        }
        if (length + pieces[i].length > text_limit) finish();
        text += pieces[i].text;
        length += pieces[i].length;
    }
    finish();

    json::array blocks;
    for (std::size_t i = 0; i < std::min(texts.size(), max_blocks); ++i) {
        const bool cut = i + 1 == max_blocks && texts.size() > max_blocks;
        blocks.push_back(section(std::move(texts[i]) + (cut ? "\n… the rest was cut" : "")));
    }
    return blocks;
}

json::object message_of(const Words& words) {
    json::object message{{"text", for_message_text(plain_text(words), notification_limit)},
                         {"mrkdwn", false},
                         {"parse", "none"},
                         {"link_names", false}};
    if (auto blocks = sections_of(words); !blocks.empty()) message["blocks"] = std::move(blocks);
    return message;
}

}  // namespace privman::slack
