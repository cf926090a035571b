// The words of the profile file for the enumerations of a profile: one table for reading and for writing.
#pragma once

#include "contract/profile.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace privman::contract {

template <class Enum>
struct Spelled {
    Enum value;
    std::string_view word;
};

template <class Enum>
struct Spelling;

template <>
struct Spelling<ListSource> {
    static constexpr std::array words{Spelled{ListSource::api, "api"}, Spelled{ListSource::report, "report"}};
};

template <>
struct Spelling<DurationEncoding> {
    static constexpr std::array words{
        Spelled{DurationEncoding::minutes, "minutes"}, Spelled{DurationEncoding::hours, "hours"},
        Spelled{DurationEncoding::seconds, "seconds"}, Spelled{DurationEncoding::timespan, "timespan"},
        Spelled{DurationEncoding::iso8601, "iso8601"}, Spelled{DurationEncoding::value_and_unit, "value+unit"},
    };
};

template <>
struct Spelling<OneTimeEncoding> {
    static constexpr std::array words{
        Spelled{OneTimeEncoding::omit, "omit"}, Spelled{OneTimeEncoding::null, "null"},
        Spelled{OneTimeEncoding::zero, "zero"}, Spelled{OneTimeEncoding::boolean, "boolean"},
        Spelled{OneTimeEncoding::word, "word"},
    };
};

template <>
struct Spelling<AnswerBody> {
    static constexpr std::array words{Spelled{AnswerBody::json, "json"},
                                      Spelled{AnswerBody::json_or_empty, "json-or-empty"}};
};

template <>
struct Spelling<DateFormat> {
    static constexpr std::array words{
        Spelled{DateFormat::iso8601, "iso8601"},           Spelled{DateFormat::dotnet_json, "dotnet-json"},
        Spelled{DateFormat::unix_seconds, "unix-seconds"}, Spelled{DateFormat::unix_millis, "unix-millis"},
        Spelled{DateFormat::month_first, "month-first"},   Spelled{DateFormat::day_first, "day-first"},
    };
};

template <>
struct Spelling<Field> {
    static constexpr std::array words{
        Spelled{Field::id, "id"},
        Spelled{Field::user, "user"},
        Spelled{Field::user_full_name, "userFullName"},
        Spelled{Field::computer, "computer"},
        Spelled{Field::path, "path"},
        Spelled{Field::application, "application"},
        Spelled{Field::version, "version"},
        Spelled{Field::command_line, "commandLine"},
        Spelled{Field::company, "company"},
        Spelled{Field::signer, "signer"},
        Spelled{Field::reason, "reason"},
        Spelled{Field::policy, "policy"},
        Spelled{Field::rating, "rating"},
        Spelled{Field::hash, "hash"},
        Spelled{Field::requested, "requested"},
        Spelled{Field::status, "status"},
    };
};

template <class Enum>
[[nodiscard]] constexpr std::string_view word_for(Enum value) {
    for (const auto& [known, word] : Spelling<Enum>::words)
        if (known == value) return word;
    return {};
}

template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> meaning_of(std::string_view text) {
    for (const auto& [value, word] : Spelling<Enum>::words)
        if (word == text) return value;
    return std::nullopt;
}

}  // namespace privman::contract
