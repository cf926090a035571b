#include "app/aws_way.hpp"

#include "app/setting_reader.hpp"
#include "app/version.hpp"
#include "domain/backoff.hpp"

#include <string>
#include <utility>

namespace privman::app {

namespace {

net::HttpClientOptions who_asks() { return {.user_agent = "privman-slack/" + std::string{version_number()}}; }

}  // namespace

AwsWay::AwsWay(net::Dialer& dialer)
    : direct_dialer_{net::make_dialer({})}, http_{dialer, who_asks()}, direct_{*direct_dialer_, who_asks()} {}

aws::Result<std::unique_ptr<aws::Session>> AwsWay::open_session(boost::asio::any_io_executor loop, const Config& config,
                                                                Clock& clock, Randomness& randomness,
                                                                observe::Log& log) {
    return aws::Session::open(
        {.loop = std::move(loop),
         .http = http_,
         .direct = direct_,
         .ambient = {.wall = [&clock] { return clock.wall(); },
                     .boot = [&clock] { return clock.now().time_since_epoch(); },
                     .sleep = [&clock](Millis length) { return clock.sleep_for(length); },
                     .chance = [&randomness] { return fraction(randomness.below(chance_steps)); }},
         .environment = config.aws_environment,
         .read = file_content,
         .log = log});
}

}  // namespace privman::app
