#include "net/error.hpp"

namespace privman::net {

std::string_view name_of(NetTrouble kind) {
    switch (kind) {
        case NetTrouble::dns: return "dns";
        case NetTrouble::connect: return "connect";
        case NetTrouble::proxy: return "proxy";
        case NetTrouble::proxy_refused: return "proxy_refused";
        case NetTrouble::tls: return "tls";
        case NetTrouble::timeout: return "timeout";
        case NetTrouble::closed: return "closed";
        case NetTrouble::too_large: return "too_large";
        case NetTrouble::protocol: return "protocol";
    }
    return "unknown";
}

}  // namespace privman::net
