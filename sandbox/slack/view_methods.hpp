// views.*: modals and the Home tab, as the app's calls see them.
#pragma once

#include "sandbox/slack/api_call.hpp"
#include "sandbox/slack/tokens.hpp"
#include "sandbox/slack/views.hpp"
#include "sandbox/slack/workspace.hpp"

namespace privman::sandbox::slack {

class ViewMethods {
public:
    ViewMethods(const Workspace& workspace, const Installation& app, Views& views)
        : workspace_{workspace}, app_{app}, views_{views} {}

    Answer open(const ApiCall& call);
    Answer push(const ApiCall& call);
    Answer update(const ApiCall& call);
    Answer publish(const ApiCall& call);

private:
    [[nodiscard]] Answer shown(std::expected<View*, Refusal> view) const;

    const Workspace& workspace_;
    const Installation& app_;
    Views& views_;
};

}  // namespace privman::sandbox::slack
