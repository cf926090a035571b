// The contract: reads the instance's own API description, makes a profile of it, tries its list call, writes it down.
#pragma once

#include "contract/profile.hpp"
#include "contract_finder/find_contract.hpp"
#include "doctor/check_privilege_manager.hpp"
#include "doctor/report.hpp"
#include "net/http_client.hpp"
#include "ports/clock.hpp"
#include "privilege_manager/client.hpp"

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace privman::doctor {

using FindContract =
    std::function<std::expected<contract_finder::Finding, std::string>(std::string_view, contract::Profile)>;

struct ContractSeen {
    contract::Profile in_use;
    std::string not_in_use = {};             ///< why nobody chose that one; empty: somebody did
    PrivilegeManagerFound instance;          ///< how far the checks before came
    std::optional<std::string> description;  ///< a saved one, instead of fetching it
    std::string write_to;                    ///< empty: the profile that was found is not written
    bool overwrite = false;
};

struct ContractAtHand {
    net::Http& http;  ///< wrapped here, so that only questions are sent
    Clock& clock;
    pm::Client& client;  ///< speaks the profile in use
    pm::Access access;
    FindContract find;
};

Async<void> check_contract(ContractAtHand at_hand, ContractSeen seen, Report& report);

/// JSON pointers at which `found` says something else than `in_use`, `name` and `verified` apart.
std::vector<std::string> differences(const contract::Profile& in_use, const contract::Profile& found);

}  // namespace privman::doctor
