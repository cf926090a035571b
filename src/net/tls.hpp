// What we trust: certificate authorities, protocol versions, host names.
#pragma once

#include "net/any_stream.hpp"
#include "net/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace privman::net {

struct TlsOptions {
    /// Tried in order, the first that can be read is taken. Empty: `well_known_ca_bundles()`. To honour SSL_CERT_FILE,
    /// put its value first.
    std::vector<std::string> ca_bundles;
    /// A private authority trusted beside the bundle; empty: none. Must be readable.
    std::string extra_ca_file;
};

/// Where distributions keep the bundle. OpenSSL's built-in path does not exist in a minimal image.
[[nodiscard]] std::vector<std::string> well_known_ca_bundles();

/// TLS 1.2 and later, peers verified against the bundle and against the name that was dialled.
class TlsContext {
public:
    /// Fails with `tls` when no bundle, or not the extra file, can be loaded; the text names the paths.
    [[nodiscard]] static NetResult<TlsContext> client(const TlsOptions& options);

    /// For servers in tests and simulators: PEM certificate chain and private key.
    [[nodiscard]] static NetResult<TlsContext> server(const std::string& chain_pem, const std::string& key_pem);

    TlsContext(TlsContext&&) noexcept;
    TlsContext& operator=(TlsContext&&) noexcept;
    ~TlsContext();

    /// Handshake as client over `stream`, with SNI, for `host` (a name or an IP literal). The stream is gone when it
    /// fails. No limit of its own: race it, cancelling is safe.
    asio::awaitable<NetResult<AnyStream>> connect(AnyStream stream, std::string host) const;

    /// Handshake as server. No limit of its own either.
    asio::awaitable<NetResult<AnyStream>> accept(AnyStream stream) const;

private:
    struct State;
    explicit TlsContext(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;
};

}  // namespace privman::net
