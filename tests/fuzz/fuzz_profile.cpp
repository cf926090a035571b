// Whatever stands in a profile file: refused with words, or a contract that can be written out, read back and used.
#include "contract/profile.hpp"
#include "privilege_manager/wire.hpp"

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
    const auto profile = contract::parse_profile(text, contract::builtin());
    if (!profile) {
        must(!profile.error().what.empty() && !contract::text_of(profile.error()).empty());
        return 0;
    }
    const auto again =
        contract::parse_profile(boost::json::serialize(contract::to_json(*profile)), contract::builtin());
    must(again && *again == *profile);

    const auto call = pm::encode_list_call(*profile);
    must(call.target.starts_with('/'));
    for (const bool approve : {true, false}) {
        const pm::Decision decision{
            RequestId{"a/../b\"<&"}, {.approve = approve, .grant = Grant::one_time()}, "c\n\"&<", "d"};
        if (const auto said = pm::encode_decision(*profile, decision))
            must(said->target.starts_with('/') && said->target.find_first_of(" \r\n") == std::string::npos);
    }
    (void)pm::decode_list(*profile, R"({"Result": [{"ApprovalId": "a"}]})", "https://pm.example/Tms");
    return 0;
}
