#include "net/proxy.hpp"

#include <gtest/gtest.h>

namespace privman::net {
namespace {

Origin https(std::string host, std::uint16_t port = 443) { return {true, std::move(host), port}; }

/// Whether `host` is exempted by `no_proxy`.
bool goes_direct(std::string_view no_proxy, const Origin& origin) {
    return !ProxyRules::parse("http://proxy:3128", "", no_proxy)->for_origin(origin).has_value();
}

TEST(Proxy, NoneByDefault) { EXPECT_EQ(ProxyRules{}.for_origin(https("a.test")), std::nullopt); }

TEST(Proxy, EachSchemeHasItsOwn) {
    const auto rules = ProxyRules::parse("http://secure:3128", "http://plain:8080/", "");
    ASSERT_TRUE(rules.has_value());
    EXPECT_EQ(rules->for_origin(https("a.test"))->origin, (Origin{false, "secure", 3128}));
    EXPECT_EQ(rules->for_origin({false, "a.test", 80})->origin, (Origin{false, "plain", 8080}));
}

TEST(Proxy, OneThatIsUnsetServesNobody) {
    const auto rules = ProxyRules::parse("http://secure:3128", "", "");
    EXPECT_EQ(rules->for_origin({false, "a.test", 80}), std::nullopt);
}

TEST(Proxy, TheSchemeMayBeMissing) {
    EXPECT_EQ(ProxyRules::parse("proxy:3128", "", "")->for_origin(https("a.test"))->origin,
              (Origin{false, "proxy", 3128}));
}

TEST(Proxy, AProxyMayItselfSpeakTls) {
    EXPECT_EQ(ProxyRules::parse("https://proxy", "", "")->for_origin(https("a.test"))->origin,
              (Origin{true, "proxy", 443}));
}

TEST(Proxy, CredentialsBecomeBasicAuthentication) {
    const auto rules = ProxyRules::parse("http://ada:p%40ss+word@proxy:3128", "", "");
    ASSERT_TRUE(rules.has_value());
    const auto proxy = rules->for_origin(https("a.test"));
    EXPECT_EQ(proxy->authorization, "Basic YWRhOnBAc3Mrd29yZA==");  // ada:p@ss+word
    EXPECT_EQ(proxy->origin.host, "proxy");
}

TEST(Proxy, WhatIsNoProxyIsRefusedByTheNameOfItsVariable) {
    for (const auto* value :
         {"socks5://proxy:1080", "http://", "http://user:secret@", "http://a b", "http://a:99999"}) {
        const auto https_wrong = ProxyRules::parse(value, "", "");
        ASSERT_FALSE(https_wrong.has_value()) << value;
        EXPECT_EQ(https_wrong.error().kind, NetTrouble::proxy);
        EXPECT_TRUE(https_wrong.error().what.starts_with("HTTPS_PROXY")) << https_wrong.error().what;
        EXPECT_EQ(https_wrong.error().what.find("secret"), std::string::npos);
        EXPECT_FALSE(ProxyRules::parse("", value, "").has_value()) << value;
    }
}

TEST(NoProxy, AStarExemptsEverybody) { EXPECT_TRUE(goes_direct("*", https("a.test"))); }

TEST(NoProxy, ANameExemptsItselfAndItsSubdomains) {
    for (const auto* list :
         {"example.com", ".example.com", "*.example.com", " other , EXAMPLE.com ", "other example.com"}) {
        EXPECT_TRUE(goes_direct(list, https("example.com"))) << list;
        EXPECT_TRUE(goes_direct(list, https("api.example.com"))) << list;
        EXPECT_FALSE(goes_direct(list, https("badexample.com"))) << list;
        EXPECT_FALSE(goes_direct(list, https("example.com.evil"))) << list;
    }
}

TEST(NoProxy, APortNarrowsTheExemption) {
    EXPECT_TRUE(goes_direct("a.test:8443", https("a.test", 8443)));
    EXPECT_FALSE(goes_direct("a.test:8443", https("a.test", 443)));
}

TEST(NoProxy, AddressesAndBlocks) {
    EXPECT_TRUE(goes_direct("10.0.0.0/8", https("10.200.3.4")));
    EXPECT_FALSE(goes_direct("10.0.0.0/8", https("11.0.0.1")));
    EXPECT_TRUE(goes_direct("192.168.1.7", https("192.168.1.7")));
    EXPECT_FALSE(goes_direct("168.1.7", https("192.168.1.7"))) << "a suffix of an address means nothing";
    EXPECT_TRUE(goes_direct("0.0.0.0/0", https("8.8.8.8")));
    EXPECT_FALSE(goes_direct("0.0.0.0/0", https("a.test"))) << "names are not looked up for this";
    EXPECT_TRUE(goes_direct("169.254.169.254/32", https("169.254.169.254")));
    EXPECT_TRUE(goes_direct("[fd00::1]", https("fd00::1")));
    EXPECT_TRUE(goes_direct("fd00::1", https("fd00::1")));
    EXPECT_TRUE(goes_direct("[fd00::1]:8443", https("fd00::1", 8443)));
}

TEST(NoProxy, AddressesAreComparedAsAddresses) {
    struct Case {
        const char* list;
        const char* host;
        bool direct;
    };
    static constexpr Case cases[] = {
        // IPv6 ranges
        {"fd00::/8", "fd12:3456::1", true},
        {"fd00::/8", "fe80::1", false},
        {"2001:db8::/32", "2001:db8:ffff::9", true},
        {"2001:db8::/32", "2001:db9::9", false},
        {"2001:db8:0:10::/60", "2001:db8:0:1f::1", true},
        {"2001:db8:0:10::/60", "2001:db8:0:20::1", false},
        {"[fd00::]/8", "fd12::1", true},
        {"[fd00::/8]", "fd12::1", true},
        {"::/0", "fd12::1", true},
        {"::/0", "10.0.0.1", false},
        {"0.0.0.0/0", "fd12::1", false},
        {"fd00::1/128", "fd00::1", true},
        {"fd00::1/128", "fd00::2", false},
        {"fd00::/129", "fd00::1", false},
        {"fd00::/-1", "fd00::1", false},
        {"fd00::/", "fd00::1", false},
        // one address, spelled in another way on either side
        {"fd00:0:0:0:0:0:0:1", "fd00::1", true},
        {"FD00::0001", "fd00::1", true},
        {"fd00::1", "fd00:0:0::1", true},
        {"[FD00:0::1]", "fd00::1", true},
        {"fd00::10.0.0.1", "fd00::a00:1", true},
        {"fd00::1", "fd00::11", false},
        {"10.0.0.1", "::ffff:10.0.0.1", true},
        {"::ffff:10.0.0.1", "10.0.0.1", true},
        {"::ffff:a00:1", "10.0.0.1", true},
        {"10.0.0.0/8", "::ffff:10.200.0.1", true},
        {"::ffff:10.0.0.0/104", "10.200.0.1", true},
        {"::ffff:10.0.0.0/104", "11.0.0.1", false},
        {"10.0.0.1", "10.1", true},
        {"10.0.0.1", "0x0a000001", true},
        {"10.0.0.1", "167772161", true},
        {"10.0.0.1", "012.0.0.1", true},
        {"10.0.0.0/8", "0xa.0.0.7", true},
        {"10.0.0.1", "10.0.0.2", false},
        {"10.0.0.1", "10.0.0.1.", true},
        {"fe80::1%eth0", "fe80::1%eth0", true},
        {"fe80::/10", "fe80::1%eth0", true},
        {"fe80::1%eth0", "fe80::1%eth1", false},
        // names stay names
        {"example.com.", "example.com", true},
        {"example.com", "example.com.", true},
        {".example.com.", "api.example.com.", true},
        {"*.example.com.", "api.example.com", true},
        {"example.com", "badexample.com.", false},
        {"10.0.0.1", "10.0.0.1.example.com", false},
        {".", "a.test", false},
    };
    for (const auto& [list, host, direct] : cases)
        EXPECT_EQ(goes_direct(list, https(host)), direct) << list << " and " << host;
}

TEST(NoProxy, APortNarrowsAnAddressToo) {
    EXPECT_TRUE(goes_direct("[fd00::/8]:8443", https("fd00::1", 8443)));
    EXPECT_FALSE(goes_direct("[fd00::/8]:8443", https("fd00::1", 443)));
    EXPECT_TRUE(goes_direct("10.0.0.1:8443", https("10.1", 8443)));
    EXPECT_FALSE(goes_direct("10.0.0.1:8443", https("10.1", 443)));
    EXPECT_FALSE(goes_direct("a.test:port", https("a.test"))) << "a port that is none exempts nobody";
    EXPECT_FALSE(goes_direct("[fd00::1]junk", https("fd00::1")));
}

TEST(NoProxy, LoopbackInAnySpellingIsNeverProxied) {
    for (const auto* host : {"127.1", "::ffff:127.0.0.1", "0x7f000001", "localhost.", "LOCALHOST", "0:0:0:0:0:0:0:1"})
        EXPECT_TRUE(goes_direct("", https(host))) << host;
}

TEST(NoProxy, RubbishExemptsNobody) {
    EXPECT_FALSE(goes_direct(",, ,10.0.0.0/99,/,:,[,.", https("10.0.0.1")));
    EXPECT_FALSE(goes_direct(",, ,10.0.0.0/99,/,:,[,.", https("a.test")));
}

TEST(NoProxy, LoopbackIsNeverProxied) {
    for (const auto* host : {"localhost", "127.0.0.1", "::1"}) EXPECT_TRUE(goes_direct("", https(host))) << host;
}

}  // namespace
}  // namespace privman::net
