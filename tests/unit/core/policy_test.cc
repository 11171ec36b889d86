// SPDX-License-Identifier: GPL-2.0-only
// What a policy answers once it has been taken.
#include "core/policy.h"

#include <gtest/gtest.h>

#include <map>

#include "core/bytes.h"
#include "core/policy_block.h"
#include "support/guarded_buf.h"
#include "support/random.h"

namespace khttpd::test {
namespace {

class Policy {
      public:
	explicit Policy(Block block)
		: bytes_(block.bytes()), guarded_(bytes_.size())
	{
		const char *why = nullptr;
		const int err = kh_policy_check(&policy_, guarded_.hold(bytes_),
						static_cast<u32>(bytes_.size()),
						&why);

		EXPECT_EQ(err, 0) << why;
	}
	const struct kh_policy *operator&() const
	{
		return &policy_;
	}

	// Index of a host's site, -1 if it is unknown.
	int site(std::string_view host) const
	{
		const auto *found = kh_policy_site(&policy_, span_of(host));

		return found ? static_cast<int>(found - policy_.sites) : -1;
	}
	std::string lines(std::string_view path, std::string_view type) const
	{
		std::string out(KHTTPD_POLICY_LINES_MAX, '\0');
		struct kh_wbuf w;

		kh_wbuf_init(&w, out.data(), static_cast<u32>(out.size()));
		kh_policy_lines(&policy_, policy_.sites, span_of(path),
				span_of(type), &w);
		EXPECT_FALSE(w.overflow);
		return out.substr(0, w.len);
	}
	// "status value rest", or "none".
	std::string redirect(std::string_view path) const
	{
		struct kh_span rest;
		const auto *rule = kh_policy_redirect(&policy_, policy_.sites,
						      span_of(path), &rest);

		if (!rule)
			return "none";
		return std::to_string(rule->status) + ' ' +
		       std::string(
			       view_of(kh_policy_text(&policy_, rule->value))) +
		       ' ' + std::string(view_of(rest));
	}
	std::string error_page(u32 status) const
	{
		return std::string(view_of(
			kh_policy_error_page(&policy_, policy_.sites, status)));
	}
	std::string type(std::string_view path) const
	{
		return std::string(view_of(kh_policy_type(
			&policy_, policy_.sites, span_of(path))));
	}

      private:
	std::string bytes_;
	GuardedBuf guarded_;
	struct kh_policy policy_;
};

Block with_rules(std::vector<Rule> rules)
{
	Block block;

	block.rules = std::move(rules);
	block.sites[0].nr_rules = static_cast<u32>(block.rules.size());
	return block;
}

TEST(Policy, WithoutABlockIsOneSiteThatChangesNothing)
{
	struct kh_policy policy;

	kh_policy_default(&policy);
	EXPECT_EQ(policy.header->sites.nr, 1u);
	EXPECT_EQ(policy.header->unknown_host, 0u);
	EXPECT_EQ(view_of(kh_policy_server(&policy)), "khttpd");
	EXPECT_EQ(kh_policy_site(&policy, span_of("a")), nullptr);
	EXPECT_EQ(policy.sites->root.len, 0u);
	EXPECT_EQ(policy.sites->index.len, 0u);
	EXPECT_EQ(policy.sites->fallback.len, 0u);
	EXPECT_EQ(policy.sites->flags, 0u);
	EXPECT_EQ(policy.sites->slash, KHTTPD_SLASH_REDIRECT);
	EXPECT_EQ(policy.sites->encodings, KHTTPD_ENCODING_GZIP |
						   KHTTPD_ENCODING_BR |
						   KHTTPD_ENCODING_ZSTD);
	EXPECT_EQ(policy.sites->ranges, 16u);
	EXPECT_EQ(policy.sites->nr_rules, 0u);
	EXPECT_EQ(view_of(kh_policy_type(&policy, policy.sites,
					 span_of("/a.png"))),
		  "image/png");
}

TEST(Policy, WithoutABlockIsAPolicyThatWouldBeTaken)
{
	struct kh_policy policy, again;
	const char *why = nullptr;

	kh_policy_default(&policy);
	const std::string bytes(policy.block, policy.header->size);
	GuardedBuf guarded(bytes.size() + 4);
	const auto size = static_cast<u32>(bytes.size());

	// aligned, though not at the guard page
	std::memcpy(guarded.room(size + 4 - size % 4), bytes.data(), size);
	EXPECT_EQ(kh_policy_check(&again, guarded.room(size + 4 - size % 4),
				  size, &why),
		  0)
		<< why;
}

TEST(PolicySite, IsFoundByItsExactName)
{
	Block block;

	block.sites.resize(4);
	block.names = { { "a.example", 1 },
			{ "b.example", 2 },
			{ "c.example", 3 } };
	const Policy policy(block);

	EXPECT_EQ(policy.site("a.example"), 1);
	EXPECT_EQ(policy.site("b.example"), 2);
	EXPECT_EQ(policy.site("c.example"), 3);
	for (const char *host : { "", "a", "a.exampl", "a.example2",
				  "d.example", "x.a.example", "*.a.example" })
		EXPECT_EQ(policy.site(host), -1) << host;
}

TEST(PolicySite, IsFoundByTheLongestWildcardAfterExactNames)
{
	Block block;

	block.sites.resize(5);
	block.names = { { "x.a.example", 1 },
			{ "*.b.a.example", 2 },
			{ "*.a.example", 3 },
			{ "*.example", 4 } };
	const Policy policy(block);

	EXPECT_EQ(policy.site("x.a.example"), 1);
	EXPECT_EQ(policy.site("y.a.example"), 3);
	EXPECT_EQ(policy.site("z.y.a.example"), 3);
	EXPECT_EQ(policy.site("b.a.example"), 3);
	EXPECT_EQ(policy.site("c.b.a.example"), 2);
	EXPECT_EQ(policy.site("a.example"), 4);
	EXPECT_EQ(policy.site("example"), -1);
	EXPECT_EQ(policy.site(".example"), -1) << "nothing stands for the '*'";
	EXPECT_EQ(policy.site("xexample"), -1);
}

TEST(PolicySite, IsThatOfTheStarForAHostThatNothingElseFits)
{
	Block block;

	block.sites.resize(4);
	block.names = { { "a.example", 1 }, { "*.b", 2 }, { "*", 3 } };
	const Policy policy(block);

	EXPECT_EQ(policy.site("a.example"), 1);
	EXPECT_EQ(policy.site("x.b"), 2);
	for (const char *host : { "b", "c", "x.c", "[::1]", "127.0.0.1" })
		EXPECT_EQ(policy.site(host), 3) << host;
	EXPECT_EQ(policy.site(""), -1);
}

TEST(PolicySite, IsUnknownForAHostNoNameCanHave)
{
	Block block;

	block.names = { { "*.a" } };
	const Policy policy(block);

	EXPECT_EQ(policy.site(std::string(251, 'x') + ".a"), 0);
	EXPECT_EQ(policy.site(std::string(252, 'x') + ".a"), -1);
	EXPECT_EQ(policy.site(std::string(8000, '.')), -1);
}

// The slow obvious way: look at every name.
int site_slowly(const Block &block, std::string_view host)
{
	size_t longest = 0;
	int site = -1;

	for (const Name &name : block.names) {
		const std::string_view pattern = name.pattern;

		if (pattern == host)
			return static_cast<int>(name.site);
		if (pattern.starts_with("*.") &&
		    host.size() > pattern.size() - 1 &&
		    host.ends_with(pattern.substr(1)) &&
		    pattern.size() > longest) {
			longest = pattern.size();
			site = static_cast<int>(name.site);
		}
	}
	return site;
}

TEST(PolicySite, IsTheOneThatLookingAtEveryNameFinds)
{
	static const char *const labels[] = { "a", "b", "aa", "ab", "c" };
	Random random;
	SCOPED_TRACE(random.seed());
	const auto host = [&] {
		std::string text = random.one_of(labels);

		for (u64 n = random.up_to(3); n > 0; n--)
			text += std::string(".") + random.one_of(labels);
		return text;
	};

	for (int round = 0; round < 200; round++) {
		const auto less = [](const std::string &a,
				     const std::string &b) {
			return kh_policy_compare_names(span_of(a), span_of(b)) <
			       0;
		};
		std::map<std::string, u32, decltype(less)> sorted(less);
		Block block;

		for (u64 n = random.up_to(20); n > 0; n--)
			sorted.emplace((random.up_to(1) ? "*." : "") + host(),
				       static_cast<u32>(sorted.size()));
		block.sites.resize(sorted.size() + 1);
		for (const auto &[pattern, site] : sorted)
			block.names.push_back({ pattern, site });
		const Policy policy(block);

		for (int i = 0; i < 50; i++) {
			const std::string asked = host();

			EXPECT_EQ(policy.site(asked), site_slowly(block, asked))
				<< asked;
		}
	}
}

TEST(PolicyHost, MayNameADirectoryIfNothingElseIsMeantByIt)
{
	for (const char *host : { "a", "a.b", "a-b_c.d", "127.0.0.1", "-a" })
		EXPECT_TRUE(kh_policy_host_is_name(span_of(host))) << host;
	for (const char *host : { "", ".", "..", ".a", "a.", "a..b", "A",
				  "[::1]", "a/b", "a%2fb", "~a", "*", "a b" })
		EXPECT_FALSE(kh_policy_host_is_name(span_of(host))) << host;
	EXPECT_FALSE(kh_policy_host_is_name(span_of(std::string(254, 'a'))));
}

TEST(PolicyRedirect, IsTheFirstThatMatches)
{
	const Policy policy(with_rules({
		{ KHTTPD_RULE_HEADER_PREFIX, 0, "/", "A: b" },
		{ KHTTPD_RULE_REDIRECT_EXACT, 302, "/a", "/exact" },
		{ KHTTPD_RULE_REDIRECT_PREFIX, 301, "/a", "/one" },
		{ KHTTPD_RULE_REDIRECT_PREFIX, 308, "/a/b", "/never" },
		{ KHTTPD_RULE_REDIRECT_PREFIX, 307, "/c/",
		  "https://d.example/e/" },
	}));

	EXPECT_EQ(policy.redirect("/a"), "302 /exact ");
	EXPECT_EQ(policy.redirect("/a/b"), "301 /one /b");
	EXPECT_EQ(policy.redirect("/ab"), "301 /one b");
	EXPECT_EQ(policy.redirect("/c/"), "307 https://d.example/e/ ");
	EXPECT_EQ(policy.redirect("/c/x y"), "307 https://d.example/e/ x y");
	EXPECT_EQ(policy.redirect("/c"), "none");
	EXPECT_EQ(policy.redirect("/"), "none");
	EXPECT_EQ(policy.redirect(""), "none");
}

TEST(PolicyRedirect, DoesNotLeadToAnotherServer)
{
	const Policy policy(with_rules({
		{ KHTTPD_RULE_REDIRECT_PREFIX, 301, "/old", "/" },
	}));

	EXPECT_EQ(policy.redirect("/old/evil.example"), "301 / evil.example");
	EXPECT_EQ(policy.redirect("/old/"), "301 / ");
	EXPECT_EQ(policy.redirect("/old"), "301 / ");
}

TEST(PolicyRedirect, OfAnotherSiteDoesNotMatch)
{
	Block block;

	block.sites.resize(2);
	block.rules = { { KHTTPD_RULE_REDIRECT_EXACT, 301, "/a", "/b" } };
	block.sites[1].nr_rules = 1;
	EXPECT_EQ(Policy(block).redirect("/a"), "none");
}

TEST(PolicyLines, AreThoseOfEveryMatch)
{
	const Policy policy(with_rules({
		{ KHTTPD_RULE_HEADER_PREFIX, 0, "/", "X-All: 1" },
		{ KHTTPD_RULE_HEADER_PREFIX, 0, "/static/",
		  "Cache-Control: max-age=60" },
		{ KHTTPD_RULE_HEADER_TYPE, 0, "text/", "X-Text: 2" },
		{ KHTTPD_RULE_HEADER_TYPE, 0, "text/html", "X-Html: 3" },
		{ KHTTPD_RULE_ERROR_PAGE, 404, "", "/404.html" },
	}));

	EXPECT_EQ(policy.lines("/a", "image/png"), "X-All: 1\r\n");
	EXPECT_EQ(policy.lines("/static/a", "image/png"),
		  "X-All: 1\r\nCache-Control: max-age=60\r\n");
	EXPECT_EQ(policy.lines("/static", "text/htmlx"),
		  "X-All: 1\r\nX-Text: 2\r\n");
	EXPECT_EQ(policy.lines("/a", "Text/HTML; charset=utf-8"),
		  "X-All: 1\r\nX-Text: 2\r\nX-Html: 3\r\n");
	EXPECT_EQ(policy.lines("/a", "text/html ;a=b"),
		  "X-All: 1\r\nX-Text: 2\r\nX-Html: 3\r\n");
	EXPECT_EQ(policy.lines("/a", ""), "X-All: 1\r\n");
}

TEST(PolicyLines, HoldEachFieldOnceAsTheFirstMatchHasIt)
{
	const Policy policy(with_rules({
		{ KHTTPD_RULE_HEADER_PREFIX, 0, "/a/", "Cache-Control: a" },
		{ KHTTPD_RULE_HEADER_TYPE, 0, "text/", "cache-control: text" },
		{ KHTTPD_RULE_HEADER_PREFIX, 0, "/", "CACHE-CONTROL: all" },
		{ KHTTPD_RULE_HEADER_PREFIX, 0, "/", "Cache: x" },
	}));

	EXPECT_EQ(policy.lines("/a/b", "text/html"),
		  "Cache-Control: a\r\nCache: x\r\n");
	EXPECT_EQ(policy.lines("/b", "text/html"),
		  "cache-control: text\r\nCache: x\r\n");
	EXPECT_EQ(policy.lines("/b", "image/png"),
		  "CACHE-CONTROL: all\r\nCache: x\r\n");
}

TEST(PolicyErrorPage, IsTheFirstOfItsStatus)
{
	const Policy policy(with_rules({
		{ KHTTPD_RULE_ERROR_PAGE, 404, "", "/404.html" },
		{ KHTTPD_RULE_ERROR_PAGE, 403, "", "/403.html" },
		{ KHTTPD_RULE_ERROR_PAGE, 404, "", "/never.html" },
	}));

	EXPECT_EQ(policy.error_page(404), "/404.html");
	EXPECT_EQ(policy.error_page(403), "/403.html");
	EXPECT_EQ(policy.error_page(500), "");
	EXPECT_EQ(policy.error_page(0), "");
}

TEST(PolicyType, ComesFromThePolicyThenTheTableThenTheSite)
{
	Block block;

	block.types = { { "abc", "x/abc" },
			{ "foo", "x/foo" },
			{ "png", "x/png" } };
	block.sites[0].default_type = "text/plain";
	const Policy policy(block);

	EXPECT_EQ(policy.type("/a.foo"), "x/foo");
	EXPECT_EQ(policy.type("/a.FOO"), "x/foo");
	EXPECT_EQ(policy.type("/a.abc"), "x/abc");
	EXPECT_EQ(policy.type("/a.png"), "x/png") << "before the built-in one";
	EXPECT_EQ(policy.type("/a.gif"), "image/gif");
	EXPECT_EQ(policy.type("/a.fo"), "text/plain");
	EXPECT_EQ(policy.type("/a.fooo"), "text/plain");
	EXPECT_EQ(policy.type("/foo"), "text/plain");
	EXPECT_EQ(policy.type("/.foo"), "text/plain");
	EXPECT_EQ(policy.type("/"), "text/plain");
	EXPECT_EQ(Policy(Block()).type("/a.foo"), "application/octet-stream");
}

} // namespace
} // namespace khttpd::test
