// SPDX-License-Identifier: GPL-2.0-only
// What a policy may not be, each with the whole reason.
#include <gtest/gtest.h>

#include <functional>

#include "core/bytes.h"
#include "core/policy.h"
#include "core/policy_block.h"
#include "support/guarded_buf.h"

namespace khttpd::test {
namespace {

using Change = std::function<void(Block &)>;

// The reason for which bytes are refused; empty if they are taken.
std::string reason_of(std::string_view bytes)
{
	static GuardedBuf guarded(2 * KHTTPD_POLICY_BYTES_MAX);
	struct kh_policy policy;
	const char *why = nullptr;
	const int err = kh_policy_check(&policy, guarded.hold(bytes),
					static_cast<u32>(bytes.size()), &why);

	EXPECT_EQ(err, why ? -1 : 0);
	return why ? why : "";
}

std::string reason_after(const Change &change)
{
	Block block;

	change(block);
	return reason_of(block.bytes());
}

// A block whose header is changed after it was made.
std::string reason_with(
	const std::function<void(khttpd_policy_header &)> &change)
{
	std::string bytes = Block().bytes();
	khttpd_policy_header header;

	std::memcpy(&header, bytes.data(), sizeof(header));
	change(header);
	std::memcpy(bytes.data(), &header, sizeof(header));
	return reason_of(bytes);
}

// A value of the first site, rule and so on that is refused for `reason`.
void expect_refused(const char *reason, std::initializer_list<Change> changes)
{
	size_t row = 0;

	for (const Change &change : changes)
		EXPECT_EQ(reason_after(change), reason) << "row " << row++;
}

void expect_taken(std::initializer_list<Change> changes)
{
	size_t row = 0;

	for (const Change &change : changes)
		EXPECT_EQ(reason_after(change), "") << "row " << row++;
}

Change rule(u32 kind, u32 status, std::string match, std::string value)
{
	return [=](Block &b) { b.rules = { { kind, status, match, value } }; };
}

Change prefix_header(std::string line)
{
	return rule(KHTTPD_RULE_HEADER_PREFIX, 0, "/", std::move(line));
}

Change type_header(std::string match)
{
	return rule(KHTTPD_RULE_HEADER_TYPE, 0, std::move(match), "A: b");
}

Change exact(std::string location)
{
	return rule(KHTTPD_RULE_REDIRECT_EXACT, 301, "/a", std::move(location));
}

Change prefix(std::string location)
{
	return rule(KHTTPD_RULE_REDIRECT_PREFIX, 301, "/a",
		    std::move(location));
}

Change error_page(u32 status, std::string page)
{
	return rule(KHTTPD_RULE_ERROR_PAGE, status, "", std::move(page));
}

Change names(std::vector<std::string> patterns)
{
	return [=](Block &b) {
		for (const std::string &pattern : patterns)
			b.names.push_back({ pattern });
	};
}

Change site(std::function<void(Site &)> change)
{
	return [=](Block &b) { change(b.sites[0]); };
}

TEST(PolicyCheck, TakesTheSmallestPolicy)
{
	EXPECT_EQ(reason_after([](Block &) {}), "");
}

TEST(PolicyCheck, TakesOneOfEverything)
{
	EXPECT_EQ(reason_after([](Block &b) {
			  b.unknown_host = 421;
			  b.sites.push_back(
				  { "/srv/www", "index.html,index.htm",
				    "text/plain; charset=utf-8", "/index.html",
				    15, KHTTPD_SLASH_SERVE, 14, 0, 0, 3 });
			  b.names = { { "example.org", 1 },
				      { "*.example.org", 1 } };
			  b.rules = {
				  { KHTTPD_RULE_HEADER_PREFIX, 0, "/a",
				    "Cache-Control: no-store" },
				  { KHTTPD_RULE_REDIRECT_PREFIX, 308, "/old/",
				    "https://example.org/" },
				  { KHTTPD_RULE_ERROR_PAGE, 404, "",
				    "/404.html" },
			  };
			  b.types = { { "a", "x/y" }, { "b", "x/z" } };
		  }),
		  "");
}

TEST(PolicyCheck, RefusesEveryTruncation)
{
	Block block;

	block.names = { { "a" } };
	block.rules = { { KHTTPD_RULE_REDIRECT_EXACT, 301, "/a", "/b" } };
	block.types = { { "a", "x/y" } };
	const std::string bytes = block.bytes();

	ASSERT_EQ(reason_of(bytes), "");
	for (size_t len = 0; len < bytes.size(); len += 4) {
		std::string cut = bytes.substr(0, len);
		const u32 size = static_cast<u32>(len);
		const bool has_header = len >= sizeof(khttpd_policy_header);

		EXPECT_EQ(reason_of(cut),
			  has_header ? "it has not the size that it says" :
				       "it is shorter than its header");
		if (!has_header)
			continue;
		std::memcpy(&cut[8], &size, sizeof(size));
		EXPECT_NE(reason_of(cut), "") << len;
	}
}

TEST(PolicyCheck, RefusesAWrongHeader)
{
	using Header = khttpd_policy_header;
	const struct {
		const char *reason;
		std::function<void(Header &)> change;
	} rows[] = {
		{ "it does not begin as a policy",
		  [](Header &h) { h.magic = 0; } },
		{ "it has another version than the module",
		  [](Header &h) { h.version = 2; } },
		{ "it has not the size that it says",
		  [](Header &h) { h.size++; } },
		{ "the status of an unknown host is not 404 or 421",
		  [](Header &h) { h.unknown_host = 403; } },
		{ "a reserved field is not 0",
		  [](Header &h) { h.reserved[0] = 1; } },
		{ "a reserved field is not 0",
		  [](Header &h) { h.reserved[1] = 1; } },
		{ "there is no site", [](Header &h) { h.sites.nr = 0; } },
	};

	for (const auto &row : rows)
		EXPECT_EQ(reason_with(row.change), row.reason);
}

TEST(PolicyCheck, RefusesTablesOutOfPlace)
{
	using Header = khttpd_policy_header;
	khttpd_policy_table Header::*const tables[] = {
		&Header::sites, &Header::names, &Header::rules, &Header::types
	};

	for (const auto table : tables) {
		const auto with = [&](u32 off, u32 nr) {
			return reason_with(
				[&](Header &h) { h.*table = { off, nr }; });
		};

		EXPECT_EQ(with(66, 1), "a table is not aligned");
		EXPECT_EQ(with(1u << 30, 0), "a table reaches beyond the end");
		EXPECT_EQ(with(64, 1000), "a table reaches beyond the end");
		EXPECT_EQ(with(0xfffffffc, 1),
			  "a table reaches beyond the end");
		EXPECT_EQ(with(64, 4097), "a table has too many records");
		EXPECT_EQ(with(64, 0xffffffff), "a table has too many records");
	}
	EXPECT_EQ(reason_with([](Header &h) { h.sites.nr = 1025; }),
		  "a table has too many records");
}

TEST(PolicyCheck, RefusesWhatIsLargerThanAPolicyMayBe)
{
	std::string bytes = Block().bytes();
	const u32 size = KHTTPD_POLICY_BYTES_MAX + 4;

	bytes.resize(size);
	std::memcpy(&bytes[8], &size, sizeof(size));
	EXPECT_EQ(reason_of(bytes), "it is larger than a policy may be");
}

TEST(PolicyCheck, RefusesTextsOutOfPlace)
{
	using Header = khttpd_policy_header;
	const khttpd_policy_string places[] = {
		{ 130, 30 }, { 1000, 1 }, { 0xffffffff, 1 }, { 1, 0xffffffff }
	};

	for (const auto place : places)
		EXPECT_EQ(reason_with([&](Header &h) { h.server = place; }),
			  "a text reaches beyond the end");
	EXPECT_EQ(reason_with([](Header &h) { h.server = { 0xffffffff, 0 }; }),
		  "")
		<< "an empty one has no place";
}

TEST(PolicyCheck, RefusesControlBytesInEveryText)
{
	for (const char c : { '\0', '\t', '\r', '\n', '\x1f', '\x7f' }) {
		const std::string bad = std::string("/a") + c;

		expect_refused(
			"a text has a control byte",
			{
				[&](Block &b) { b.server = bad; },
				site([&](Site &s) { s.root = bad; }),
				site([&](Site &s) { s.index = bad; }),
				site([&](Site &s) { s.default_type = bad; }),
				site([&](Site &s) { s.fallback = bad; }),
				names({ bad }),
				prefix_header("A: b" + bad),
				rule(KHTTPD_RULE_HEADER_PREFIX, 0, bad, "A: b"),
				exact(bad),
				error_page(404, bad),
				[&](Block &b) { b.types = { { bad, "x/y" } }; },
				[&](Block &b) { b.types = { { "a", bad } }; },
			});
	}
}

TEST(PolicyCheck, BoundsEveryText)
{
	const auto path = [](size_t len) {
		return "/" + std::string(len - 1, 'a');
	};
	const std::string long_path = path(KHTTPD_POLICY_PATH_MAX + 1);
	const std::string long_type =
		"x/" + std::string(KHTTPD_POLICY_TYPE_MAX - 1, 'y');

	expect_refused(
		"a text is too long",
		{
			[&](Block &b) { b.server = std::string(65, 'a'); },
			site([&](Site &s) { s.root = long_path; }),
			site([&](Site &s) { s.index = long_path; }),
			site([&](Site &s) { s.fallback = long_path; }),
			site([&](Site &s) { s.default_type = long_type; }),
			names({ std::string(256, 'a') }),
			rule(KHTTPD_RULE_HEADER_PREFIX, 0, long_path, "A: b"),
			exact(path(KHTTPD_POLICY_LOCATION_MAX + 1)),
			error_page(404, long_path),
			[&](Block &b) { b.types = { { "a", long_type } }; },
		});
	expect_taken({
		[&](Block &b) { b.server = std::string(64, 'a'); },
		site([&](Site &s) { s.root = path(KHTTPD_POLICY_PATH_MAX); }),
		exact(path(KHTTPD_POLICY_LOCATION_MAX)),
	});
}

TEST(PolicyCheck, BoundsTheHeaderLinesOfASite)
{
	const auto lines = [](size_t last) {
		return [=](Block &b) {
			const std::string half(KHTTPD_POLICY_LINES_MAX / 2 - 5,
					       'x');

			b.rules = {
				{ KHTTPD_RULE_HEADER_PREFIX, 0, "/",
				  "A: " + half },
				{ KHTTPD_RULE_HEADER_TYPE, 0, "text/",
				  "A: " + half.substr(0, half.size() - 1) +
					  std::string(last, 'x') },
			};
			b.sites[0].nr_rules = 2;
		};
	};

	expect_taken({ lines(1) });
	expect_refused("a site's header lines are too long together",
		       { lines(2) });
}

TEST(PolicyCheck, RefusesAServerWithBlanksAtItsEnds)
{
	expect_refused("the server's name begins or ends with a blank",
		       { [](Block &b) { b.server = " a"; },
			 [](Block &b) { b.server = "a "; } });
	expect_taken({ [](Block &b) { b.server = ""; },
		       [](Block &b) { b.server = "a b/1.0 (c)"; } });
}

TEST(PolicyCheck, RefusesASiteThatMeansNothing)
{
	expect_refused("a site's root is not an absolute path",
		       { site([](Site &s) { s.root = "srv"; }) });
	expect_refused("a site has an unknown flag",
		       { site([](Site &s) { s.flags = 16; }) });
	expect_refused("a site's slash is not a known policy",
		       { site([](Site &s) { s.slash = 3; }) });
	expect_refused("a site has an unknown encoding",
		       { site([](Site &s) { s.encodings = 1; }),
			 site([](Site &s) { s.encodings = 16; }) });
	expect_refused("a site has too many ranges",
		       { site([](Site &s) { s.ranges = 17; }) });
	expect_refused("a site's rules are not in the table",
		       { site([](Site &s) { s.first_rule = 1; }),
			 site([](Site &s) { s.nr_rules = 1; }),
			 site([](Site &s) { s.nr_rules = 0xffffffff; }) });
	expect_refused("a reserved field is not 0",
		       { site([](Site &s) { s.reserved[0] = 1; }),
			 site([](Site &s) { s.reserved[1] = 1; }) });
	expect_refused("a site's default type is not a media type",
		       { site([](Site &s) { s.default_type = "text"; }) });
}

TEST(PolicyCheck, RefusesAnIndexThatIsNoListOfNames)
{
	for (const char *index :
	     { ",", "a,", ",a", "a,,b", ".", "..", "a,..", "a/b", "/a" })
		EXPECT_EQ(reason_after(site([&](Site &s) { s.index = index; })),
			  "a site's index is not a list of file names")
			<< index;
	expect_refused("a site's index has too many names", { site([](Site &s) {
			       s.index = "1,2,3,4,5,6,7,8,9";
		       }) });
	expect_taken({ site([](Site &s) { s.index = "1,2,3,4,5,6,7,8"; }),
		       site([](Site &s) { s.index = "a b,...,.c"; }) });
}

TEST(PolicyCheck, RefusesPagesThatAreNoPathFromTheRoot)
{
	for (const char *path : { "a", "//", "//a", "/a//b", "/.", "/..",
				  "/a/../b", "/a/./b", "/a/.." }) {
		EXPECT_EQ(
			reason_after(site([&](Site &s) { s.fallback = path; })),
			"a site's fallback is not a path from its root")
			<< path;
		EXPECT_EQ(reason_after(error_page(404, path)),
			  "an error page is not a path from the root")
			<< path;
	}
	expect_refused("an error page is not a path from the root",
		       { error_page(404, "") });
	for (const char *path :
	     { "/", "/a", "/a/", "/a/b.html", "/...", "/.a" })
		EXPECT_EQ(reason_after(error_page(404, path)), "") << path;
}

TEST(PolicyCheck, RefusesNamesNotInNormalForm)
{
	for (const char *name :
	     { "",     ".",	   "..",    "a.",	".a",	   "a..b",
	       "A",    "a:80",	   "a b",   "**",	"*.",	   "*.A",
	       "*a",   "a.*",	   "*.*.a", "\xc3\xa9", "a/b",	   "[]",
	       "[::1", "[::1]:80", "[::G]", "[::A]",	"*.[::1]", "a%2eb" })
		EXPECT_EQ(reason_after(names({ name })),
			  "a name is not a host in normal form")
			<< name;
	for (const char *name : { "a", "a.b", "xn--e1afmkfd.example", "a_b-c.d",
				  "127.0.0.1", "[::1]", "*.a", "*" })
		EXPECT_EQ(reason_after(names({ name })), "") << name;
	expect_refused("a name is not a host in normal form",
		       { names({ std::string(254, 'a') }) });
	expect_taken({ names({ std::string(253, 'a') }),
		       names({ "*." + std::string(253, 'a') }) });
}

TEST(PolicyCheck, RefusesANameOfNoSite)
{
	expect_refused("a name's site is not in the table",
		       { [](Block &b) { b.names = { { "a", 1 } }; } });
	expect_refused("a reserved field is not 0",
		       { [](Block &b) { b.names = { { "a", 0, 1 } }; } });
}

TEST(PolicyCheck, RefusesNamesOutOfOrder)
{
	expect_refused("the names are not in order",
		       { names({ "b", "a" }), names({ "a", "a" }),
			 names({ "aa", "a" }), names({ "*.a", "a" }),
			 names({ "*.a", "*.bb" }), names({ "*.b", "*.a" }),
			 names({ "*.a", "*.a" }) });
	expect_taken({ names({ "a", "aa", "b", "*.bb", "*.a", "*.b", "*" }) });
}

TEST(PolicyCheck, RefusesARuleOfUnknownKind)
{
	expect_refused("a rule is of an unknown kind",
		       { rule(0, 0, "/", "A: b"), rule(6, 0, "/", "A: b") });
}

TEST(PolicyCheck, RefusesWhatIsNoHeaderLine)
{
	for (const char *line : { "", "A", "A:", "A: ", "A:b", ": b", " A: b",
				  "A : b", "A:  b", "A: b ", "A\xc3: b" })
		EXPECT_EQ(reason_after(prefix_header(line)),
			  "a header is not \"Name: value\"")
			<< line;
	expect_taken({ prefix_header("A: b"), prefix_header("A: b c: d"),
		       prefix_header("A: \xc3\xa9"),
		       prefix_header("Vary: Origin"),
		       prefix_header("Cache-Control: no-store") });
	expect_refused("a header has a status",
		       { rule(KHTTPD_RULE_HEADER_PREFIX, 200, "/", "A: b"),
			 rule(KHTTPD_RULE_HEADER_TYPE, 200, "a/", "A: b") });
}

TEST(PolicyCheck, RefusesHeadersThatTheModuleDecides)
{
	for (const char *name :
	     { "Content-Length", "TRANSFER-ENCODING", "connection", "Date",
	       "Content-Range", "Keep-Alive", "TE", "Trailer", "Upgrade",
	       "Server", "Content-Type", "Content-Encoding", "Last-Modified",
	       "ETag", "Accept-Ranges", "Location", "Allow", "Retry-After",
	       "Proxy-Connection" })
		EXPECT_EQ(
			reason_after(prefix_header(std::string(name) + ": a")),
			"a header is one that the module itself decides")
			<< name;
}

TEST(PolicyCheck, RefusesHeadersOfNoTypeOrPath)
{
	for (const char *match :
	     { "", "text", "/", "/plain", "Text/", "text/Plain",
	       "text/plain; a=b", "text/a/b", "te xt/", "text /plain" })
		EXPECT_EQ(reason_after(type_header(match)),
			  "a header's type is not a media type in lower case")
			<< match;
	expect_taken({ type_header("text/"), type_header("text/plain"),
		       type_header("image/svg+xml") });
	expect_refused("a rule's path does not begin with '/'",
		       { rule(KHTTPD_RULE_HEADER_PREFIX, 0, "", "A: b"),
			 rule(KHTTPD_RULE_HEADER_PREFIX, 0, "a", "A: b"),
			 rule(KHTTPD_RULE_REDIRECT_EXACT, 301, "a", "/b"),
			 rule(KHTTPD_RULE_REDIRECT_PREFIX, 301, "", "/b") });
}

TEST(PolicyCheck, RefusesRedirectsOfAnotherStatus)
{
	for (const u32 status :
	     { 0u, 200u, 300u, 303u, 304u, 305u, 309u, 404u })
		EXPECT_EQ(reason_after(rule(KHTTPD_RULE_REDIRECT_EXACT, status,
					    "/a", "/b")),
			  "a redirect's status is not 301, 302, 307 or 308")
			<< status;
	for (const u32 status : { 301u, 302u, 307u, 308u })
		EXPECT_EQ(reason_after(rule(KHTTPD_RULE_REDIRECT_PREFIX, status,
					    "/a", "/b")),
			  "")
			<< status;
}

TEST(PolicyCheck, RefusesALocationThatIsNoUri)
{
	for (const char *location :
	     { "", "/a b", "/\xc3\xa9", "/a\"", "/<a>", "/\\evil.example" })
		EXPECT_EQ(reason_after(exact(location)),
			  "a redirect's Location is not a URI")
			<< location;
	expect_taken({ exact("/b?c=d#e"), exact("https://example.org"),
		       exact("//example.org"), exact("b") });
}

// Else the rest of a request's path would become part of the host's name.
TEST(PolicyCheck, RefusesAPrefixRedirectToABareHost)
{
	for (const char *location :
	     { "https://example.org", "//example.org", "//",
	       "/"
	       "/?/",
	       "https://", "https:///a", "https://example.org?a/",
	       "https://example.org#a/", "b", "b/", "https:", "https:a", "?a",
	       "javascript:a" })
		EXPECT_EQ(
			reason_after(prefix(location)),
			"a prefix redirect's Location has no path to append to")
			<< location;
	expect_taken({ prefix("/"), prefix("/b"), prefix("https://a.example/"),
		       prefix("https://a.example/b?c="), prefix("//a.example/"),
		       prefix("http://[::1]:80/") });
}

TEST(PolicyCheck, RefusesErrorPagesOfNoError)
{
	for (const u32 status : { 0u, 200u, 399u, 600u })
		EXPECT_EQ(reason_after(error_page(status, "/a")),
			  "an error page's status is not 400 to 599")
			<< status;
	expect_refused("an error page has a path to match",
		       { rule(KHTTPD_RULE_ERROR_PAGE, 404, "/a", "/b") });
}

TEST(PolicyCheck, RefusesTypesThatAreNone)
{
	const auto type = [](std::string extension, std::string value) {
		return [=](Block &b) { b.types = { { extension, value } }; };
	};

	expect_refused("an extension is not one in lower case",
		       { type("", "x/y"), type("A", "x/y"), type("a.b", "x/y"),
			 type("a/b", "x/y") });
	for (const char *value : { "", "x", "x/", "/y", "x/y/z", " x/y", "x/y ",
				   "x y/z", ";", "x/y;a=b " })
		EXPECT_EQ(reason_after(type("a", value)),
			  "a type is not a media type")
			<< value;
	expect_taken({ type("a", "x/y"), type("a", "x/y;a=b"),
		       type("a", "text/html; charset=utf-8"),
		       type("\xc3\xa9", "X/Y") });
}

TEST(PolicyCheck, RefusesTypesOutOfOrder)
{
	const auto types = [](std::vector<std::string> extensions) {
		return [=](Block &b) {
			for (const std::string &extension : extensions)
				b.types.push_back({ extension, "x/y" });
		};
	};

	expect_refused("the types are not in order",
		       { types({ "b", "a" }), types({ "a", "a" }),
			 types({ "aa", "a" }) });
	expect_taken({ types({ "a", "aa", "b" }) });
}

} // namespace
} // namespace khttpd::test
