// SPDX-License-Identifier: GPL-2.0-only
// The one form of a host name: RFC 3986 3.2.2 and 6.2.2.1, RFC 1035 2.3.4.
#include "core/host.h"

#include <gtest/gtest.h>

#include <string>

#include "core/bytes.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

std::string normal_in(std::string_view host, u32 cap)
{
	static GuardedBuf in(1024);
	static GuardedBuf out(1024);
	char *room = out.room(cap);
	u32 len = 0;

	if (!kh_host_normalise(kh_span(in.hold(host), host.size()), room, cap,
			       &len))
		return "refused";
	return { room, len };
}

std::string normal(std::string_view host)
{
	return normal_in(host, KH_HOST_MAX);
}

TEST(Host, IsInLowerCaseWithoutPortAndTrailingDot)
{
	const struct {
		const char *host;
		const char *normal;
	} rows[] = {
		{ "a", "a" },
		{ "Example.ORG", "example.org" },
		{ "example.org.", "example.org" },
		{ "example.org:8081", "example.org" },
		{ "example.org:", "example.org" },
		{ "Example.org.:80", "example.org" },
		{ "xn--bcher-kva.example", "xn--bcher-kva.example" },
		{ "a_b.c-d", "a_b.c-d" },
		{ "127.0.0.1:80", "127.0.0.1" },
		{ "[::1]", "[::1]" },
		{ "[2001:DB8::1]:443", "[2001:db8::1]" },
		{ "[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]" },
		{ "[::]", "[::]" },
		{ "[1::]", "[1::]" },
		{ "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]" },
		{ "[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7::]" },
		{ "[1:2:3:4:5:6:192.0.2.1]", "[1:2:3:4:5:6:192.0.2.1]" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(normal(row.host), row.normal) << row.host;
}

TEST(Host, IsRefusedIfItIsNoNameOrAddress)
{
	for (const char *host :
	     { "",	   ":80",     ".",	"..",	    "a..b",   ".a",
	       "a..",	   ".:80",    "a/b",	"../a",	    "a b",    "a:b",
	       "a:99999",  "a:80:80", "user@a", "%61",	    "a%2fb",  "a!b",
	       "a,b",	   "a*",      "*",	"~a",	    "[::1",   "::1",
	       "[]",	   "[1]",     "[v1.a]", "[V1.a:b]", "[::1]x", "[::1].",
	       "\xc3\xa9", "a\\b" })
		EXPECT_EQ(normal(host), "refused") << host;
}

TEST(Host, IsRefusedIfItsIpv6AddressIsNone)
{
	// RFC 4291 2.2
	for (const char *host :
	     { "[2..001:D::1]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]",
	       "[1:2:3:4:5:6:7:8::]", "[1::2::3]", "[:::]", "[::1:]", "[:1::2]",
	       "[12345::]", "[1:2:3:4:5:6:7:]", "[::192.0.2]",
	       "[::192.0.2.256]", "[::192.0.2.1.1]", "[::1.2.3.4:5]",
	       "[::a.0.2.1]", "[1.2.3.4::]", "[1:2:3:4:5:6:7:1.2.3.4]",
	       "[::1234.1.1.1]", "[::.1.1.1]" })
		EXPECT_EQ(normal(host), "refused") << host;
}

TEST(Host, HasTheBoundsOfTheDns)
{
	const std::string label(KH_HOST_LABEL_MAX, 'a');
	const std::string longest = label + "." + label + "." + label + "." +
				    label.substr(2);

	ASSERT_EQ(longest.size(), KH_HOST_MAX);
	EXPECT_EQ(normal(longest), longest);
	EXPECT_EQ(normal(longest + ".:80"), longest);
	EXPECT_EQ(normal(longest + "a"), "refused");
	EXPECT_EQ(normal(label), label);
	EXPECT_EQ(normal(label + "a"), "refused");
	EXPECT_EQ(normal("b." + label + "a"), "refused");
}

TEST(Host, IsRefusedWhereItDoesNotFit)
{
	EXPECT_EQ(normal_in("abc", 3), "abc");
	EXPECT_EQ(normal_in("abc.:80", 3), "abc");
	EXPECT_EQ(normal_in("abc", 2), "refused");
	EXPECT_EQ(normal_in("a", 0), "refused");
}

} // namespace
} // namespace khttpd::test
