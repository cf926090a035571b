// Any bytes are a record or a named failure; and what was read once is written and read back equal.
#include "stores/record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

template <class Record, class Decode>
void try_it(std::string_view bytes, Decode decode) {
    const privman::Outcome<Record> record = decode(bytes);
    if (!record) {
        if (record.error().what.empty()) std::abort();
        return;
    }
    const privman::Outcome<Record> again = decode(privman::stores::encode(*record));
    if (!again || *again != *record) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    try_it<privman::Life>(bytes, privman::stores::decode_life);
    try_it<privman::Settings>(bytes, privman::stores::decode_settings);
    try_it<privman::Board>(bytes, privman::stores::decode_board);
    try_it<privman::KnownPerson>(bytes, privman::stores::decode_person);
    return 0;
}
