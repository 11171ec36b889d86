// SPDX-License-Identifier: GPL-2.0-only
// Where a request goes, where it ends and whether another follows: RFC 9112
// 3.2, 6 and 9.3, RFC 9110 10.1.1.  Through the parser, as that is how the
// fields arrive.
#include "core/framing.h"

#include <gtest/gtest.h>

#include "core/bytes.h"
#include "core/parse_feed.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

// A POST whose head has these whole field lines besides Host.
std::string post(const std::string &fields, const char *version = "1.1")
{
	return std::string("POST / HTTP/") + version + "\r\nHost: a\r\n" +
	       fields + "\r\n";
}

TEST(FramingHost, IsNeededExactlyOnceIn11)
{
	EXPECT_EQ(refusal("GET / HTTP/1.1\r\n\r\n"), 400) << "RFC 9112 3.2";
	EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHosts: a\r\n\r\n"), 400);
	EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
	EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"), 400)
		<< "the same one twice";
	EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost:\r\nHost:\r\n\r\n"), 400)
		<< "empty ones count";
	EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400)
		<< "two in one line";
}

TEST(FramingHost, IsAllowedOnceIn10)
{
	EXPECT_EQ(refusal("GET / HTTP/1.0\r\nHost: a\r\n\r\n"), 0);
	EXPECT_EQ(refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
}

TEST(FramingHost, IsFoundInAnyCaseAndWithoutBlanks)
{
	for (const char *line : { "Host:a.b:1", "HOST: a.b:1", "host:\ta.b:1\t",
				  "hOsT:   a.b:1  \t " }) {
		const Parsed parsed = parse("GET / HTTP/1.1\r\n" +
					    std::string(line) + "\r\n\r\n");

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << line;
		EXPECT_EQ(parsed.host, "a.b:1") << line;
	}
}

TEST(FramingHost, TakesTheFormsOfAnAuthority)
{
	const char *const hosts[] = {
		"",
		"a",
		"example.org",
		"EXAMPLE.org.",
		"example.org:8081",
		"example.org:",
		"127.0.0.1:80",
		"[::1]",
		"[::1]:8081",
		"[2001:db8::192.0.2.1]:65535",
		"[v1.fe80::a+en1]",
		"a_b-c~d!$&'()*+;=",
		"%e4%B8%AD",
	};

	for (const std::string host : hosts) {
		const Parsed parsed = parse("GET / HTTP/1.1\r\nHost: " + host +
					    "\r\n\r\n");

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << host;
		EXPECT_EQ(parsed.host, host);
	}
}

TEST(FramingHost, RefusesWhatIsNoAuthority)
{
	const struct {
		const char *host;
		const char *text;
	} rows[] = {
		{ "a b", "a space inside" },
		{ "a/b", "a path" },
		{ "a?b", "a query" },
		{ "a#b", "a fragment" },
		{ "user@a", "userinfo (RFC 9110 4.2.4)" },
		{ "http://a", "a whole URI" },
		{ ":80", "a port without a host" },
		{ "a:80:81", "two ports" },
		{ "a:8o", "a port with a letter" },
		{ "a:-1", "a negative port" },
		{ "a:65536", "a port too high" },
		{ "a:4294967376", "a port that is 80 modulo 2^32" },
		{ "::1", "IPv6 without brackets" },
		{ "[::1", "an open bracket" },
		{ "[::1]80", "a port without a colon" },
		{ "[]", "empty brackets" },
		{ "[12]", "brackets without an IPv6 address" },
		{ "[::g]", "no hexadecimal digit" },
		{ "[fe80::1%25eth0]", "a zone identifier" },
		{ "[v1]", "IPvFuture without an address" },
		{ "a]", "a closing bracket" },
		{ "%4", "an escape cut short" },
		{ "%4x", "a bad escape" },
		{ "a\\b", "a backslash" },
		{ "\"a\"", "quotes" },
		{ "\xc3\xa9", "UTF-8" },
		{ "a\tb", "a tab inside" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: " +
				  std::string(row.host) + "\r\n\r\n"),
			  400)
			<< row.text;
}

TEST(FramingHost, NeverReadsBeyondTheValue)
{
	GuardedBuf guarded(64);

	for (const std::string_view text :
	     { "", "[", "[:", "[v", "[::1]", "[::1]:", "a", "a:", "a:6", "%",
	       "%4", "%41" })
		kh_framing_is_authority(
			kh_span(guarded.hold(text), text.size()));
	EXPECT_FALSE(kh_framing_is_authority(kh_span(guarded.hold("[::"), 3)));
	EXPECT_TRUE(kh_framing_is_authority(kh_span(guarded.hold("a:"), 2)));
}

TEST(FramingLength, TakesDigits)
{
	const struct {
		const char *value;
		u64 length;
	} rows[] = {
		{ "0", 0 },
		{ "5", 5 },
		{ "0005", 5 },
		{ "  65536\t", 65536 },
		{ "4294967296", 4294967296 },
		{ "9223372036854775807", 9223372036854775807 },
		{ "00000000000000000000000000000000000000007", 7 },
	};

	for (const auto &row : rows) {
		const Parsed parsed = parse(post(
			"Content-Length:" + std::string(row.value) + "\r\n"));

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << row.value;
		EXPECT_EQ(parsed.req.body, KH_BODY_LENGTH) << row.value;
		EXPECT_EQ(parsed.req.content_length, row.length) << row.value;
	}
}

TEST(FramingLength, RefusesWhatIsNotDigitsOnly)
{
	const struct {
		const char *value;
		const char *text;
	} rows[] = {
		{ "", "nothing" },
		{ "+5", "a plus" },
		{ "-5", "a minus" },
		{ "5 5", "a space inside" },
		{ "5,5", "a list of equal numbers (RFC 9112 6.3)" },
		{ "5, 6", "a list" },
		{ "0x5", "hexadecimal" },
		{ "5.0", "a fraction" },
		{ "5e1", "an exponent" },
		{ "5;", "a parameter" },
		{ "\"5\"", "quotes" },
		{ "five", "a word" },
		{ "\xd9\xa5", "a digit of another script" },
		{ "9223372036854775808", "2^63" },
		{ "18446744073709551615", "2^64 - 1" },
		{ "18446744073709551616", "2^64, zero when it overflows" },
		{ "18446744073709551621", "2^64 + 5" },
		{ "92233720368547758070", "ten times the largest" },
		{ "99999999999999999999999999999999", "far too much" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(refusal(post("Content-Length: " +
				       std::string(row.value) + "\r\n")),
			  400)
			<< row.text;
}

TEST(FramingLength, IsNeverGivenTwiceNorBesideACoding)
{
	const std::string length = "Content-Length: 5\r\n";
	const std::string coding = "Transfer-Encoding: chunked\r\n";

	EXPECT_EQ(refusal(post(length)), 0);
	EXPECT_EQ(refusal(post(coding)), 0);
	EXPECT_EQ(refusal(post(length + length)), 400) << "RFC 9112 6.3";
	EXPECT_EQ(refusal(post(length + "Content-Length: 6\r\n")), 400);
	EXPECT_EQ(refusal(post("Content-Length: 0\r\n" + length)), 400);
	EXPECT_EQ(refusal(post(coding + coding)), 400);
	EXPECT_EQ(refusal(post(length + coding)), 400) << "RFC 9112 6.1";
	EXPECT_EQ(refusal(post(coding + length)), 400);
	EXPECT_EQ(refusal(post(length + "X: y\r\n" + coding)), 400);
	EXPECT_EQ(refusal(post("Content-Length: 0\r\n" + coding)), 400);
}

TEST(FramingCoding, TakesChunkedAloneIn11)
{
	for (const char *value : { "chunked", "Chunked", "\t CHUNKED " }) {
		const Parsed parsed = parse(post(
			"Transfer-Encoding:" + std::string(value) + "\r\n"));

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << value;
		EXPECT_EQ(parsed.req.body, KH_BODY_CHUNKED) << value;
	}
}

TEST(FramingCoding, RefusesOthersWith501)
{
	for (const char *value :
	     { "gzip", "gzip, chunked", "chunked, chunked", "chunked,",
	       "identity", "xchunked", "chunke", "chunked;q=1", "\"chunked\"",
	       "chunked\x80" }) // RFC 9112 6.1
		EXPECT_EQ(refusal(post("Transfer-Encoding: " +
				       std::string(value) + "\r\n")),
			  501)
			<< value;
	EXPECT_EQ(refusal(post("Transfer-Encoding:\r\n")), 400) << "none";
}

TEST(FramingCoding, Refuses10WithACoding)
{
	EXPECT_EQ(refusal(post("Transfer-Encoding: chunked\r\n", "1.0")), 400)
		<< "RFC 9112 6.1";
	EXPECT_EQ(refusal(post("Transfer-Encoding: gzip\r\n", "1.0")), 400);
}

TEST(FramingCoding, IsNotHiddenInOtherNames)
{
	for (const char *line :
	     { "Transfer_Encoding: chunked\r\n",
	       "XTransfer-Encoding: chunked\r\n",
	       "Transfer-Encodin: chunked\r\n", "Content-Lengths: 5\r\n",
	       "Content_Length: 5\r\n", "TE: chunked\r\n" }) {
		const Parsed parsed = parse(post(line));

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << line;
		EXPECT_EQ(parsed.req.body, KH_BODY_NONE) << line;
	}
}

TEST(FramingConnection, DecidesWhetherAnotherRequestMayFollow)
{
	const struct {
		const char *fields;
		bool in_11;
		bool in_10;
	} rows[] = {
		{ "", true, false }, // RFC 9112 9.3
		{ "Connection: close\r\n", false, false },
		{ "Connection: keep-alive\r\n", true, true },
		{ "Connection: Keep-Alive\r\n", true, true },
		{ "connection:CLOSE\r\n", false, false },
		{ "Connection: keep-alive, close\r\n", false, false },
		{ "Connection: close, keep-alive\r\n", false, false },
		{ "Connection: x, ,keep-alive ,,\r\n", true, true },
		{ "Connection:\tx\t,\tclose\t\r\n", false, false },
		{ "Connection: closed\r\n", true, false },
		{ "Connection: keep-aliv\r\n", true, false },
		{ "Connection: keep alive\r\n", true, false },
		{ "Connection:\r\n", true, false },
		{ "Connection: ,\r\n", true, false },
		{ "Connection: Upgrade\r\nConnection: close\r\n", false,
		  false },
		{ "Connection: close\r\nConnection: keep-alive\r\n", false,
		  false },
		{ "Keep-Alive: timeout=5\r\n", true, false },
		{ "Proxy-Connection: keep-alive\r\n", true, false },
	};

	for (const auto &row : rows) {
		const Parsed in_11 = parse(post(row.fields));
		const Parsed in_10 = parse(post(row.fields, "1.0"));

		EXPECT_EQ(in_11.result, KH_PARSE_DONE) << row.fields;
		EXPECT_EQ(in_11.req.keep_alive, row.in_11) << row.fields;
		EXPECT_EQ(in_10.result, KH_PARSE_DONE) << row.fields;
		EXPECT_EQ(in_10.req.keep_alive, row.in_10) << row.fields;
	}
}

TEST(FramingExpect, KnowsContinueAndNothingElse)
{
	const struct {
		const char *fields;
		int status;
		bool expected;
	} rows[] = {
		{ "", 0, false },
		{ "Expect: 100-continue\r\n", 0, true },
		{ "expect:100-Continue\r\n", 0, true },
		{ "Expect: 100-continue, 100-continue\r\n", 0, true },
		{ "Expect:\r\n", 0, false },
		{ "Expect: 200-ok\r\n", 417, false }, // RFC 9110 15.5.18
		{ "Expect: 100-continue, x\r\n", 417, true },
		{ "Expect: 100-continue\r\nExpect: x\r\n", 417, true },
		{ "Expect: 100-continue;q=1\r\n", 417, false },
	};

	for (const auto &row : rows) {
		const Parsed parsed = parse(post(row.fields));

		EXPECT_EQ(parsed.req.status, row.status) << row.fields;
		EXPECT_EQ(parsed.req.expect_continue, row.expected)
			<< row.fields;
	}
}

TEST(FramingExpect, IgnoresContinueIn10)
{
	const Parsed parsed = parse(post("Expect: 100-continue\r\n", "1.0"));

	EXPECT_EQ(parsed.result, KH_PARSE_DONE) << "RFC 9110 10.1.1";
	EXPECT_FALSE(parsed.req.expect_continue);
}

enum kh_field kept(enum kh_kept_name name)
{
	return static_cast<enum kh_field>(static_cast<int>(KH_FIELD_KEPT) +
					  static_cast<int>(name));
}

TEST(FramingField, IsKnownInAnyCaseByItsWholeName)
{
	const struct {
		const char *name;
		enum kh_field field;
	} rows[] = {
		{ "Host", KH_FIELD_HOST },
		{ "hOST", KH_FIELD_HOST },
		{ "Hosu", KH_FIELD_OTHER },
		{ "Date", KH_FIELD_OTHER },
		{ "Expect", KH_FIELD_EXPECT },
		{ "Cookie", KH_FIELD_OTHER },
		{ "Connection", KH_FIELD_CONNECTION },
		{ "User-Agent", KH_FIELD_OTHER },
		{ "Content-Length", KH_FIELD_CONTENT_LENGTH },
		{ "CONTENT-LENGTH", KH_FIELD_CONTENT_LENGTH },
		{ "Content_Length", KH_FIELD_OTHER },
		{ "Content-Lengti", KH_FIELD_OTHER },
		{ "range", kept(KH_KEPT_RANGE) },
		{ "Rangf", KH_FIELD_OTHER },
		{ "If-None-Match", kept(KH_KEPT_IF_NONE_MATCH) },
		{ "IF-NONE-MATCH", kept(KH_KEPT_IF_NONE_MATCH) },
		{ "If-None-Matcg", KH_FIELD_OTHER },
		{ "If.None.Match", KH_FIELD_OTHER },
		{ "Accept-Charset", KH_FIELD_OTHER },
		{ "Transfer-Encoding", KH_FIELD_TRANSFER_ENCODING },
		{ "If-Modified-Sinces", KH_FIELD_OTHER },
		{ "", KH_FIELD_OTHER },
	};

	for (const auto &row : rows)
		EXPECT_EQ(kh_framing_field(kh_span_str(row.name)), row.field)
			<< row.name;
}

TEST(FramingLacksLength, IsTrueForMethodsWithContentOnly)
{
	const struct {
		const char *head;
		bool lacks;
	} rows[] = {
		{ "POST / HTTP/1.0\r\n\r\n", true }, // RFC 9110 15.5.12
		{ "PUT / HTTP/1.0\r\n\r\n", true },
		{ "PATCH / HTTP/1.0\r\n\r\n", true },
		{ "POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n", false },
		{ "PUT / HTTP/1.1\r\nHost: a\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n",
		  false },
		{ "GET / HTTP/1.0\r\n\r\n", false },
		{ "HEAD / HTTP/1.0\r\n\r\n", false },
		{ "DELETE / HTTP/1.0\r\n\r\n", false },
		{ "OPTIONS * HTTP/1.0\r\n\r\n", false },
		{ "BREW / HTTP/1.0\r\n\r\n", false },
	};

	for (const auto &row : rows) {
		const Parsed parsed = parse(row.head);

		EXPECT_EQ(kh_framing_lacks_length(&parsed.req), row.lacks)
			<< row.head;
	}
}

} // namespace
} // namespace khttpd::test
