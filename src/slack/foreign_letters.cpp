#include "slack/foreign_letters.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace privman::slack {

namespace {

constexpr std::string_view latin = "Latin";

/// Letters of one script that follow each other within a word.
struct Run {
    std::size_t end;
    std::string_view script;
    std::size_t letters;
    std::size_t like_latin;  ///< of these, those that could be read as Latin ones
};
using Word = std::vector<Run>;

struct Script {
    std::size_t letters = 0;
    std::size_t like_latin = 0;
    std::size_t words = 0;
};
using Scripts = std::map<std::string_view, Script>;

/// Words end where something stands that is neither a letter nor a digit nor a mark on one.
std::vector<Word> words_of(std::span<const unicode::Character> text) {
    std::vector<Word> words;
    bool within = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto& c = text[i];
        if (!c.in_words) within = false;
        if (c.script.empty()) continue;
        if (!std::exchange(within, true)) words.emplace_back();
        auto& word = words.back();
        const bool mark = c.look == unicode::Look::mark;
        if (word.empty() || word.back().script != c.script) {
            if (mark) continue;
            word.push_back({0, c.script, 0, 0});
        }
        auto& run = word.back();
        run.end = i + 1;
        run.letters += mark ? 0 : 1;
        run.like_latin += !mark && c.like_latin ? 1 : 0;
    }
    std::erase_if(words, [](const Word& word) { return word.empty(); });
    return words;
}

Scripts scripts_of(const Word& word) {
    Scripts scripts;
    for (const auto& run : word) {
        auto& script = scripts[run.script];
        script.letters += run.letters;
        script.like_latin += run.like_latin;
        script.words = 1;
    }
    return scripts;
}

/// With most letters; Latin before others that have as many, since it is what people take a letter for.
std::string_view main_of(const Scripts& scripts) {
    const auto more = [](const auto& a, const auto& b) {
        return std::pair{a.second.letters, a.first == latin} < std::pair{b.second.letters, b.first == latin};
    };
    return scripts.empty() ? latin : std::ranges::max_element(scripts, more)->first;
}

bool mixes_with_anything(std::string_view script) { return script == "CJK" || script == "Hangul"; }

/// All letters of the word that are not Latin could be, and some are not.
bool reads_as_latin(const Scripts& word) {
    bool other = false;
    for (const auto& [name, script] : word) {
        if (name == latin) continue;
        if (script.like_latin != script.letters) return false;
        other = true;
    }
    return other;
}

class Judge {
public:
    explicit Judge(const std::vector<Word>& words) : words_{words.size()} {
        for (const auto& word : words)
            for (const auto& [name, script] : scripts_of(word)) {
                auto& sum = all_[name];
                sum.letters += script.letters;
                sum.like_latin += script.like_latin;
                sum.words += script.words;
            }
        main_ = main_of(all_);
    }

    [[nodiscard]] bool is_foreign(const Run& run, const Scripts& word, std::string_view main_of_word) const {
        if (run.script != main_of_word && mixed(run.script, main_of_word)) return true;
        if (run.script == latin) return false;
        const auto& everywhere = all_.at(run.script);
        if (words_ > 1 && everywhere.words == 1) return true;
        const bool at_home = run.script == main_ && everywhere.like_latin != everywhere.letters;
        return !at_home && reads_as_latin(word);
    }

private:
    static bool mixed(std::string_view one, std::string_view other) {
        return !mixes_with_anything(one) && !mixes_with_anything(other);
    }

    std::size_t words_;
    Scripts all_;
    std::string_view main_;
};

}  // namespace

std::vector<ForeignLetters> foreign_letters(std::span<const unicode::Character> text) {
    const auto words = words_of(text);
    const Judge judge{words};
    std::vector<ForeignLetters> foreign;
    for (const auto& word : words) {
        const auto scripts = scripts_of(word);
        const auto main = main_of(scripts);
        for (const auto& run : word)
            if (judge.is_foreign(run, scripts, main)) foreign.push_back({run.end, run.script});
    }
    return foreign;
}

}  // namespace privman::slack
