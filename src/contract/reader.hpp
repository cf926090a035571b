// Reads one JSON object of a profile: known keys by type, and at the end every key that nobody asked for.
#pragma once

#include "contract/profile.hpp"
#include "contract/spelling.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace privman::contract {

using Faults = std::vector<ProfileFault>;

/// Absent keys leave what is there; faults are collected, so that a file is mended in one go. Keys that begin with `$`
/// are remarks and never looked at.
class Reader {
public:
    Reader(const boost::json::object& object, std::string pointer, Faults& faults)
        : object_{object}, pointer_{std::move(pointer)}, faults_{faults} {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    /// Names the keys that nobody asked for.
    ~Reader();

    void text(std::string_view key, std::string& out);
    void flag(std::string_view key, bool& out);
    void texts(std::string_view key, std::vector<std::string>& out);
    void statuses(std::string_view key, std::vector<unsigned>& out);
    void minutes(std::string_view key, std::chrono::minutes& out);

    template <class Enum>
    void word(std::string_view key, Enum& out) {
        const auto* found = value(key);
        if (!found) return;
        if (const auto meaning = meaning_of<Enum>(text_of_value(*found))) {
            out = *meaning;
            return;
        }
        std::vector<std::string_view> known;
        known.reserve(std::size(Spelling<Enum>::words));
        for (const auto& spelled : Spelling<Enum>::words) known.push_back(spelled.word);
        expected_one_of(key, known);
    }

    template <class Enum>
    void words(std::string_view key, std::vector<Enum>& out) {
        std::vector<std::string> texts_found;
        const auto faults_before = faults_.size();
        if (!value(key)) return;
        texts(key, texts_found);
        if (faults_.size() != faults_before) return;
        out.clear();
        for (const auto& one : texts_found) {
            if (const auto meaning = meaning_of<Enum>(one)) {
                out.push_back(*meaning);
                continue;
            }
            std::vector<std::string_view> known;
            known.reserve(std::size(Spelling<Enum>::words));
            for (const auto& spelled : Spelling<Enum>::words) known.push_back(spelled.word);
            expected_one_of(key, known);
        }
    }

    /// The object under `key`, if there is one; anything else but absence is a fault.
    const boost::json::object* object(std::string_view key);
    /// The value under `key`, of any type.
    const boost::json::value* value(std::string_view key);
    [[nodiscard]] std::string pointer_to(std::string_view key) const;
    void fault(std::string_view key, std::string what);

    [[nodiscard]] const boost::json::object& all() const { return object_; }
    /// For keys that are data, such as names in a map.
    void accept(std::string_view key) { asked_.emplace_back(key); }
    [[nodiscard]] Faults& faults() { return faults_; }

private:
    static std::string_view text_of_value(const boost::json::value&);
    void expected_one_of(std::string_view key, const std::vector<std::string_view>& known);

    const boost::json::object& object_;
    std::string pointer_;
    Faults& faults_;
    std::vector<std::string> asked_;
};

/// The word of `known` that `text` was probably meant to be; empty when none is near.
[[nodiscard]] std::string_view nearest(std::string_view text, const std::vector<std::string>& known);

/// "a string", "a number", ... for messages.
[[nodiscard]] std::string_view kind_in_words(const boost::json::value&);

}  // namespace privman::contract
