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

/// Where distributions keep the bundle. OpenSSL's built-in path does not exist in a minimal image.
[[nodiscard]] std::vector<std::string> well_known_ca_bundles();

/// TLS 1.2 and later, peers verified against the bundle and against the name that was dialled. For one loop.
class TlsContext {
public:
    /// Trusts the first of `ca_bundles` that can be loaded; none given: `well_known_ca_bundles()`. Only looks whether
    /// one of them can be read and has a certificate in it, and fails with `tls` and the paths when none has: a bundle
    /// takes tens of milliseconds and megabytes to parse, which the first handshake does, once for all contexts that
    /// come from this one.
    [[nodiscard]] static NetResult<TlsContext> client(std::vector<std::string> ca_bundles = {});

    /// Trusts the private authorities of a file beside those of the bundle; no name: the bundle alone. Fails with `tls`
    /// when the file cannot be read or has no certificate in it; like the bundle it is parsed by the first handshake.
    [[nodiscard]] NetResult<TlsContext> trusting_also(std::string ca_file) const;

    /// Parses now, for whoever wants to know beforehand. Fails with `tls` when no bundle, or not the private authority,
    /// can be parsed; the text names the paths.
    [[nodiscard]] NetResult<void> load() const;

    /// For servers in tests and simulators: PEM certificate chain and private key.
    [[nodiscard]] static NetResult<TlsContext> server(const std::string& chain_pem, const std::string& key_pem);

    TlsContext(TlsContext&&) noexcept;
    TlsContext& operator=(TlsContext&&) noexcept;
    ~TlsContext();

    /// Handshake as client over `stream`, with SNI, for `host` (a name or an IP literal). The stream is gone when it
    /// fails, also because `load` does; that is tried again by the next one. No limit of its own: race it, cancelling
    /// is safe.
    asio::awaitable<NetResult<AnyStream>> connect(AnyStream stream, std::string host) const;

    /// Handshake as server. No limit of its own either.
    asio::awaitable<NetResult<AnyStream>> accept(AnyStream stream) const;

private:
    struct State;
    explicit TlsContext(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;
};

}  // namespace privman::net
