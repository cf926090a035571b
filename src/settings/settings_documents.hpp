// Channels and schedule as documents that people read and edit by hand, small enough for a parameter.
#pragma once

#include "settings/adopt_settings.hpp"

#include <boost/json/fwd.hpp>

#include <expected>
#include <string>
#include <string_view>

namespace privman::settings {

/// The form that this version writes, and the newest that it reads.
inline constexpr int document_form = 1;

// Total, and UTF-8 whatever the settings hold. `{` in texts is written as an escape: `{{` means something to AWS.
std::string channels_document(const ChannelList&);
std::string schedule_document(const MaybeSchedule&);

// Any bytes give a value, or what is wrong with them in one clause that does not repeat them. Members that nobody knows
// are ignored.

/// `{"v": 1, "channels": ["C…"]}` or the list alone; each channel once.
std::expected<ChannelList, std::string> parse_channels_document(std::string_view text);
/// The ids in a list, each once; at most `most_channels`.
std::expected<ChannelList, std::string> channels_named_in(const boost::json::array& list);
/// `{"v": 1, "enabled": true, "schedule": "mon-fri 08:00-17:00 America/Chicago"}`, with or without `enabled_at`, `by`
/// and `changed_at`. The schedule itself is parsed too; whether its zone exists is not known here.
std::expected<MaybeSchedule, std::string> parse_schedule_document(std::string_view text);

}  // namespace privman::settings
