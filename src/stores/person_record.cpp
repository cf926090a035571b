#include "stores/kept_members.hpp"
#include "stores/record.hpp"
#include "stores/record_parts.hpp"

namespace privman::stores {

namespace json = boost::json;

std::string encode(const KnownPerson& person) {
    json::array names;
    for (const auto& name : person.names) names.emplace_back(name);
    json::object out{
        {"format", person_format}, {"id", person.id.value}, {"version", person.version}, {"names", std::move(names)}};
    return written(out, {person.unknown});
}

Outcome<KnownPerson> decode_person(std::string_view stored) {
    const auto value = parts::opened(stored, "person", person_format);
    if (!value) return std::unexpected{value.error()};
    Fault fault;
    const Fields in{&*value, "person", fault};
    KnownPerson person{.id = in.id<UserId>("id"), .version = in.count<std::uint64_t>("version")};
    in.each_text("names", [&person](std::string name) { person.names.push_back(std::move(name)); });
    person.unknown = parts::unknown_to(in, stored);
    return parts::unless(fault, std::move(person));
}

}  // namespace privman::stores
