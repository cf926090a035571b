// Any bytes as an answer of AWS, of its credential endpoints, or as one of its shared files: read without a crash, and
// what comes out keeps its promises.
#include "aws/answer.hpp"
#include "aws/caller_identity.hpp"
#include "aws/credential_answer.hpp"
#include "aws/dates.hpp"
#include "aws/profile.hpp"
#include "aws/sigv4.hpp"
#include "aws/xml.hpp"
#include "net/http_date.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace privman;

void require(bool holds) {
    if (!holds) std::abort();
}

void check(const aws::Refusal& refusal) {
    require(!refusal.code.empty() && refusal.code.size() < 1000 && refusal.message.size() < 6000);
    require(!refusal.message.contains('\n'));
    require(!aws::failure_of(refusal, "ssm X").what.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const net::HttpResponse response{.status = 400, .headers = {}, .body = std::string{bytes}};
    check(aws::read_json_refusal(response));
    check(aws::read_xml_refusal(response));
    if (const auto credentials = aws::read_credentials(bytes, "the endpoint"))
        require(!credentials->key_id.empty() && !credentials->secret.empty());
    if (const auto identity = aws::read_caller_identity(bytes)) require(!identity->account.empty());
    (void)aws::read_ini(bytes);
    (void)aws::parse_rfc3339(bytes);
    (void)net::parse_http_date(bytes);
    // Whatever the target holds, its canonical form is a path.
    const auto canonical = aws::canonical_request("GET", bytes, {}, "hash");
    require(canonical.text.starts_with("GET\n/"));
    return 0;
}
