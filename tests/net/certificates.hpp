// Certificates made while the test runs: a private authority and what it signs. Nothing secret is ever in the tree.
#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace privman::testing {

template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;

inline void require(bool ok, const char* what) {
    if (!ok) throw std::runtime_error{std::string{"OpenSSL: "} + what};
}

/// The text that `write` puts into a memory BIO.
template <class Write>
std::string pem(Write write) {
    const std::unique_ptr<BIO, FreeWith<BIO_free>> bio{BIO_new(BIO_s_mem())};
    require(bio && write(bio.get()) == 1, "PEM");
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

class Authority {
public:
    struct Identity {
        std::string certificate_pem;
        std::string key_pem;
    };

    explicit Authority(const std::string& name) : key_{EVP_EC_gen("P-256")}, certificate_{make(name, key_.get())} {
        extend(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
        sign(certificate_.get());
    }

    /// For trusting it: pass the file it is written to as a CA file.
    [[nodiscard]] std::string certificate_pem() const {
        return pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate_.get()); });
    }

    /// `subject` as in "DNS:example.test" or "IP:127.0.0.1".
    [[nodiscard]] Identity issue(const std::string& subject) const {
        const Key key{EVP_EC_gen("P-256")};
        const auto leaf = make("leaf", key.get());
        X509_set_issuer_name(leaf.get(), X509_get_subject_name(certificate_.get()));
        extend(leaf.get(), NID_subject_alt_name, subject.c_str());
        sign(leaf.get());
        return {pem([&](BIO* bio) { return PEM_write_bio_X509(bio, leaf.get()); }), pem([&](BIO* bio) {
                    return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                })};
    }

private:
    static Certificate make(const std::string& name, EVP_PKEY* key) {
        require(key != nullptr, "key");
        Certificate made{X509_new()};
        X509_set_version(made.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
        X509_set_pubkey(made.get(), key);
        auto* const subject = X509_get_subject_name(made.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()),
                                   -1, -1, 0);
        X509_set_issuer_name(made.get(), subject);
        return made;
    }

    static void extend(X509* certificate, int kind, const char* value) {
        const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension{
            X509V3_EXT_conf_nid(nullptr, nullptr, kind, value)};
        require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
    }

    void sign(X509* certificate) const { require(X509_sign(certificate, key_.get(), EVP_sha256()) > 0, "signature"); }

    Key key_;
    Certificate certificate_;
};

}  // namespace privman::testing
