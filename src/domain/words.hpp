// Text for people, in pieces that say what they are, so that somebody else's text can never become a mention or a link.
#pragma once

#include "domain/ids.hpp"
#include "domain/moment.hpp"

#include <concepts>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace privman {

struct Plain {
    std::string text;
    friend bool operator==(const Plain&, const Plain&) = default;
};
struct Strong {
    std::string text;
    friend bool operator==(const Strong&, const Strong&) = default;
};
/// Exact text in a fixed width: a command to type, a value.
struct Code {
    std::string text;
    friend bool operator==(const Code&, const Code&) = default;
};
struct Mention {
    UserId who;
    friend bool operator==(const Mention&, const Mention&) = default;
};
struct ChannelRef {
    ChannelId channel;
    friend bool operator==(const ChannelRef&, const ChannelRef&) = default;
};
/// A moment, shown in the reader's own time zone.
struct At {
    WallTime when{};
    friend bool operator==(const At&, const At&) = default;
};
struct NewLine {
    friend bool operator==(const NewLine&, const NewLine&) = default;
};
using Span = std::variant<Plain, Strong, Code, Mention, ChannelRef, At, NewLine>;

/// A few lines for people. Built with `<<`; equal when every piece is.
class Words {
public:
    Words() = default;
    Words(std::string text) {
        *this << std::move(text);
    }  // NOLINT(google-explicit-constructor): words are made of text
    Words(const char* text) : Words{std::string{text}} {}  // NOLINT(google-explicit-constructor)

    Words& operator<<(const char* text) & { return *this << std::string{text}; }
    Words& operator<<(std::string text) & {
        spans_.emplace_back(Plain{std::move(text)});
        return *this;
    }
    template <class Piece>
        requires std::constructible_from<Span, Piece> && (!std::convertible_to<Piece, std::string>)
    Words& operator<<(Piece piece) & {
        spans_.emplace_back(std::move(piece));
        return *this;
    }
    Words& operator<<(const Words& more) & {
        spans_.insert(spans_.end(), more.spans_.begin(), more.spans_.end());
        return *this;
    }
    template <class T>
    Words&& operator<<(T&& piece) && {
        *this << std::forward<T>(piece);
        return std::move(*this);
    }

    [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
    [[nodiscard]] bool empty() const { return spans_.empty(); }

    friend bool operator==(const Words&, const Words&) = default;

private:
    std::vector<Span> spans_;
};

/// The same text without any form, for logs, notifications and tests; people and channels by id, moments in UTC.
std::string plain_text(const Words&);

}  // namespace privman
