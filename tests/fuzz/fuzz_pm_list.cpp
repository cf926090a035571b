// Whatever comes back from the list call: no list, or requests with unique, printable ids and bounded valid text. The
// first byte picks the source.
#include "contract/profile.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <variant>

using namespace privman;

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

contract::Profile report_profile() {
    auto profile = contract::builtin();
    profile.list.source = contract::ListSource::report;
    profile.list.columns = {{contract::Field::id, {"_ItemId"}}};
    return profile;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const contract::Profile profiles[] = {contract::builtin(), report_profile()};
    if (size == 0) return 0;
    const auto& profile = profiles[data[0] % 2];
    const std::string_view body{reinterpret_cast<const char*>(data) + 1, size - 1};

    const auto list = pm::decode_list(profile, body, "https://pm.example/Tms");
    if (!list) {
        must(list.error().kind == Trouble::malformed && !list.error().what.empty());
    } else {
        std::set<RequestId> ids;
        for (const auto& r : list->list.requests) {
            must(!r.id.empty() && r.id.value.size() <= pm::max_id_bytes && !pm::has_control_characters(r.id.value));
            must(ids.insert(r.id).second);
            for (const auto* text : {&r.application, &r.user, &r.reason, &r.path, &r.command_line, &r.requested_text}) {
                must(text->size() <= pm::max_field_bytes);
                must(pm::valid_utf8(*text) == *text);
            }
        }
        must(list->list.remarks.size() <= 21);
    }
    const net::HttpResponse answer{.status = 200, .headers = {}, .body = std::string{body}};
    const auto said = pm::submission_of(profile, answer, WallTime{});
    must(!std::holds_alternative<NotDelivered>(said));
    return 0;
}
