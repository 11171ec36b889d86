// SPDX-License-Identifier: GPL-2.0-only
// The request head as bytes: RFC 9112 2 to 5.  Framing fields: framing_test.
#include "core/parse.h"

#include <gtest/gtest.h>

#include "core/bytes.h"
#include "core/parse_feed.h"
#include "support/guarded_buf.h"
#include "support/random.h"

namespace khttpd::test {
namespace {

using namespace std::string_literals;

TEST(ParseRequest, TakesAPlainRequestApart)
{
	const std::string head = "GET /index.html?x=1 HTTP/1.1\r\n"
				 "Host: example.org:8081\r\n"
				 "User-Agent: test/1.0 (a; b)\r\n"
				 "Accept: */*\r\n\r\n";
	const Parsed parsed = parse(head);

	ASSERT_EQ(parsed.result, KH_PARSE_DONE);
	EXPECT_EQ(parsed.req.method, KH_METHOD_GET);
	EXPECT_EQ(parsed.target, "/index.html?x=1");
	EXPECT_EQ(parsed.host, "example.org:8081");
	EXPECT_EQ(parsed.req.minor, 1);
	EXPECT_EQ(parsed.req.body, KH_BODY_NONE);
	EXPECT_TRUE(parsed.req.keep_alive);
	EXPECT_TRUE(parsed.req.has_host);
	EXPECT_FALSE(parsed.req.expect_continue);
	EXPECT_EQ(parsed.req.head_len, head.size());
	EXPECT_EQ(parsed.req.status, 0);
}

TEST(ParseRequest, TakesAnHttp10RequestWithoutAnyField)
{
	const Parsed parsed = parse("GET / HTTP/1.0\r\n\r\n");

	ASSERT_EQ(parsed.result, KH_PARSE_DONE);
	EXPECT_EQ(parsed.req.minor, 0);
	EXPECT_FALSE(parsed.req.has_host);
	EXPECT_FALSE(parsed.req.keep_alive);
}

TEST(ParseRequest, LeavesPipelinedBytesAlone)
{
	const std::string first = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
	const Parsed parsed = parse(first + "GET /2 HTTP/1.1\r\nHo");

	ASSERT_EQ(parsed.result, KH_PARSE_DONE);
	EXPECT_EQ(parsed.target, "/1");
	EXPECT_EQ(parsed.req.head_len, first.size());
}

TEST(ParseRequest, NeedsEveryByteUpToTheLastLf)
{
	const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

	for (size_t len = 0; len < head.size(); len++)
		EXPECT_EQ(parse(head.substr(0, len)).result, KH_PARSE_MORE)
			<< "of " << len << " bytes";
	EXPECT_EQ(parse_bytewise(head).verdict_at, head.size());
}

TEST(ParseRequest, KnowsEveryMethodOfTheEnum)
{
	const struct {
		const char *token;
		enum kh_method method;
	} rows[] = {
		{ "GET", KH_METHOD_GET },
		{ "HEAD", KH_METHOD_HEAD },
		{ "POST", KH_METHOD_POST },
		{ "PUT", KH_METHOD_PUT },
		{ "DELETE", KH_METHOD_DELETE },
		{ "CONNECT", KH_METHOD_CONNECT },
		{ "OPTIONS", KH_METHOD_OPTIONS },
		{ "TRACE", KH_METHOD_TRACE },
		{ "PATCH", KH_METHOD_PATCH },
		// RFC 9110 9.1: case matters; unknown ones are not an error here
		{ "get", KH_METHOD_UNKNOWN },
		{ "GETS", KH_METHOD_UNKNOWN },
		{ "GE", KH_METHOD_UNKNOWN },
		{ "PROPFIND", KH_METHOD_UNKNOWN },
		{ "!#$%&'*+-.^_`|~9", KH_METHOD_UNKNOWN },
	};

	for (const auto &row : rows) {
		const Parsed parsed = parse(row.token +
					    " / HTTP/1.1\r\nHost: a\r\n\r\n"s);

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << row.token;
		EXPECT_EQ(parsed.req.method, row.method) << row.token;
	}
}

TEST(ParseRequest, KeepsTheTargetAsReceived)
{
	const char *const targets[] = {
		"/",
		"*",
		"/a%20b/../c//d",
		"http://host:80/p?q",
		"example.org:443",
		"/?a={b}|c^`[d]\\",
		"/~user/@:!$&'()*+,;=-._",
	};

	for (const std::string target : targets) {
		const Parsed parsed = parse("GET " + target +
					    " HTTP/1.1\r\nHost: a\r\n\r\n");

		EXPECT_EQ(parsed.result, KH_PARSE_DONE) << target;
		EXPECT_EQ(parsed.target, target);
	}
}

TEST(ParseRequest, RefusesABrokenRequestLine)
{
	const struct {
		std::string line;
		int status;
		const char *text;
	} rows[] = {
		{ "GET /\r\n", 400, "HTTP/0.9: no version" },
		{ "GET\r\n", 400, "a method only" },
		{ " GET / HTTP/1.1\r\n", 400, "a space first" },
		{ " / HTTP/1.0\r\n\r\n", 400, "no method" },
		{ "GET  HTTP/1.0\r\n\r\n", 400, "no target" },
		{ "GET / HTHTTP/1.1\r\nHost: a\r\n\r\n", 400,
		  "a version that begins twice" },
		{ "\tGET / HTTP/1.1\r\n", 400, "a tab first" },
		{ "GET  / HTTP/1.1\r\n", 400, "two spaces before the target" },
		{ "GET /  HTTP/1.1\r\n", 400, "two spaces after the target" },
		{ "GET\t/ HTTP/1.1\r\n", 400, "a tab before the target" },
		{ "GET /\tHTTP/1.1\r\n", 400, "a tab after the target" },
		{ "GET / HTTP/1.1 \r\n", 400, "a space after the version" },
		{ "GET / HTTP/1.1\n", 400, "bare LF (RFC 9112 2.2)" },
		{ "GET / HTTP/1.1\rX", 400, "bare CR (RFC 9112 2.2)" },
		{ "GET / HTTP/1.1\r\r\n", 400, "two CRs" },
		{ "G@T / HTTP/1.1\r\n", 400, "no token (RFC 9112 3.1)" },
		{ "G\0T / HTTP/1.1\r\n"s, 400, "NUL in the method" },
		{ "\x16\x03\x01\x02"s, 400, "a TLS hello" },
		{ "\x80GET", 400, "a byte that is not ASCII first" },
		{ "GET /a b HTTP/1.1\r\n", 400, "a space in the target" },
		{ "GET /\0 HTTP/1.1\r\n"s, 400, "NUL in the target" },
		{ "GET /\x7f HTTP/1.1\r\n", 400, "DEL in the target" },
		{ "GET /\xc3\xa9 HTTP/1.1\r\n", 400,
		  "raw UTF-8 in the target" },
		{ "GET /#top HTTP/1.1\r\n", 400, "a fragment (RFC 9112 3.2)" },
		{ "GET /\"a\" HTTP/1.1\r\n", 400, "quotes in the target" },
		{ "GET /<a> HTTP/1.1\r\n", 400,
		  "angle brackets in the target" },
		{ "GET / http/1.1\r\n", 400, "a small http (RFC 9112 2.3)" },
		{ "GET / HTTP/1.10\r\n", 400, "two minor digits" },
		{ "GET / HTTP/01.1\r\n", 400, "two major digits" },
		{ "GET / HTTP/1\r\n", 400, "no minor version" },
		{ "GET / HTTP/1,1\r\n", 400, "a comma in the version" },
		{ "GET / HTTP/x.1\r\n", 400, "a letter as version" },
		{ "GET / HTTP/1.x\r\n", 400, "a letter as minor version" },
		{ "GET / HTTPS/1.1\r\n", 400, "another protocol" },
		{ "GET / HTTP/0.9\r\n", 400, "HTTP/0.9 in writing" },
		{ "GET / HTTP/2.0\r\n", 505, "HTTP/2.0 (RFC 9110 15.6.6)" },
		{ "GET / HTTP/3.1\r\n", 505, "HTTP/3.1" },
		{ "PRI * HTTP/2.0\r\n\r\nSM", 505, "the HTTP/2 preface" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(refusal(row.line), row.status) << row.text;
}

TEST(ParseRequest, ServesAHigherMinorVersionAs11)
{
	const Parsed parsed = parse("GET / HTTP/1.9\r\nHost: a\r\n\r\n");

	EXPECT_EQ(parsed.result, KH_PARSE_DONE);
	EXPECT_EQ(parsed.req.minor, 1) << "RFC 9110 2.5";
	EXPECT_TRUE(parsed.req.keep_alive);
}

TEST(ParseRequest, RefusesABrokenFieldLine)
{
	const struct {
		std::string line;
		const char *text;
	} rows[] = {
		{ "A : b", "space before the colon (RFC 9112 5.1)" },
		{ "A\t: b", "tab before the colon" },
		{ ": b", "no name" },
		{ "A", "no colon" },
		{ "A b: c", "space in the name" },
		{ "A\0: b"s, "NUL in the name" },
		{ "A\xc3: b", "a byte that is not ASCII in the name" },
		{ "A(b): c", "parentheses in the name" },
		{ " A: b", "obs-fold: a space first (RFC 9112 5.2)" },
		{ "A: b\r\n c", "obs-fold after a value" },
		{ "A: b\r\n\tc", "obs-fold with a tab" },
		{ "A: b\0c"s, "NUL in the value (RFC 9110 5.5)" },
		{ "A: \x01", "a control byte in the value" },
		{ "A: b\x1f", "the last control byte in the value" },
		{ "A: b\x7f", "DEL in the value" },
		{ "A: 1234567\x7f", "DEL as eighth byte of the value" },
		{ "A: 12345678\x08", "a control byte after eight others" },
		{ "A: b\rc", "bare CR in the value (RFC 9112 2.2)" },
		{ "A: b\r\r\nB: c", "two CRs" },
		{ "A: b\nB: c", "bare LF (RFC 9112 2.2)" },
		{ "A: b\n", "bare LF at the end" },
		{ "A: b\r\n\rX", "CR without LF where the head could end" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(refusal(with_field(row.line)), 400) << row.text;
}

TEST(ParseRequest, TakesEveryByteThatAValueMayHold)
{
	const std::string lines[] = {
		"A:",
		"A: ",
		"A:b",
		"A: \t b \t ",
		"A: b\tc d",
		"A: \xc3\xa9\x80\xff", // obs-text (RFC 9110 5.5)
		"A: 1234567\t12345678\t\t12345678",
		"A: \"<#>\" \\ {}[]()|^`~",
		"!#$%&'*+-.^_`|~09azAZ: token of all tchars",
	};

	for (const auto &line : lines)
		EXPECT_EQ(parse(with_field(line)).result, KH_PARSE_DONE)
			<< printable(line);
}

TEST(ParseRequest, SeesEveryControlByteAtEveryPlaceOfAWord)
{
	for (size_t place = 0; place < 17; place++) {
		for (int byte = 0; byte < 256; byte++) {
			const bool allowed = byte == '\t' ||
					     (byte >= 0x20 && byte != 0x7f);
			std::string value(17, 'x');

			value[place] = static_cast<char>(byte);
			const Parsed parsed = parse_bytewise(
				with_field("A: " + value));
			EXPECT_EQ(parsed.result,
				  allowed ? KH_PARSE_DONE : KH_PARSE_REFUSE)
				<< "byte " << byte << " at " << place;
			// in one piece, where words of eight bytes are looked at
			struct kh_parser parser;
			struct kh_request req;
			const std::string head = with_field("A: " + value);

			kh_parse_init(&parser, &req);
			EXPECT_EQ(kh_parse(&parser, head.data(),
					   static_cast<u32>(head.size()), &req),
				  parsed.result)
				<< "byte " << byte << " at " << place;
		}
	}
}

TEST(ParseRequest, TakesAFewEmptyLinesBeforeTheRequest)
{
	const std::string request = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

	for (const std::string lines :
	     { "\r\n", "\r\n\r\n", "\r\n\r\n\r\n\r\n" }) { // RFC 9112 2.2
		const Parsed parsed = parse(lines + request);

		EXPECT_EQ(parsed.result, KH_PARSE_DONE);
		EXPECT_EQ(parsed.target, "/x");
		EXPECT_EQ(parsed.host, "a");
		EXPECT_EQ(parsed.req.head_len, lines.size() + request.size());
	}
	EXPECT_EQ(refusal("\r\n\r\n\r\n\r\n\r\n" + request), 400)
		<< "five are too many";
	EXPECT_EQ(refusal("\n" + request), 400) << "bare LF";
	EXPECT_EQ(refusal("\r" + request), 400) << "bare CR";
}

TEST(ParseRequest, HasNotStartedBeforeAByteThatCounts)
{
	const std::string head = "\r\n\r\nGET / HTTP/1.1\r\n";
	struct kh_parser parser;
	struct kh_request req;

	kh_parse_init(&parser, &req);
	for (size_t len = 0; len <= head.size(); len++) {
		EXPECT_EQ(kh_parse(&parser, head.data(), static_cast<u32>(len),
				   &req),
			  KH_PARSE_MORE);
		EXPECT_EQ(kh_parse_started(&parser), len > 4) << len;
	}
}

TEST(ParseRequest, RefusesAMethodBeyondItsBoundWith501)
{
	const std::string longest(KH_METHOD_MAX, 'M');
	const std::string rest = " / HTTP/1.1\r\nHost: a\r\n\r\n";

	EXPECT_EQ(parse(longest + rest).result, KH_PARSE_DONE);
	EXPECT_EQ(refusal(longest + "M" + rest), 501) << "RFC 9112 3";
	EXPECT_EQ(parse_bytewise(longest + "M" + rest).verdict_at,
		  KH_METHOD_MAX + 1);
}

std::string with_target(size_t len)
{
	return "GET /" + std::string(len - 1, 't') +
	       " HTTP/1.1\r\nHost: a\r\n\r\n";
}

TEST(ParseRequest, RefusesATargetBeyondItsBoundWith414)
{
	const Parsed longest = parse_bytewise(with_target(KH_TARGET_MAX));
	const Parsed beyond = parse_bytewise(with_target(KH_TARGET_MAX + 1));

	EXPECT_EQ(longest.result, KH_PARSE_DONE);
	EXPECT_EQ(longest.target.size(), KH_TARGET_MAX);
	EXPECT_EQ(beyond.result, KH_PARSE_REFUSE);
	EXPECT_EQ(beyond.req.status, 414) << "RFC 9112 3";
	EXPECT_EQ(beyond.verdict_at, sizeof("GET ") - 1 + KH_TARGET_MAX + 1);
}

// A request whose head is `len` bytes long.
std::string with_head_of(size_t len)
{
	const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\nX: ";

	return begin + std::string(len - begin.size() - 4, 'x') + "\r\n\r\n";
}

TEST(ParseRequest, RefusesAHeadBeyondItsBoundWith431)
{
	const Parsed longest = parse_bytewise(with_head_of(KH_HEAD_MAX));
	const Parsed beyond = parse_bytewise(with_head_of(KH_HEAD_MAX + 1));

	EXPECT_EQ(longest.result, KH_PARSE_DONE);
	EXPECT_EQ(longest.req.head_len, KH_HEAD_MAX);
	EXPECT_EQ(beyond.result, KH_PARSE_REFUSE);
	EXPECT_EQ(beyond.req.status, 431) << "RFC 6585 5";
	EXPECT_EQ(beyond.verdict_at, KH_HEAD_MAX);
}

TEST(ParseRequest, GivesTheSameVerdictAtTheBoundForEveryCut)
{
	for (const size_t len : { KH_HEAD_MAX - 1, KH_HEAD_MAX, KH_HEAD_MAX + 1,
				  KH_HEAD_MAX + 3 }) {
		const std::string head = with_head_of(len) + "GET /next";
		const Parsed bytewise = parse_bytewise(head);

		for (size_t cut = KH_HEAD_MAX - 6; cut < head.size(); cut++) {
			struct kh_parser parser;
			struct kh_request req;

			kh_parse_init(&parser, &req);
			enum kh_parse_result result =
				kh_parse(&parser, head.data(),
					 static_cast<u32>(cut), &req);
			if (result == KH_PARSE_MORE)
				result = kh_parse(&parser, head.data(),
						  static_cast<u32>(head.size()),
						  &req);
			EXPECT_EQ(result, bytewise.result) << len << " " << cut;
			EXPECT_EQ(req.status, bytewise.req.status);
			EXPECT_EQ(req.head_len, bytewise.req.head_len);
		}
	}
}

std::string with_fields(size_t nr)
{
	std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";

	for (size_t i = 1; i < nr; i++)
		head += "N: v\r\n";
	return head + "\r\n";
}

TEST(ParseRequest, RefusesMoreFieldLinesThanItsBoundWith431)
{
	const Parsed beyond = parse_bytewise(with_fields(KH_FIELDS_MAX + 1));

	EXPECT_EQ(parse(with_fields(KH_FIELDS_MAX)).result, KH_PARSE_DONE);
	EXPECT_EQ(beyond.req.status, 431) << "RFC 6585 5";
	EXPECT_EQ(beyond.verdict_at, with_fields(KH_FIELDS_MAX).size() - 1)
		<< "with the first byte of the line too many";
}

TEST(ParseRequest, RefusesAsSoonAsTheFaultIsCertain)
{
	const struct {
		std::string upto_fault;
		const char *text;
	} rows[] = {
		{ "@", "the first byte" },
		{ "GET\r", "no target" },
		{ "GET /\x01", "a control byte in the target" },
		{ "GET / h", "the version's first letter" },
		{ "GET / HTTP/2.0", "the version's last digit" },
		{ "GET / HTTP/1.1\n", "bare LF" },
		{ "GET / HTTP/1.1\r\n ", "obs-fold" },
		{ "GET / HTTP/1.1\r\nA ", "space before the colon" },
		{ "GET / HTTP/1.1\r\nA: b\rc", "bare CR" },
		{ "GET / HTTP/1.1\r\n\r\n", "no Host" },
		{ "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", "two Hosts" },
	};

	for (const auto &row : rows) {
		const Parsed parsed = parse_bytewise(row.upto_fault + "rest");

		EXPECT_EQ(parsed.result, KH_PARSE_REFUSE) << row.text;
		EXPECT_EQ(parsed.verdict_at, row.upto_fault.size()) << row.text;
	}
}

TEST(ParseRequest, NeverKeepsARefusedConnection)
{
	const Parsed parsed = parse("GET / HTTP/1.1\r\nHost: a\r\n"
				    "Connection: keep-alive\r\nX : y\r\n\r\n");

	EXPECT_EQ(parsed.result, KH_PARSE_REFUSE);
	EXPECT_FALSE(parsed.req.keep_alive);
}

TEST(ParseRequest, IsUsedAgainAfterInit)
{
	const std::string first = "POST /a HTTP/1.1\r\nHost: b\r\n"
				  "Content-Length: 3\r\nConnection: close\r\n"
				  "Expect: 100-continue\r\n\r\n";
	const std::string second = "GET / HTTP/1.0\r\n\r\n";
	struct kh_parser parser;
	struct kh_request req;

	kh_parse_init(&parser, &req);
	ASSERT_EQ(kh_parse(&parser, first.data(),
			   static_cast<u32>(first.size()), &req),
		  KH_PARSE_DONE);
	kh_parse_init(&parser, &req);
	EXPECT_FALSE(kh_parse_started(&parser));
	ASSERT_EQ(kh_parse(&parser, second.data(),
			   static_cast<u32>(second.size()), &req),
		  KH_PARSE_DONE);
	EXPECT_EQ(req.method, KH_METHOD_GET);
	EXPECT_EQ(req.body, KH_BODY_NONE);
	EXPECT_EQ(req.content_length, 0u);
	EXPECT_FALSE(req.has_host);
	EXPECT_FALSE(req.expect_continue);
	EXPECT_FALSE(req.keep_alive);
}

TEST(ParseRequest, StaysSmallEnoughForAConnection)
{
	EXPECT_LE(sizeof(struct kh_parser), 8u);
	EXPECT_LE(sizeof(struct kh_request), 144u);
}

// Pieces from which well-formed and nearly well-formed heads come about.
TEST(ParseRequest, AgreesWithItselfOnRandomHeadsInEverySplit)
{
	static const std::string pieces[] = {
		"GET",
		"HEAD",
		" ",
		" ",
		"/",
		"/a",
		" HTTP/1.1\r\n",
		" HTTP/1.0\r\n",
		"\r\n",
		"\r\n",
		"Host: a\r\n",
		"Connection: close\r\n",
		"Content-Length: 5\r\n",
		"Transfer-Encoding: chunked\r\n",
		"Expect: 100-continue\r\n",
		"X",
		":",
		"\t",
		"\r",
		"\n",
		"\x01",
		"\xff",
		"long-value-text",
	};
	Random random;

	SCOPED_TRACE("KHTTPD_TEST_SEED=" + std::to_string(random.seed()));
	for (int round = 0; round < 1500; round++) {
		std::string head = "GET / HTTP/1.1\r\n";

		if (random.up_to(3) == 0)
			head.clear();
		head += random.text_of(pieces, 14);
		const Parsed parsed = parse(head);
		if (::testing::Test::HasFailure()) {
			ADD_FAILURE() << printable(head) << ": " << parsed;
			return;
		}
	}
}

} // namespace
} // namespace khttpd::test
