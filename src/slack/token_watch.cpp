#include "slack/token_watch.hpp"

#include "async/within.hpp"

#include <tuple>

namespace privman::slack {

Async<void> watch_token(WebApi& api, Clock& clock, observe::Log& log) {
    for (;;) {
        while (!api.token_refused()) co_await api.token_changed().wait();
        log.error("slack.token_refused",
                  "Slack refuses SLACK_BOT_TOKEN: nothing can be shown or answered. Not ready, tried again every 5 "
                  "minutes; with a new token the bot must be started again",
                  {{"why", api.token_refused()->what}});
        auto due = clock.now() + refused_token_pause;
        while (api.token_refused()) {
            co_await async::within(clock.deadline_at(due), api.token_changed().wait());
            if (!api.token_refused() || clock.now() < due) continue;
            std::ignore = co_await api.call("auth.test");  // the api remembers what it said
            due = clock.now() + refused_token_pause;
        }
        log.info("slack.token_accepted", "Slack accepts SLACK_BOT_TOKEN again");
    }
}

}  // namespace privman::slack
