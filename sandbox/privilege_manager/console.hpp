// The control face of the simulated Privilege Manager: raise requests, decide them as the console would, make it
// misbehave.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/control.hpp"
#include "sandbox/privilege_manager/instance.hpp"

#include <string_view>

namespace privman::sandbox::pm {

class Console {
public:
    explicit Console(Instance& instance) : instance_{instance} {}

    /// Any control call. Throws `BadCall`.
    net::HttpResponse answer(const net::HttpRequest& request);

private:
    json::object overview() const;
    json::object calls(const Target& target) const;
    json::object raise(Arguments arguments);
    json::object decide(Arguments arguments);
    json::object expire(Arguments arguments);
    json::object edit(Arguments arguments);
    json::object reappear(Arguments arguments);
    json::object set_rules(Arguments arguments);

    /// The request named by the argument `id`; throws 404 when there is none.
    QueuedRequest& named(Arguments& arguments);
    void apply(QueuedRequest& request, const json::object& fields);

    Instance& instance_;
};

}  // namespace privman::sandbox::pm
