#include "net/tls.hpp"

#include "net/coroutine.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/consign.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <fstream>
#include <optional>
#include <string_view>

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

ssl::context context_for(ssl::context::method method) {
    ssl::context context{method};
    context.set_options(ssl::context::default_workarounds | ssl::context::no_compression);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    return context;
}

struct FreeStore {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};
using Store = std::unique_ptr<X509_STORE, FreeStore>;

/// What OpenSSL has to say about its last failure, which is forgotten by that.
std::string last_words() {
    const error_code why{static_cast<int>(ERR_get_error()), asio::error::get_ssl_category()};
    ERR_clear_error();
    return why.message();
}

/// Why it cannot be what it should be, as far as one sees that without parsing it; nothing when it can.
std::optional<std::string> fault_of_ca_file(const std::string& path) {
    std::ifstream file{path};
    if (!file) return "it cannot be read";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("-----BEGIN ") && line.find("CERTIFICATE-----") != std::string::npos) return std::nullopt;
    return "it holds no certificate in PEM form";
}

std::unexpected<NetError> no_bundle(const std::vector<std::string>& tried) {
    std::string all;
    for (const auto& path : tried) all.append(all.empty() ? "" : ", ").append(path);
    return tls_error("no CA bundle could be loaded; tried: " + all);
}

/// The authorities of one bundle.
class Authorities {
public:
    explicit Authorities(std::vector<std::string> bundles) : bundles_{std::move(bundles)} {}

    [[nodiscard]] NetResult<void> look() const {
        for (const auto& path : bundles_)
            if (!fault_of_ca_file(path)) return {};
        return no_bundle(bundles_);
    }

    /// Parses them when nobody has before.
    NetResult<X509_STORE*> parsed() {
        for (auto path = bundles_.begin(); !store_ && path != bundles_.end(); ++path) {
            Store store{X509_STORE_new()};
            if (store && X509_STORE_load_file(store.get(), path->c_str()) == 1) store_ = std::move(store);
            ERR_clear_error();
        }
        if (!store_) return no_bundle(bundles_);
        return store_.get();
    }

private:
    std::vector<std::string> bundles_;
    Store store_;
};

/// A store of its own that holds the same authorities and those of one file more.
NetResult<Store> with_file(X509_STORE* bundle, const std::string& ca_file) {
    Store store{X509_STORE_new()};
    const auto* known = X509_STORE_get0_objects(bundle);
    for (int i = 0; store && i < sk_X509_OBJECT_num(known); ++i) {
        const auto* object = sk_X509_OBJECT_value(known, i);
        if (auto* authority = X509_OBJECT_get0_X509(object)) X509_STORE_add_cert(store.get(), authority);
        if (auto* revoked = X509_OBJECT_get0_X509_CRL(object)) X509_STORE_add_crl(store.get(), revoked);
    }
    ERR_clear_error();
    if (!store || X509_STORE_load_file(store.get(), ca_file.c_str()) != 1)
        return tls_error("the extra CA file " + ca_file + " could not be loaded: " + last_words());
    return store;
}

}  // namespace

struct TlsContext::State {
    std::optional<ssl::context> context;       ///< of a client: made by the first handshake
    std::shared_ptr<Authorities> authorities;  ///< null: a server
    std::string extra_ca_file;

    NetResult<ssl::context*> ready() {
        if (context) return &*context;
        const auto bundle = authorities->parsed();
        if (!bundle) return std::unexpected{bundle.error()};
        auto made = context_for(ssl::context::tls_client);
        made.set_verify_mode(ssl::verify_peer);
        if (extra_ca_file.empty()) {
            SSL_CTX_set1_cert_store(made.native_handle(), *bundle);
        } else {
            const auto extended = with_file(*bundle, extra_ca_file);
            if (!extended) return std::unexpected{extended.error()};
            SSL_CTX_set1_cert_store(made.native_handle(), extended->get());
        }
        // Some balancers would rather speak HTTP/2 when nobody says otherwise.
        constexpr std::array<unsigned char, 9> http_1_1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
        SSL_CTX_set_alpn_protos(made.native_handle(), http_1_1.data(), http_1_1.size());
        context = std::move(made);
        return &*context;
    }
};

TlsContext::TlsContext(std::shared_ptr<State> state) : state_{std::move(state)} {}
TlsContext::TlsContext(TlsContext&&) noexcept = default;
TlsContext& TlsContext::operator=(TlsContext&&) noexcept = default;
TlsContext::~TlsContext() = default;

std::vector<std::string> well_known_ca_bundles() {
    return {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"};
}

NetResult<TlsContext> TlsContext::client(std::vector<std::string> ca_bundles) {
    auto state = std::make_shared<State>();
    state->authorities =
        std::make_shared<Authorities>(ca_bundles.empty() ? well_known_ca_bundles() : std::move(ca_bundles));
    if (const auto seen = state->authorities->look(); !seen) return std::unexpected{seen.error()};
    return TlsContext{std::move(state)};
}

NetResult<TlsContext> TlsContext::trusting_also(std::string ca_file) const {
    if (ca_file.empty()) return TlsContext{state_};
    if (const auto fault = fault_of_ca_file(ca_file))
        return tls_error("the extra CA file " + ca_file + " could not be loaded: " + *fault);
    auto state = std::make_shared<State>();
    state->authorities = state_->authorities;
    state->extra_ca_file = std::move(ca_file);
    return TlsContext{std::move(state)};
}

NetResult<void> TlsContext::load() const {
    if (const auto context = state_->ready(); !context) return std::unexpected{context.error()};
    return {};
}

NetResult<TlsContext> TlsContext::server(const std::string& chain_pem, const std::string& key_pem) {
    auto state = std::make_shared<State>();
    auto& context = state->context.emplace(context_for(ssl::context::tls_server));
    error_code ec;
    context.use_certificate_chain(asio::buffer(chain_pem), ec);
    if (ec) return tls_error("the certificate chain cannot be used: " + ec.message());
    context.use_private_key(asio::buffer(key_pem), ssl::context::pem, ec);
    if (ec) return tls_error("the private key cannot be used: " + ec.message());
    return TlsContext{std::move(state)};
}

asio::awaitable<NetResult<AnyStream>> TlsContext::connect(AnyStream stream, std::string host) const {
    const auto state = state_;
    const auto context = state->ready();
    if (!context) co_return tls_error(host + ": " + context.error().what);
    auto secured = std::make_shared<SslStream>(std::move(stream), **context);
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
    auto secured = std::make_shared<SslStream>(std::move(stream), *state->context);
    const auto [ec] = co_await secured->async_handshake(ssl::stream_base::server, quiet);
    if (ec) co_return tls_error("TLS handshake with a client failed: " + ec.message());
    co_return AnyStream{std::make_unique<TlsTransport>(std::move(secured))};
}

}  // namespace privman::net
