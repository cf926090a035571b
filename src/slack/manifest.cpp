#include "slack/manifest.hpp"

namespace privman::slack {

std::string manifest() {
    // Socket Mode needs no URLs. Token rotation stays off: rotated bot tokens live twelve hours.
    return R"({
  "_metadata": {
    "major_version": 1,
    "minor_version": 1
  },
  "display_information": {
    "name": "PrivMan Approvals",
    "description": "Approve or deny Delinea Privilege Manager elevation requests",
    "background_color": "#0b3d5c"
  },
  "features": {
    "app_home": {
      "home_tab_enabled": false,
      "messages_tab_enabled": true,
      "messages_tab_read_only_enabled": false
    },
    "bot_user": {
      "display_name": "privman",
      "always_online": true
    }
  },
  "oauth_config": {
    "scopes": {
      "bot": [
        "app_mentions:read",
        "chat:write",
        "im:history",
        "users:read"
      ]
    }
  },
  "settings": {
    "event_subscriptions": {
      "bot_events": [
        "app_mention",
        "message.im"
      ]
    },
    "interactivity": {
      "is_enabled": true
    },
    "org_deploy_enabled": false,
    "socket_mode_enabled": true,
    "token_rotation_enabled": false
  }
}
)";
}

}  // namespace privman::slack
