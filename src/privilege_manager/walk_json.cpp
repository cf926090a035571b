#include "privilege_manager/walk_json.hpp"

#include "privilege_manager/json_tokens.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <cstdint>
#include <functional>
#include <limits>

namespace privman::pm {

namespace json = boost::json;

namespace {

using boost::system::error_code;

/// The parser says what comes, but not where. Between two tokens stand only white space, commas, colons and what has
/// been told already, so that the place of each is found by looking a few bytes ahead.
class Teller {
public:
    static constexpr auto max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr auto max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr auto max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr auto max_string_size = std::numeric_limits<std::size_t>::max();

    Teller(std::string_view text, JsonVisitor& visitor) : text_{text}, visitor_{visitor} {}

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(Container::object, '{'); }
    bool on_object_end(std::size_t size, error_code&) { return close('}', size); }
    bool on_array_begin(error_code&) { return open(Container::array, '['); }
    bool on_array_end(std::size_t size, error_code&) { return close(']', size); }

    bool on_key_part(json::string_view, std::size_t, error_code&) { return true; }
    bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
    bool on_key(json::string_view last, std::size_t, error_code&) {
        const auto token = string_token(last);
        if (unseen_ == 0) visitor_.key(token);
        return true;
    }
    bool on_string(json::string_view last, std::size_t, error_code&) { return tell(string_token(last)); }

    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view token, error_code&) { return number(token); }
    bool on_uint64(std::uint64_t, json::string_view token, error_code&) { return number(token); }
    bool on_double(double, json::string_view token, error_code&) { return number(token); }
    bool on_bool(bool yes, error_code&) { return yes ? word('t', 4) : word('f', 5); }
    bool on_null(error_code&) { return word('n', 4); }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

private:
    void go_to(char c) {
        while (text_[here_] != c) ++here_;
    }

    bool open(Container kind, char bracket) {
        go_to(bracket);
        const auto at = here_++;
        if (unseen_ > 0)
            ++unseen_;
        else if (!visitor_.open(kind, at))
            unseen_ = 1;
        return true;
    }

    bool close(char bracket, std::size_t size) {
        go_to(bracket);
        ++here_;
        if (unseen_ > 0) --unseen_;
        if (unseen_ == 0) visitor_.close(here_, size);
        return true;
    }

    /// The last part of a string, or all of it. With escapes in it the string comes out of a buffer of the parser's.
    std::string_view string_token(json::string_view last) {
        std::size_t begin = 0;
        if (is_in_text(last.data())) {
            begin = static_cast<std::size_t>(last.data() - text_.data()) - 1;
            here_ = begin + last.size() + 2;
        } else {
            go_to('"');
            begin = here_;
            here_ = end_of_string(text_, begin);
        }
        return text_.substr(begin, here_ - begin);
    }

    bool is_in_text(const char* place) const {
        constexpr std::less<> before;  // of pointers into different things only this one is defined
        return !before(place, text_.data()) && before(place, text_.data() + text_.size());
    }

    bool number(json::string_view token) {
        here_ = static_cast<std::size_t>(token.data() - text_.data()) + token.size();
        return tell({token.data(), token.size()});
    }

    bool word(char first, std::size_t length) {
        go_to(first);
        const auto begin = here_;
        here_ += length;
        return tell(text_.substr(begin, length));
    }

    bool tell(std::string_view token) {
        if (unseen_ == 0) visitor_.scalar(token);
        return true;
    }

    std::string_view text_;
    JsonVisitor& visitor_;
    std::size_t here_ = 0;    ///< everything before has been told
    std::size_t unseen_ = 0;  ///< how many open containers nobody looks into
};

}  // namespace

error_code walk_json(std::string_view text, JsonVisitor& visitor) {
    json::parse_options options;
    options.max_depth = deepest_json;
    options.allow_invalid_utf8 = true;
    json::basic_parser<Teller> parser{options, text, visitor};
    error_code error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = make_error_code(json::error::extra_data);
    return error;
}

}  // namespace privman::pm
