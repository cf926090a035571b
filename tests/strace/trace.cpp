#include "tests/strace/trace.hpp"

#include <istream>
#include <map>
#include <stdexcept>
#include <string_view>

namespace privman::strace {

namespace {

constexpr std::string_view unfinished = "<unfinished ...>";

class Line {
public:
    explicit Line(std::string_view text) : text_{text} {}

    [[noreturn]] void wrong(const char* why) const {
        throw std::runtime_error{std::string{why} + ": " + std::string{text_.substr(0, 200)}};
    }

    /// `\x41\x42` as bytes.
    [[nodiscard]] std::string decoded(std::string_view hex) const {
        const auto digit = [this](char c) -> unsigned {
            if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
            if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
            wrong("no hexadecimal digit");
        };
        if (hex.size() % 4 != 0) wrong("half a byte");
        std::string bytes;
        bytes.reserve(hex.size() / 4);
        for (std::size_t i = 0; i < hex.size(); i += 4) {
            if (hex[i] != '\\' || hex[i + 1] != 'x') wrong("no byte in hexadecimal");
            bytes.push_back(static_cast<char>(digit(hex[i + 2]) * 16 + digit(hex[i + 3])));
        }
        return bytes;
    }

    /// The call as its beginning tells it: `name(3<path>, "bytes", 4096, 0`, with or without what follows.
    [[nodiscard]] Call call(std::string_view text) const {
        Call call;
        const auto open = text.find('(');
        if (open == std::string_view::npos) wrong("no call");
        call.name = text.substr(0, open);
        auto rest = text.substr(open + 1);
        if (const auto left = rest.find('<'), first = rest.find_first_of(",\""); left < first)
            call.target = decoded(rest.substr(left + 1, rest.find('>', left) - left - 1));
        for (auto at = rest.find('"'); at != std::string_view::npos; at = rest.find('"')) {
            const auto end = rest.find('"', at + 1);
            if (end == std::string_view::npos) wrong("a string without an end");
            call.bytes += decoded(rest.substr(at + 1, end - at - 1));
            rest.remove_prefix(end + 1);
            if (rest.starts_with("...")) wrong("bytes were left out");
        }
        if (call.target.empty()) call.target = call.bytes;  // unlink
        const auto comma = rest.substr(0, rest.find(')')).rfind(", ");
        const bool numbered = call.name == "pwrite64" || call.name == "ftruncate";
        if (numbered && comma != std::string_view::npos) call.number = std::stoll(std::string{rest.substr(comma + 2)});
        return call;
    }

    [[nodiscard]] std::int64_t result(std::string_view text) const {
        const auto at = text.rfind(" = ");
        if (at == std::string_view::npos) wrong("no result");
        const auto word = text.substr(at + 3);
        return word.starts_with('?') ? -1 : std::stoll(std::string{word});
    }

private:
    std::string_view text_;
};

}  // namespace

void read_trace(std::istream& trace, const Listener& listener) {
    std::map<std::string, Call, std::less<>> open;  // by thread
    std::string text;
    while (std::getline(trace, text)) {
        const Line line{text};
        std::string_view rest = text;
        const auto end_of_thread = rest.find(' ');
        if (end_of_thread == std::string_view::npos) line.wrong("no thread");
        const std::string thread{rest.substr(0, end_of_thread)};
        rest.remove_prefix(end_of_thread);
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        rest.remove_prefix(std::min(rest.find(' '), rest.size()));
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        if (rest.starts_with("+++") || rest.starts_with("---")) continue;
        if (rest.starts_with("<... ")) {
            const auto begun = open.find(thread);
            if (begun == open.end()) line.wrong("the end of a call that never began");
            begun->second.result = line.result(rest);
            listener.ends(begun->second);
            open.erase(begun);
            continue;
        }
        auto call = line.call(rest);
        listener.begins(call);
        if (rest.ends_with(unfinished)) {
            open.insert_or_assign(thread, std::move(call));
            continue;
        }
        call.result = line.result(rest);
        listener.ends(call);
    }
}

}  // namespace privman::strace
