// HTTP requests as they left the program, put together from what it sent, each with the disk of the moment before its
// first byte.
#pragma once

#include "tests/strace/disk.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace privman::strace {

struct RequestSent {
    std::string path;
    std::string body;
    std::shared_ptr<const Files> disk;  ///< durable before the first byte was sent
};

class RequestsSent {
public:
    explicit RequestsSent(std::function<void(const RequestSent&)> sent) : sent_{std::move(sent)} {}

    void begins(const Call& call, const Disk& disk);
    void ends(const Call& call);

private:
    struct Stream {
        std::string bytes;
        std::shared_ptr<const Files> at_first_byte;
        std::shared_ptr<const Files> at_this_call;
        bool is_http = true;
    };
    void take_requests(Stream& stream) const;

    std::function<void(const RequestSent&)> sent_;
    std::map<std::string, Stream> streams_;
};

}  // namespace privman::strace
