#include "tests/architecture/arrows.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

namespace privman::architecture {

namespace {

using Names = std::vector<std::string_view>;

struct Folder {
    std::string_view name;
    Names ours;                  ///< folders of this repository that it may include, besides itself
    Names theirs;                ///< beginnings of other people's headers that it may include
    bool system_headers = true;  ///< POSIX headers besides the standard library
};

const Names everything{
    "domain", "ports", "workflows", "slack", "privilege_manager", "contract", "contract_finder", "stores",
    "clocks", "net",   "aws",       "async", "observe",           "doctor",   "unicode",         "settings",
    "app"};

/// The diagram. A folder that is not here may not exist.
const std::vector<Folder>& folders() {
    static const std::vector<Folder> all{
        {"domain", {}, {}, false},
        {"unicode", {}, {"utf8proc.h"}, false},
        {"contract", {}, {"boost/json", "fmt/"}, false},
        {"contract_finder", {"contract"}, {"boost/json", "fmt/"}, false},
        {"ports", {"domain"}, {"boost/asio/awaitable.hpp"}, false},
        {"workflows", {"ports", "domain", "async", "observe"}, {"fmt/"}, false},
        {"async", {}, {"boost/asio", "boost/system"}},
        {"observe", {}, {"boost/json", "fmt/"}},
        {"net", {"async"}, {"boost/asio", "boost/beast", "boost/system", "boost/url", "openssl/", "fmt/"}},
        {"aws", {"net", "async", "observe"}, {"boost/asio", "boost/json", "boost/system", "openssl/", "fmt/"}},
        {"clocks", {"ports", "domain", "async"}, {"boost/asio", "boost/system", "absl/"}},
        {"stores", {"ports", "domain", "async", "observe"}, {"boost/asio", "boost/json", "sqlite3.h", "fmt/"}},
        {"settings",
         {"ports", "domain", "workflows", "aws", "async", "observe"},
         {"boost/asio", "boost/json", "boost/system", "fmt/"}},
        {"slack",
         {"ports", "domain", "net", "async", "observe", "unicode"},
         {"boost/asio", "boost/json", "boost/system", "fmt/"}},
        {"privilege_manager",
         {"ports", "domain", "net", "async", "observe", "contract"},
         {"boost/asio", "boost/json", "boost/system", "fmt/"}},
        {"doctor",
         {"ports", "domain", "slack", "privilege_manager", "contract", "contract_finder", "stores", "settings", "aws",
          "clocks", "net", "async", "observe"},
         {"boost/asio", "boost/json", "boost/system", "fmt/"}},
        {"app", everything, {"boost/asio", "boost/json", "boost/system", "fmt/", "CLI/"}},
        {"sandbox",
         {"net", "async", "observe", "contract"},
         {"boost/asio", "boost/json", "boost/system", "boost/url", "fmt/", "CLI/", "absl/"}},
    };
    return all;
}

struct Exception {
    std::string_view file;
    std::string_view theirs;
};
/// Hashes are the one thing that is not about connections.
constexpr std::array exceptions{Exception{"src/slack/seal.cpp", "openssl/"},
                                Exception{"sandbox/aws/digest.cpp", "openssl/"}};

/// Time and chance come in through ports, so that tests own them; only these folders make them.
constexpr std::array clock_words{std::string_view{"steady_timer"},          std::string_view{"system_timer"},
                                 std::string_view{"system_clock"},          std::string_view{"steady_clock"},
                                 std::string_view{"high_resolution_clock"}, std::string_view{"random_device"}};
constexpr std::array clock_folders{std::string_view{"net"}, std::string_view{"clocks"}, std::string_view{"app"},
                                   std::string_view{"sandbox"}};

/// What an adapter hears from the other side ends in the adapter: here nobody may know how Slack, AWS or SQLite call a
/// thing. Pieces of words count, wherever they stand but in comments.
struct ForeignWord {
    std::string_view word;
    std::string_view whose;
};
constexpr std::array foreign_words{ForeignWord{"sqlite", "SQLite"},
                                   ForeignWord{"SQLITE_", "SQLite"},
                                   ForeignWord{"ssm:", "AWS"},
                                   ForeignWord{"arn:", "AWS"},
                                   ForeignWord{"ParameterNotFound", "AWS"},
                                   ForeignWord{"ThrottlingException", "AWS"},
                                   ForeignWord{"AccessDenied", "AWS"},
                                   ForeignWord{"not_in_channel", "Slack"},
                                   ForeignWord{"message_not_found", "Slack"},
                                   ForeignWord{"channel_not_found", "Slack"},
                                   ForeignWord{"user_not_found", "Slack"},
                                   ForeignWord{"thread_not_found", "Slack"},
                                   ForeignWord{"edit_window_closed", "Slack"},
                                   ForeignWord{"cant_update_message", "Slack"},
                                   ForeignWord{"is_archived", "Slack"},
                                   ForeignWord{"missing_scope", "Slack"},
                                   ForeignWord{"ratelimited", "Slack"},
                                   ForeignWord{"rate_limited", "Slack"},
                                   ForeignWord{"invalid_blocks", "Slack"},
                                   ForeignWord{"msg_too_long", "Slack"},
                                   ForeignWord{"restricted_action", "Slack"},
                                   ForeignWord{"\"http_", "Slack"}};
/// Where nobody may know where settings are kept.
constexpr std::array words_of_a_wing{std::string_view{"AWS"}, std::string_view{"Parameter Store"},
                                     std::string_view{"parameter store"}};
constexpr std::array innermost_folders{std::string_view{"domain"}, std::string_view{"ports"}};
constexpr std::array inner_folders{std::string_view{"domain"}, std::string_view{"ports"},
                                   std::string_view{"workflows"}};

/// `failure.code == …`, `failure.code.starts_with(…)`: a decision that hangs on somebody else's word.
bool decides_by_code(std::string_view line) {
    static constexpr std::string_view name = "code";
    for (auto at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
        const bool is_member = at > 0 && (line[at - 1] == '.' || (at > 1 && line.substr(at - 2, 2) == "->"));
        auto rest = line.substr(at + name.size());
        if (!is_member || rest.empty() || std::isalnum(static_cast<unsigned char>(rest.front())) || rest.front() == '_')
            continue;
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        for (const std::string_view use : {"==", "!=", ".starts_with", ".ends_with", ".find", ".contains", ".compare"})
            if (rest.starts_with(use)) return true;
        if (line.substr(0, at).contains("switch (")) return true;
    }
    return false;
}

std::string_view folder_of(std::string_view file) {
    if (file.starts_with("sandbox/")) return "sandbox";
    if (file == "src/main.cpp") return "app";
    file.remove_prefix(std::min(file.size(), std::string_view{"src/"}.size()));
    const auto slash = file.find('/');
    return slash == std::string_view::npos ? std::string_view{} : file.substr(0, slash);
}

bool begins_with_any(std::string_view text, const Names& beginnings) {
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
}

bool contains(const auto& list, std::string_view item) { return std::ranges::find(list, item) != list.end(); }

bool is_standard(std::string_view header) {
    return !header.empty() && header.find_first_of("./") == std::string_view::npos;
}

/// `unistd.h`, `sys/stat.h`; not what a library brings.
bool is_system(std::string_view header) {
    static const Names libraries{"boost/", "openssl/", "absl/",      "fmt/",    "CLI/",
                                 "gtest/", "gmock/",   "benchmark/", "sqlite3", "utf8proc"};
    return header.ends_with(".h") && !begins_with_any(header, libraries);
}

struct Include {
    enum class Form { quoted, angled, hidden } form;  ///< hidden: behind a macro
    std::string_view header;
};

std::optional<Include> include_in(std::string_view line) {
    const auto skip_space = [&line] {
        while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    };
    skip_space();
    if (!line.starts_with('#')) return std::nullopt;
    line.remove_prefix(1);
    skip_space();
    if (!line.starts_with("include")) return std::nullopt;
    line.remove_prefix(7);
    skip_space();
    if (line.empty() || (line.front() != '"' && line.front() != '<')) return Include{Include::Form::hidden, line};
    const bool quoted = line.front() == '"';
    line.remove_prefix(1);
    return Include{quoted ? Include::Form::quoted : Include::Form::angled,
                   line.substr(0, line.find(quoted ? '"' : '>'))};
}

/// What is wrong with this include, or nothing.
std::optional<std::string> objection(std::string_view file, const Folder& folder, const Include& include) {
    const std::string shown{include.header};
    if (include.form == Include::Form::hidden) return "what is included must be written out, not hidden in " + shown;
    if (include.form == Include::Form::quoted) {
        const auto slash = include.header.find('/');
        if (slash == std::string_view::npos || include.header.find("..") != std::string_view::npos)
            return "\"" + shown + "\" must be written from the include root, as \"folder/file.hpp\"";
        const auto target = include.header.substr(0, slash);
        if (target == folder.name || contains(folder.ours, target)) return std::nullopt;
        return std::string{folder.name} + " must not include " + std::string{target} + " (\"" + shown + "\")";
    }
    if (is_standard(include.header)) return std::nullopt;
    if (begins_with_any(include.header, folder.theirs)) return std::nullopt;
    if (folder.system_headers && is_system(include.header)) return std::nullopt;
    for (const auto& exception : exceptions)
        if (exception.file == file && include.header.starts_with(exception.theirs)) return std::nullopt;
    return std::string{folder.name} + " must not include <" + shown + ">";
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool holds_word(std::string_view line, std::string_view word) {
    for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool begins = at == 0 || !is_word_character(line[at - 1]);
        const bool ends = end == line.size() || !is_word_character(line[end]);
        if (begins && ends) return true;
    }
    return false;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

/// The length of the literal at the beginning of `text`, its quotes included; an unfinished one ends with its line.
std::size_t literal_length(std::string_view text, bool raw) {
    if (raw) {  // R"mark( … )mark"
        const auto open = text.find('(');
        if (open == std::string_view::npos) return text.size();
        const auto end = ")" + std::string{text.substr(1, open - 1)} + "\"";
        const auto close = text.find(end, open);
        return close == std::string_view::npos ? text.size() : close + end.size();
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == text[0])
            return i + 1;
        else if (text[i] == '\n')
            return i;
    }
    return text.size();
}

void blank(std::string& text, std::size_t from, std::size_t count) {
    for (auto i = from; i < std::min(from + count, text.size()); ++i)
        if (text[i] != '\n') text[i] = ' ';
}

}  // namespace

std::string text_of(const Violation& violation) {
    return violation.file + ":" + std::to_string(violation.line) + ": " + violation.what;
}

std::string without_comments(std::string_view text, bool strings_too) {
    std::string out{text};
    for (std::size_t i = 0; i < text.size();) {
        const auto rest = text.substr(i);
        if (rest.starts_with("//")) {
            const auto length = std::min(rest.find('\n'), rest.size());
            blank(out, i, length);
            i += length;
        } else if (rest.starts_with("/*")) {
            const auto close = rest.find("*/", 2);
            const auto length = close == std::string_view::npos ? rest.size() : close + 2;
            blank(out, i, length);
            i += length;
        } else if (rest.front() == '"' || (rest.front() == '\'' && (i == 0 || !is_word_character(text[i - 1])))) {
            const bool raw = rest.front() == '"' && i > 0 && text[i - 1] == 'R';
            const auto length = literal_length(rest, raw);
            if (strings_too && length > 2) blank(out, i + 1, length - 2);
            i += length;
        } else {
            ++i;
        }
    }
    return out;
}

std::vector<Violation> check(std::string_view file, std::string_view text) {
    std::vector<Violation> found;
    const auto name = folder_of(file);
    const auto folder = std::ranges::find(folders(), name, &Folder::name);
    if (folder == folders().end())
        return {{std::string{file}, 1, "the folder is not on the diagram (tests/architecture/arrows.cpp)"}};

    const auto code = without_comments(text, false);
    const auto words = without_comments(text, true);
    const auto code_lines = lines_of(code);
    const auto word_lines = lines_of(words);
    for (std::size_t i = 0; i < code_lines.size(); ++i) {
        if (const auto include = include_in(code_lines[i]))
            if (auto what = objection(file, *folder, *include)) found.push_back({std::string{file}, i + 1, *what});
        if (contains(inner_folders, name)) {
            for (const auto& [word, whose] : foreign_words)
                if (code_lines[i].contains(word))
                    found.push_back({std::string{file}, i + 1,
                                     std::string{name} + " must not know " + std::string{whose} + "'s word " +
                                         std::string{word} + "; its adapter says it in the types of the port"});
            if (contains(innermost_folders, name))
                for (const auto word : words_of_a_wing)
                    if (code_lines[i].contains(word))
                        found.push_back({std::string{file}, i + 1,
                                         std::string{name} + " must not know of " + std::string{word} +
                                             "; only the wing of the settings does"});
            if (decides_by_code(word_lines[i]))
                found.push_back(
                    {std::string{file}, i + 1,
                     std::string{name} + " must not decide by a `code`; what makes a difference is a type"});
        }
        if (contains(clock_folders, name)) continue;
        for (const auto word : clock_words)
            if (holds_word(word_lines[i], word))
                found.push_back({std::string{file}, i + 1,
                                 std::string{name} + " must not make its own time or chance (" + std::string{word} +
                                     "); it gets a Clock or Randomness"});
    }
    return found;
}

std::vector<Violation> check_tree(const std::filesystem::path& top) {
    namespace fs = std::filesystem;
    std::vector<fs::path> sources;
    for (const auto* part : {"src", "sandbox"})
        for (const auto& entry : fs::recursive_directory_iterator{top / part})
            if (const auto kind = entry.path().extension(); kind == ".cpp" || kind == ".hpp")
                sources.push_back(entry.path());
    std::ranges::sort(sources);

    std::vector<Violation> found;
    for (const auto& source : sources) {
        std::ifstream in{source, std::ios::binary};
        if (!in) throw std::runtime_error{"cannot read " + source.string()};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        std::ranges::move(check(source.lexically_relative(top).generic_string(), text), std::back_inserter(found));
    }
    return found;
}

}  // namespace privman::architecture
