// How one Privilege Manager instance spells its approval calls: everything the vendor does not document, as data.
#pragma once

#include <boost/json/value.hpp>

#include <chrono>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::contract {

/// Text with placeholders: {id} {response} {duration} {durationUnit} {comment} {approver} {oneTime}; `{{` and `}}` are
/// braces. In a path or a query the values are percent-encoded. Paths are relative to the base URL (".../Tms") and
/// begin with a slash.
using Template = std::string;

enum class BodyKind { none, json, form, xml, text };

/// What a content type says of the body behind it; whatever it does not say is text.
[[nodiscard]] BodyKind kind_of(std::string_view content_type);
/// Whether a profile may hold it: plain ASCII, since it is sent as a header.
[[nodiscard]] bool is_sendable(std::string_view content_type);

/// The body of a call. In a JSON document a string that is exactly one placeholder becomes what it stands for, in its
/// own JSON type, or vanishes with its key; inside longer strings placeholders are text. Elsewhere values are escaped
/// for where they stand: URL encoding in a form, entities in XML, nothing in plain text.
struct Body {
    BodyKind kind = BodyKind::none;
    std::string content_type;     ///< as sent; empty with `none`
    boost::json::value document;  ///< with `json`
    Template text;                ///< with `form`, `xml`, `text`

    friend bool operator==(const Body&, const Body&) = default;
};

struct Call {
    std::string method = "GET";
    Template path;
    Template query;  ///< without the question mark; `name={placeholder}` vanishes when the value does
    Body body;

    friend bool operator==(const Call&, const Call&) = default;
};

enum class ListSource { api, report };

/// Our names of what a row can say; each has an ordered list of candidate keys in the field map.
enum class Field {
    id,
    user,
    user_full_name,
    computer,
    path,
    application,
    version,
    command_line,
    company,
    signer,
    reason,
    policy,
    rating,
    hash,
    requested,
    status,
};
inline constexpr Field all_fields[] = {
    Field::id,      Field::user,         Field::user_full_name, Field::computer, Field::path,   Field::application,
    Field::version, Field::command_line, Field::company,        Field::signer,   Field::reason, Field::policy,
    Field::rating,  Field::hash,         Field::requested,      Field::status,
};

/// As the profile file spells it: `userFullName`, `commandLine`.
[[nodiscard]] std::string_view name_of(Field);
[[nodiscard]] std::optional<Field> field_of(std::string_view name);

/// Candidates are compared without regard to case, with or without a leading `PM`; the first one that holds text wins.
using FieldMap = std::map<Field, std::vector<std::string>>;

struct ListCall {
    ListSource source = ListSource::api;
    Call call;                             ///< with `api`; knows no placeholders
    std::vector<std::string> arrays;       ///< JSON pointers to the array of rows, tried in order; "" is the root
    std::string report_id;                 ///< with `report`: a GUID
    Template report_path;                  ///< {reportId}
    boost::json::value report_parameters;  ///< a JSON array, the body of the report call
    FieldMap columns;                      ///< with `report`: column titles, tried before `fields`

    friend bool operator==(const ListCall&, const ListCall&) = default;
};

enum class DurationEncoding { minutes, hours, seconds, timespan, iso8601, value_and_unit };

/// How the length of a grant is written. A length that a whole number of units cannot say is refused, never rounded.
struct DurationRule {
    DurationEncoding encoding = DurationEncoding::minutes;
    /// With `value_and_unit`: the words for {durationUnit}; an empty word is a unit the instance does not have.
    std::string minutes_word = "minutes";
    std::string hours_word = "hours";
    std::string days_word;

    friend bool operator==(const DurationRule&, const DurationRule&) = default;
};

/// What {duration} becomes for One Time. `boolean`: left out, and {oneTime} says it. {oneTime} is true or false in
/// every approval, whatever is chosen here; in a denial both are left out.
enum class OneTimeEncoding { omit, null, zero, boolean, word };

struct OneTimeRule {
    OneTimeEncoding encoding = OneTimeEncoding::omit;
    std::string word;  ///< with `word`

    friend bool operator==(const OneTimeRule&, const OneTimeRule&) = default;
};

/// What the body of a successful answer must be. A login page is neither.
enum class AnswerBody { json, json_or_empty };

/// One more test on the JSON answer: the value at `pointer` exists and equals `equals`.
struct JsonTest {
    std::string pointer;
    boost::json::value equals;
    friend bool operator==(const JsonTest&, const JsonTest&) = default;
};

struct SuccessRule {
    std::vector<unsigned> statuses;  ///< all within 200-299; empty means every one of them
    AnswerBody body = AnswerBody::json_or_empty;
    std::optional<JsonTest> test;  ///< besides "no `Status: error`", which always holds

    friend bool operator==(const SuccessRule&, const SuccessRule&) = default;
};

/// The answer says that somebody else decided, or that the request is gone. Patterns are texts compared without regard
/// to case, in which `*` stands for anything; they are looked for anywhere in the message of a failed answer.
struct AlreadyDecidedRule {
    std::vector<unsigned> statuses;
    std::vector<std::string> messages;

    friend bool operator==(const AlreadyDecidedRule&, const AlreadyDecidedRule&) = default;
};

/// Words in the status field, compared without regard to case. A row with a status that is in neither list is left out
/// and remarked on.
struct StatusRule {
    std::vector<std::string> pending;
    std::vector<std::string> decided;

    friend bool operator==(const StatusRule&, const StatusRule&) = default;
};

enum class DateFormat {
    iso8601,      ///< 2025-01-31T14:05:00[.123][Z|+01:00], also with a space
    dotnet_json,  ///< /Date(1738332300000)/, with or without an offset
    unix_seconds,
    unix_millis,
    month_first,  ///< 1/31/2025 2:05:00 PM, month first
    day_first,    ///< 31.01.2025 14:05:00 or 31/01/2025 14:05
};

struct DateRule {
    std::vector<DateFormat> formats;  ///< tried in order
    /// Where times stand that carry no zone themselves; nothing: unknown, such a time is shown as written.
    std::optional<std::chrono::minutes> zone;  ///< distance east of UTC

    friend bool operator==(const DateRule&, const DateRule&) = default;
};

struct TokenRule {
    std::string path;
    std::string header;
    std::string scheme;  ///< before the token, with one space between; may be empty
    std::chrono::minutes renew_after{25};

    friend bool operator==(const TokenRule&, const TokenRule&) = default;
};

struct Profile {
    std::string name;
    bool verified = false;  ///< somebody has seen these calls work against a real instance
    ListCall list;
    FieldMap fields;
    StatusRule status;
    Call approve;
    Call deny;
    std::string approve_word;  ///< {response}
    std::string deny_word;
    DurationRule duration;
    OneTimeRule one_time;
    SuccessRule success;
    AlreadyDecidedRule already_decided;
    DateRule dates;
    TokenRule token;
    std::string version_path;
    std::string swagger_path;
    Template console_link;  ///< {base} {id}; empty: none

    friend bool operator==(const Profile&, const Profile&) = default;
};

/// What is wrong with a profile file, all of it: this fault, and the others after it.
struct ProfileFault {
    std::string pointer;  ///< JSON pointer to the value at fault; empty: the document
    std::string what;
    std::vector<ProfileFault> others;
};

/// One line per fault.
[[nodiscard]] std::string text_of(const ProfileFault&);

/// As `parse_profile` reads it, every key written out: parsing it over any base gives the profile back.
[[nodiscard]] boost::json::value to_json(const Profile&);

/// The documented default: our best guess from public evidence, not verified.
[[nodiscard]] Profile builtin();

/// `json` over `base`, key by key; lists, bodies and words are replaced whole. Also checks what only the whole can say:
/// that both calls name the request and that a denial cannot be read as an approval. Never throws on bad input.
[[nodiscard]] std::expected<Profile, ProfileFault> parse_profile(std::string_view json, Profile base);

}  // namespace privman::contract
