// Slack's error words, and what each means for what to do next. One table.
#pragma once

#include "ports/message_board.hpp"
#include "ports/outcome.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace privman::slack {

/// What a word means. Unknown words are `malformed`: permanent for this call, not for the process.
///   rejected     the token is refused              forbidden  not allowed here: channel, workspace policy, scope
///   not_found    channel, message or person gone, or not ours
///   throttled    rate limit or quota               unreachable  Slack's own trouble; may have been done, may pass
///   malformed    our message, or a word we do not know
Trouble trouble_of(std::string_view code);

/// True when trying the same call again soon cannot help: credentials, policy, a call that is wrong in itself. For
/// apps.connections.open, where everything else is tried again with backoff.
bool is_permanent(const Failure& failure);

/// The message itself was refused: too long, wrong blocks. A plainer one may pass.
bool is_about_the_message(const Failure& failure);

/// The `code` of a failure that is certain to have done nothing: no byte of the request left.
inline constexpr const char* not_sent = "not_sent";

/// The failure of a call about a message, as whoever shows things tells it apart.
BoardFailure board_failure(Failure failure);
template <class T>
Shown<T> shown(Outcome<T> outcome) {
    if (!outcome) return std::unexpected{board_failure(std::move(outcome.error()))};
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*outcome);
}

/// How to mend it, in a sentence for whoever runs the bot; empty when there is nothing to say.
std::string how_to_mend(std::string_view code);

}  // namespace privman::slack
