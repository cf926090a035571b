#include "net/url.hpp"

#include <gtest/gtest.h>

namespace privman::net {
namespace {

TEST(Url, IsTakenApartIntoOriginAndTarget) {
    const auto url = parse_url("https://Tenant.Example.COM:8443/api/v1/x?y=1&z=%20");
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->origin, (Origin{true, "tenant.example.com", 8443}));
    EXPECT_EQ(url->target, "/api/v1/x?y=1&z=%20");
}

TEST(Url, SchemesBringTheirPorts) {
    EXPECT_EQ(parse_url("http://a")->origin, (Origin{false, "a", 80}));
    EXPECT_EQ(parse_url("https://a")->origin, (Origin{true, "a", 443}));
    EXPECT_EQ(parse_url("ws://a")->origin, (Origin{false, "a", 80}));
    EXPECT_EQ(parse_url("WSS://a")->origin, (Origin{true, "a", 443}));
}

TEST(Url, AnEmptyPathBecomesASlash) {
    EXPECT_EQ(parse_url("https://a")->target, "/");
    EXPECT_EQ(parse_url("https://a?q=1")->target, "/?q=1");
}

TEST(Url, TheFragmentStaysHere) { EXPECT_EQ(parse_url("https://a/b#secret")->target, "/b"); }

TEST(Url, Ipv6LosesItsBracketsAndGetsThemBack) {
    const auto url = parse_url("http://[::1]:8080/");
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->origin.host, "::1");
    EXPECT_EQ(authority_of(url->origin), "[::1]:8080");
    EXPECT_EQ(host_header_of(parse_url("http://[::1]/")->origin), "[::1]");
}

TEST(Url, TheHostHeaderNamesThePortOnlyWhenItIsUnusual) {
    EXPECT_EQ(host_header_of({true, "a", 443}), "a");
    EXPECT_EQ(host_header_of({true, "a", 80}), "a:80");
    EXPECT_EQ(host_header_of({false, "a", 80}), "a");
}

TEST(Url, WhatIsNoAddressIsRefusedWithoutRepeatingIt) {
    for (const auto* text :
         {"", "a.example", "/path", "ftp://a/secret", "https://", "https://a:0/secret", "https://a:65536/secret",
          "https://a:x/secret", "https://user:secret@a/", "https://secret@a/", "https://a b/secret",
          "https://a%0d%0asecret/", "https://a/\r\nsecret", "https:secret", "mailto:secret@a"}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url.has_value()) << text;
        EXPECT_EQ(url.error().kind, NetTrouble::protocol);
        EXPECT_FALSE(url.error().sent);
        EXPECT_EQ(url.error().what.find("secret"), std::string::npos) << url.error().what;
    }
}

TEST(Encoding, OnlyUnreservedCharactersPass) {
    EXPECT_EQ(encode_component("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(encode_component("a b&c=d/e?f+g%"), "a%20b%26c%3Dd%2Fe%3Ff%2Bg%25");
    EXPECT_EQ(encode_component("\xc3\xa4\n"), "%C3%A4%0A");
}

TEST(Encoding, DecodingUndoesIt) {
    std::string every;
    for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
    EXPECT_EQ(decode_component(encode_component(every)), every);
    EXPECT_EQ(decode_component("a+b%2Bc"), "a b+c");
}

TEST(Encoding, HalfAnEscapeStaysAsItIs) {
    EXPECT_EQ(decode_component("100%"), "100%");
    EXPECT_EQ(decode_component("%4"), "%4");
    EXPECT_EQ(decode_component("%zz%41"), "%zzA");
    EXPECT_EQ(decode_component("%-1"), "%-1");
}

TEST(Form, PairsGoThereAndBack) {
    const Fields fields{{"grant_type", "password"}, {"password", "a&b=c d"}, {"empty", ""}};
    EXPECT_EQ(form_body(fields), "grant_type=password&password=a%26b%3Dc%20d&empty=");
    EXPECT_EQ(parse_form(form_body(fields)), fields);
    EXPECT_EQ(form_body({}), "");
    EXPECT_EQ(parse_form("a&&b=1&"), (Fields{{"a", ""}, {"b", "1"}}));
}

TEST(Loopback, IsWhateverStandsUnderLocalhostWhichNoResolverIsAskedFor) {
    for (const auto* host : {"a.localhost", "metadata.localhost", "localhost.", "a.b.LocalHost."})
        EXPECT_TRUE(is_loopback(host)) << host;
    for (const auto* host : {".localhost", "..localhost", "a.localhost..", "alocalhost"})
        EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(Loopback, IsRecognisedByNameAndByAddress) {
    for (const auto* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"}) {
        EXPECT_TRUE(is_loopback(host)) << host;
    }
    for (const auto* host :
         {"localhost.example.com", "notlocalhost", "128.0.0.1", "127.0.0.1.example.com", "::2", ""}) {
        EXPECT_FALSE(is_loopback(host)) << host;
    }
}

}  // namespace
}  // namespace privman::net
