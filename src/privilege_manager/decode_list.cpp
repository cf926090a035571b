#include "privilege_manager/list_reader.hpp"
#include "privilege_manager/wire.hpp"

namespace privman::pm {

Outcome<DecodedList> decode_list(const contract::Profile& profile, std::string_view body, std::string_view base_url) {
    return ListReader{profile, std::string{base_url}}.inspect(std::string{body});
}

}  // namespace privman::pm
