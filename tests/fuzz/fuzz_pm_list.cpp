// Whatever comes back from the list call: no list, or requests with unique, printable ids and bounded valid text; the
// same that the whole document says, and whatever came back before. The first byte picks the source; a record separator
// (0x1e) stands between two answers of one instance.
#include "contract/profile.hpp"
#include "privilege_manager/errors.hpp"
#include "privilege_manager/list_reader.hpp"
#include "privilege_manager/text.hpp"
#include "privilege_manager/wire.hpp"
#include "tests/privilege_manager/document_way.hpp"

#include <algorithm>
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

constexpr auto base_url = "https://pm.example/Tms";
constexpr auto empty_list = R"({"Columns": [{"title": "_ItemId"}], "Data": [], "Result": []})";

void check_list(const Outcome<pm::DecodedList>& list) {
    if (!list) return must(list.error().kind == Trouble::malformed && !list.error().what.empty());
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

const PendingList& list_in(const pm::DecodedList& decoded) { return decoded.list; }
const PendingList& list_in(const SharedList& list) { return *list; }

template <class List>
bool say_the_same(const Outcome<List>& one, const Outcome<pm::DecodedList>& other) {
    if (!one || !other) return !one && !other && one.error().what == other.error().what;
    return list_in(*one) == other->list;
}

struct Instance {
    contract::Profile profile;
    pm::ListReader reader{profile, base_url};
    pm::testing::document_way::Reader document{profile, base_url};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Instance instances[] = {Instance{contract::builtin()}, Instance{report_profile()}};
    if (size == 0) return 0;
    auto& instance = instances[data[0] % 2];
    const std::string_view all{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::string first{all.substr(0, all.find('\x1e'))};
    const std::string second{all.substr(std::min(first.size() + 1, all.size()))};

    must(instance.reader.read(empty_list).has_value());  // forgets the input before this one
    for (const auto& body : {first, second, first, first}) {
        const auto alone = instance.reader.inspect(body);
        check_list(alone);
        const auto document = instance.document.read(body);
        must(say_the_same(alone, document));
        must(!alone || alone->seen == document->seen);
        must(say_the_same(instance.reader.read(body), alone));
    }

    const net::HttpResponse answer{.status = 200, .headers = {}, .body = first};
    const auto said = pm::submission_of(instance.profile, answer, WallTime{});
    must(!std::holds_alternative<NotDelivered>(said));
    return 0;
}
