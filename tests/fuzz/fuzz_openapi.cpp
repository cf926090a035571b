// Whatever an instance shows as its description: refused with words, or a profile that is safe to be read back.
#include "contract/check.hpp"
#include "contract/template.hpp"
#include "contract_finder/find_contract.hpp"

#include <boost/json/serialize.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace privman;

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto found = contract_finder::find_contract(text, contract::builtin());
    if (!found) {
        must(!found.error().empty());
        return 0;
    }
    const auto& profile = found->profile;
    must(!profile.verified && profile.fields.at(contract::Field::signer).empty());
    must(contract::uses_of(profile.approve, contract::Placeholder::id).any());
    must(contract::uses_of(profile.deny, contract::Placeholder::id).any());
    must(!(profile.approve == profile.deny && profile.approve_word == profile.deny_word));
    // A report's id is for people to fill in.
    if (profile.list.source == contract::ListSource::report) return 0;
    const auto again = contract::parse_profile(boost::json::serialize(contract::to_json(profile)), contract::builtin());
    must(again && *again == profile);
    return 0;
}
