// Where programs on AWS get temporary credentials: the container endpoint, and the instance metadata, version 2 only.
#pragma once

#include "net/http_message.hpp"
#include "sandbox/aws/account.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace privman::sandbox::aws {

class Metadata {
public:
    explicit Metadata(Account& account) : account_{account} {}

    /// GET with the container's token as `Authorization`.
    net::HttpResponse container(const net::HttpRequest& request);

    /// `path` begins with /latest/.
    net::HttpResponse instance(const net::HttpRequest& request, std::string_view path);

    /// The next one who asks gets another key.
    void renew() { handed_out_.clear(); }

private:
    const AccessKey& credentials();
    net::HttpResponse session(const net::HttpRequest& request);

    Account& account_;
    std::string handed_out_;  ///< the id of the key that everybody gets until half of its life is over
    std::map<std::string, std::int64_t, std::less<>> sessions_;  ///< instance metadata tokens and their ends, boot time
};

}  // namespace privman::sandbox::aws
