#include "net/tls.hpp"

#include "net/coroutine.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/consign.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

namespace privman::net {

namespace {

namespace ssl = asio::ssl;
using SslStream = ssl::stream<AnyStream>;

/// How long a peer may take to answer our goodbye before the connection ends without it.
constexpr std::chrono::seconds goodbye_limit{1};

class TlsTransport final : public Transport {
    // Operations keep the stream alive: they end by way of the loop, after this transport may be gone.
    template <class Handler>
    auto kept(Handler handler) {
        return asio::bind_executor(stream_->get_executor(), asio::consign(std::move(handler), stream_));
    }

public:
    explicit TlsTransport(std::shared_ptr<SslStream> stream) : stream_{std::move(stream)} {}
    ~TlsTransport() override { TlsTransport::close(); }

    asio::any_io_executor executor() override { return stream_->get_executor(); }

    void read_some(ReadBuffers buffers, IoHandler handler) override {
        stream_->async_read_some(buffers, kept(std::move(handler)));
    }

    void write_some(WriteBuffers buffers, IoHandler handler) override {
        stream_->async_write_some(buffers, kept(std::move(handler)));
    }

    void shutdown(DoneHandler handler) override {
        auto timer = std::make_shared<asio::steady_timer>(stream_->get_executor(), goodbye_limit);
        timer->async_wait([weak = std::weak_ptr{stream_}](error_code ec) {
            if (const auto stream = weak.lock(); stream && !ec) stream->next_layer().close();
        });
        stream_->async_shutdown(kept(asio::consign(std::move(handler), std::move(timer))));
    }

    void close() override { stream_->next_layer().close(); }

    bool quiet() override { return SSL_pending(stream_->native_handle()) == 0 && stream_->next_layer().quiet(); }

private:
    std::shared_ptr<SslStream> stream_;
};

std::unexpected<NetError> tls_error(std::string what) {
    return std::unexpected{NetError{NetTrouble::tls, false, std::move(what)}};
}

bool is_address(const std::string& host) {
    error_code ec;
    asio::ip::make_address(host, ec);
    return !ec;
}

/// Certificates are checked against the name we dialled, not against the address we found for it.
bool expect_peer(SSL* connection, const std::string& host) {
    if (is_address(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str()) == 1;
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // The macro SSL_set_tlsext_host_name casts const away; the control call does the same in the open.
    auto name = host;
    return SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1 &&
           SSL_set1_host(connection, host.c_str()) == 1;
}

}  // namespace

struct TlsContext::State {
    explicit State(ssl::context::method method) : context{method} {
        context.set_options(ssl::context::default_workarounds | ssl::context::no_compression);
        SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    }

    ssl::context context;
};

TlsContext::TlsContext(std::shared_ptr<State> state) : state_{std::move(state)} {}
TlsContext::TlsContext(TlsContext&&) noexcept = default;
TlsContext& TlsContext::operator=(TlsContext&&) noexcept = default;
TlsContext::~TlsContext() = default;

std::vector<std::string> well_known_ca_bundles() {
    return {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"};
}

NetResult<TlsContext> TlsContext::client(const TlsOptions& options) {
    auto state = std::make_shared<State>(ssl::context::tls_client);
    state->context.set_verify_mode(ssl::verify_peer);

    const auto bundles = options.ca_bundles.empty() ? well_known_ca_bundles() : options.ca_bundles;
    bool loaded = false;
    std::string tried;
    for (const auto& path : bundles) {
        error_code ec;
        if (!path.empty()) state->context.load_verify_file(path, ec);
        if (!path.empty() && !ec) {
            loaded = true;
            break;
        }
        tried.append(tried.empty() ? "" : ", ").append(path);
    }
    ERR_clear_error();
    if (!loaded) return tls_error("no CA bundle could be loaded; tried: " + tried);

    if (!options.extra_ca_file.empty()) {
        error_code ec;
        state->context.load_verify_file(options.extra_ca_file, ec);
        if (ec)
            return tls_error("the extra CA file " + options.extra_ca_file + " could not be loaded: " + ec.message());
    }
    // Some balancers would rather speak HTTP/2 when nobody says otherwise.
    constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(state->context.native_handle(), http_1_1.data(), http_1_1.size());
    return TlsContext{std::move(state)};
}

NetResult<TlsContext> TlsContext::server(const std::string& chain_pem, const std::string& key_pem) {
    auto state = std::make_shared<State>(ssl::context::tls_server);
    error_code ec;
    state->context.use_certificate_chain(asio::buffer(chain_pem), ec);
    if (ec) return tls_error("the certificate chain cannot be used: " + ec.message());
    state->context.use_private_key(asio::buffer(key_pem), ssl::context::pem, ec);
    if (ec) return tls_error("the private key cannot be used: " + ec.message());
    return TlsContext{std::move(state)};
}

asio::awaitable<NetResult<AnyStream>> TlsContext::connect(AnyStream stream, std::string host) const {
    const auto state = state_;
    auto secured = std::make_shared<SslStream>(std::move(stream), state->context);
    if (!expect_peer(secured->native_handle(), host)) co_return tls_error(host + ": not a name that can be verified");

    const auto [ec] = co_await secured->async_handshake(ssl::stream_base::client, quiet);
    if (ec) {
        const auto verdict = SSL_get_verify_result(secured->native_handle());
        const std::string why = verdict == X509_V_OK ? ec.message() : X509_verify_cert_error_string(verdict);
        co_return tls_error(host + ": TLS handshake failed: " + why);
    }
    co_return AnyStream{std::make_unique<TlsTransport>(std::move(secured))};
}

asio::awaitable<NetResult<AnyStream>> TlsContext::accept(AnyStream stream) const {
    const auto state = state_;
    auto secured = std::make_shared<SslStream>(std::move(stream), state->context);
    const auto [ec] = co_await secured->async_handshake(ssl::stream_base::server, quiet);
    if (ec) co_return tls_error("TLS handshake with a client failed: " + ec.message());
    co_return AnyStream{std::make_unique<TlsTransport>(std::move(secured))};
}

}  // namespace privman::net
