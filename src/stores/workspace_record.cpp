#include "stores/record.hpp"
#include "stores/record_parts.hpp"

#include <boost/json/serialize.hpp>

namespace privman::stores {

namespace json = boost::json;

std::string encode(const Workspace& workspace) {
    return json::serialize(json::object{{"format", workspace_format},
                                        {"team", workspace.team.value},
                                        {"self", workspace.self.value},
                                        {"bot_id", workspace.bot_id}});
}

Outcome<Workspace> decode_workspace(std::string_view stored) {
    const auto value = parts::opened(stored, "workspace", workspace_format);
    if (!value) return std::unexpected{value.error()};
    Fault fault;
    const Fields in{&*value, "workspace", fault};
    Workspace workspace{.team = in.id<TeamId>("team"), .self = in.id<UserId>("self"), .bot_id = in.text("bot_id")};
    if (workspace.team.empty() || workspace.self.empty()) in.wrong("team", "names no workspace");
    return parts::unless(fault, std::move(workspace));
}

}  // namespace privman::stores
