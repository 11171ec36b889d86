// SPDX-License-Identifier: GPL-2.0-only
//
// From the text of the file to the policy, and every mistake on the way.
#include <gtest/gtest.h>

#include <initializer_list>

#include "policy_reader.h"
#include "scratch.h"
#include "tools/khttpdctl/config.h"

namespace khttpd::ctl {
namespace {

PolicyReader policy_of(std::string_view text) {
  auto config = parse_config("f", text, known_accounts());
  EXPECT_TRUE(config) << config.error().text;
  EXPECT_NE(config->policy(), "");
  return PolicyReader(config->policy());
}

std::string mistake_in(std::string_view text) {
  auto config = parse_config("f", text, known_accounts());
  EXPECT_FALSE(config);
  return config ? "" : config.error().text;
}

constexpr std::string_view kHosts =
    "listing = on\n"
    "fallback = /app.html\n"
    "error_page 404 = /404.html\n"
    "header /* = X-A: top\n"
    "header text/* = X-B: top\n"
    "redirect /* = 301 https://example.org/\n"
    "\n"
    "[host example.org www.example.org. *.example.net]\n"
    "root = /srv/example\n"
    "index = a.html, b.html\n"
    "listing = off\n"
    "hidden_files = on\n"
    "encoded_only = on\n"
    "encodings = br, zstd\n"
    "max_ranges = 1\n"
    "trailing_slash = serve\n"
    "fallback =\n"
    "default_type = text/plain\n"
    "header /* = x-a: own\n"
    "redirect /old = 308 /new\n"
    "\n"
    "[host *]\n"
    "root = /srv/vhosts/{host}\n";

TEST(PolicyConfig, MakesASiteOfEachSection) {
  PolicyReader policy = policy_of(kHosts);
  EXPECT_EQ(policy.names(), "example.org www.example.org *.example.net * ");
  EXPECT_EQ(policy.site(0), "|||/app.html|1 0 14 16");
  EXPECT_EQ(policy.site(1), "/srv/example|a.html,b.html|text/plain||6 1 12 1");
  EXPECT_EQ(policy.site(2), "/srv/vhosts|||/app.html|9 0 14 16");
  EXPECT_EQ(policy.site_of("www.example.org"), 1);
  EXPECT_EQ(policy.site_of("a.b.example.net"), 1);
  EXPECT_EQ(policy.site_of("example.net"), 2);
}

TEST(PolicyConfig, GivesASectionTheRulesOfTheTopButItsRedirects) {
  PolicyReader policy = policy_of(kHosts);
  EXPECT_EQ(policy.rules_of(0),
            "5 404  /404.html\n1 0 / X-A: top\n2 0 text/ X-B: top\n"
            "4 301 / https://example.org/\n");
  EXPECT_EQ(policy.rules_of(1),
            "1 0 / x-a: own\n3 308 /old /new\n5 404  /404.html\n"
            "2 0 text/ X-B: top\n");
  EXPECT_EQ(policy.rules_of(2),
            "5 404  /404.html\n1 0 / X-A: top\n2 0 text/ X-B: top\n");
}

TEST(PolicyConfig, HoldsWhatIsOfTheWholeServer) {
  PolicyReader policy = policy_of("server = a/1\nunknown_host = 421\n");
  EXPECT_EQ(policy.server(), "a/1");
  EXPECT_EQ(policy.unknown_host(), 421u);
  EXPECT_EQ(policy_of("server =\n").server(), "");
  EXPECT_EQ(policy_of("trailing_slash = 404\n").site(0), "||||0 2 14 16");
  EXPECT_EQ(policy_of("encodings =\n").site(0), "||||0 0 0 16");
}

TEST(PolicyConfig, PutsOwnTypesBeforeListedOnesBeforeBuiltInOnes) {
  Scratch scratch;
  scratch.write("types", "a/listed css foo\ntext/x-bar bar\n");
  PolicyReader policy = policy_of(
      "type .Foo = a/own; q=1\ntypes = " + scratch.path("types") + "\n");
  EXPECT_EQ(policy.type_of("/a.foo"), "a/own; q=1");
  EXPECT_EQ(policy.type_of("/a.css"), "a/listed");
  EXPECT_EQ(policy.type_of("/a.bar"), "text/x-bar; charset=utf-8");
  EXPECT_EQ(policy.type_of("/a.html"), "text/html; charset=utf-8");
}

// The keys that are parameters need no policy; so do defaults written out.
TEST(PolicyConfig, IsNoneWhereTheModulesDefaultsDo) {
  for (const char* text :
       {"", "root = /srv\nindex = a\nport = 80\n", "listing = off\n",
        "encodings = gzip, zstd, br\nserver = khttpd\n", "types =\n"}) {
    auto config = parse_config("f", text, known_accounts());
    ASSERT_TRUE(config);
    EXPECT_EQ(config->policy(), "") << text;
  }
}

TEST(PolicyConfig, IsNamedByItsContent) {
  Scratch scratch;
  Machine machine = scratch_machine(scratch);
  auto name_of = [&](std::string_view text) {
    scratch.write("etc/khttpd.conf", text);
    return load_config(machine)->value_of("policy");
  };
  std::string name = name_of("listing = on\n");
  EXPECT_TRUE(name.starts_with(machine.paths.policy + "-")) << name;
  EXPECT_EQ(name, name_of("# other words\nport = 80\nlisting = on\n"));
  EXPECT_NE(name, name_of("hidden_files = on\n"));
  EXPECT_EQ(name_of("port = 80\n"), "");
}

TEST(PolicyConfig, ShowsMistakesOfValues) {
  EXPECT_EQ(mistake_in("listing = yes\n"),
            "f:1:11: listing: 'yes' is none of these\n"
            "  listing = yes\n"
            "            ^\n"
            "  expected on or off");
  EXPECT_EQ(mistake_in("unknown_host = 403\n"),
            "f:1:16: unknown_host: '403' is none of these\n"
            "  unknown_host = 403\n"
            "                 ^\n"
            "  expected default, 404 or 421");
  EXPECT_EQ(mistake_in("encodings = gzip, deflate\n"),
            "f:1:19: encodings: 'deflate' is none of these\n"
            "  encodings = gzip, deflate\n"
            "                    ^\n"
            "  expected some of zstd, br and gzip, separated by commas");
  EXPECT_EQ(mistake_in("encodings = br, br\n"),
            "f:1:17: encodings: br is listed twice\n"
            "  encodings = br, br\n"
            "                  ^\n"
            "  expected some of zstd, br and gzip, separated by commas");
  EXPECT_EQ(mistake_in("fallback = app.html\n"),
            "f:1:12: fallback: 'app.html' does not begin with a slash\n"
            "  fallback = app.html\n"
            "             ^\n"
            "  expected a path below root that begins with a slash, like "
            "/404.html");
  EXPECT_EQ(mistake_in("default_type = text\n"),
            "f:1:16: default_type: 'text' is not a media type\n"
            "  default_type = text\n"
            "                 ^\n"
            "  expected a media type of at most 128 bytes, like image/png or "
            "text/plain; charset=utf-8");
  EXPECT_EQ(mistake_in("max_ranges = 17\n"),
            "f:1:14: max_ranges: 17 is out of range\n"
            "  max_ranges = 17\n"
            "               ^\n"
            "  expected a whole number from 0 to 16");
}

TEST(PolicyConfig, ShowsMistakesOfArguments) {
  EXPECT_EQ(mistake_in("redirect = /a\n"),
            "f:1:9: redirect: no argument before the '='\n"
            "  redirect = /a\n"
            "          ^\n"
            "  expected a path like /old, or one like /old/* for all that "
            "begin with it");
  EXPECT_EQ(mistake_in("port eighty = 80\n"),
            "f:1:6: port: takes no argument\n"
            "  port eighty = 80\n"
            "       ^\n"
            "  expected port = value");
  EXPECT_EQ(mistake_in("error_page 200 = /e\n"),
            "f:1:12: error_page: '200' is no status of an error\n"
            "  error_page 200 = /e\n"
            "             ^\n"
            "  expected a status from 400 to 599");
  EXPECT_EQ(mistake_in("redirect /a/../b = /c\n"),
            "f:1:13: redirect: no request has '..' in its path, the server "
            "resolves it\n"
            "  redirect /a/../b = /c\n"
            "              ^\n"
            "  expected a path like /old, or one like /old/* for all that "
            "begin with it");
  EXPECT_EQ(mistake_in("redirect \"/a\\\"%41\" = /c\n"),
            "f:1:15: redirect: paths are compared decoded: write the "
            "character for '%41'\n"
            "  redirect \"/a\\\"%41\" = /c\n"
            "                ^\n"
            "  expected a path like /old, or one like /old/* for all that "
            "begin with it");
  EXPECT_EQ(mistake_in("type wasm = application/wasm\n"),
            "f:1:6: type: 'wasm' is not an extension\n"
            "  type wasm = application/wasm\n"
            "       ^\n"
            "  expected an extension like .wasm");
  EXPECT_EQ(mistake_in("header /a* = \"X-A: b\tc\"\n"),
            "f:1:21: header: a tab\n"
            "  header /a* = \"X-A: b c\"\n"
            "                      ^\n"
            "  expected the name of a field, a colon and its value");
}

TEST(PolicyConfig, ShowsWhatIsSaidTwice) {
  EXPECT_EQ(mistake_in("error_page 404 = /a\nerror_page 404 = /b\n"),
            "f:2:1: error_page 404: set already in line 1\n"
            "  error_page 404 = /b\n"
            "  ^");
  EXPECT_EQ(mistake_in("type .a = b/c\ntype .A = b/d\n"),
            "f:2:6: type: set already in line 1\n"
            "  type .A = b/d\n"
            "       ^\n"
            "  expected an extension like .wasm");
  EXPECT_EQ(mistake_in("redirect /a* = /b\nredirect /a/c = /d\n"),
            "f:2:1: redirect /a/c: never reached, line 1 redirects all of "
            "/a*\n"
            "  redirect /a/c = /d\n"
            "  ^");
  EXPECT_EQ(mistake_in("[host a]\nroot = /a\nroot = /b\n"),
            "f:3:1: root: set already in line 2\n"
            "  root = /b\n"
            "  ^\n"
            "  expected each key once in a section");
  EXPECT_EQ(mistake_in("[host a.b C]\n[host x c.]\n"),
            "f:2:9: c: has a section already, in line 1\n"
            "  [host x c.]\n"
            "          ^\n"
            "  expected each host once");
}

TEST(PolicyConfig, ShowsMistakesOfSections) {
  const std::string form =
      "\n  expected [host NAME...], like [host example.org *.example.org]";
  EXPECT_EQ(mistake_in("[hots a]\n"),
            "f:1:2: unknown section 'hots'\n  [hots a]\n   ^" + form);
  EXPECT_EQ(mistake_in("[host]\n"),
            "f:1:6: the section names no host\n  [host]\n       ^" + form);
  EXPECT_EQ(mistake_in("[host a b:80]\n"),
            "f:1:10: 'b:80': a host has no port here\n"
            "  [host a b:80]\n"
            "           ^\n"
            "  expected a host name, *.NAME for all names below it, * for all "
            "names, or an address");
  EXPECT_EQ(mistake_in("[host a]\n\nport = 80\n"),
            "f:3:1: port: is of the whole server, not of one host\n"
            "  port = 80\n"
            "  ^\n"
            "  expected it above the first section, which begins in line 1");
  EXPECT_EQ(mistake_in("[host a]\nlistings = on\n"),
            "f:2:1: unknown key 'listings'\n"
            "  listings = on\n"
            "  ^\n"
            "  expected perhaps 'listing'");
  EXPECT_EQ(mistake_in("policy = /x\n"),
            "f:1:1: unknown key 'policy'\n"
            "  policy = /x\n"
            "  ^\n"
            "  expected a key of khttpd.conf(5)");
}

TEST(PolicyConfig, TakesADirectoryForEachHostOnlyInASection) {
  EXPECT_EQ(mistake_in("root = /srv/{host}\n"),
            "f:1:13: root: {host} above the first section\n"
            "  root = /srv/{host}\n"
            "              ^\n"
            "  expected an absolute path of at most 1023 bytes");
  EXPECT_EQ(mistake_in("[host *]\nroot = /srv/{host}/www\n"),
            "f:2:13: root: {host} is not the whole last part of the path\n"
            "  root = /srv/{host}/www\n"
            "              ^\n"
            "  expected an absolute path of at most 1023 bytes");
  EXPECT_EQ(mistake_in("[host *]\nroot = /{host}\n").substr(0, 40),
            "f:2:9: root: {host} is not the whole las");
}

TEST(PolicyConfig, ShowsTheLineOfATypesFile) {
  Scratch scratch;
  scratch.write("types", "# one\ntypes {\n");
  std::string path = scratch.path("types");
  EXPECT_EQ(mistake_in("types = " + path + "\n"),
            "f:1:9: types: " + path +
                ":2:1: 'types' is not a media type\n"
                "  types {\n"
                "  ^\n"
                "  expected a media type and its extensions, as in "
                "/etc/mime.types\n"
                "  types = " +
                path +
                "\n"
                "          ^\n"
                "  expected the absolute path of a file");
  std::string missing = mistake_in("types = " + path + "x\n");
  EXPECT_EQ(
      missing.substr(0, missing.find('\n')),
      "f:1:9: types: cannot read " + path + "x: No such file or directory");
}

TEST(PolicyConfig, BoundsTheNumberOfSections) {
  std::string text;
  for (uint32_t i = 1; i < KHTTPD_POLICY_SITES_MAX; ++i)
    text += "[host h" + std::to_string(i) + "]\n";
  EXPECT_EQ(policy_of(text).site_of("h1023"), 1023);
  EXPECT_EQ(mistake_in(text + "[host x]\n"),
            "f:1024:2: too many sections\n"
            "  [host x]\n"
            "   ^\n"
            "  expected at most 1023");
}

std::string_view pick(std::initializer_list<std::string_view> words,
                      uint32_t* state) {
  *state = *state * 1664525 + 1013904223;
  return words.begin()[(*state >> 16) % words.size()];
}

std::string random_line(uint32_t* state) {
  std::string line(pick({"listing", "root", "server", "redirect", "redirect",
                         "header", "header", "error_page", "type", "[host "},
                        state));
  if (line == "[host ") {
    line += pick({"a", "b.c", "*.c", "*", "[::1]", "a b", "x:1"}, state);
    return line + "]\n";
  }
  line += pick({"", " /", " /a", " /a/*", " /*", " \"/a b=\"", " text/*",
                " image/png", " 404", " 500", " .gz", " .a.b", " /\xc3\xa9"},
               state);
  line += " = ";
  line += pick({"on", "/a", "/b/", "https://c/", "301 /d", "X-A: b", "x-a: c",
                "X-B: \"d", "a/b; c=\"d\"", "/srv/{host}", "\"", ""},
               state);
  return line + "\n";
}

// Whatever stands in a file, the answer is a policy that the module takes, or
// places within the file.
TEST(PolicyConfig, MakesOfAnyTextAPolicyOrMistakes) {
  uint32_t state = 20261125;
  size_t policies = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (uint32_t i = state >> 30; i < 4; ++i) text += random_line(&state);
    auto config = parse_config("f", text, known_accounts());
    if (!config) {
      ASSERT_TRUE(config.error().text.starts_with("f:")) << text;
      ASSERT_EQ(config.error().text.find("would refuse"), std::string::npos)
          << text << config.error().text;
    } else if (!config->policy().empty()) {
      PolicyReader reader(config->policy());
      ++policies;
    }
  }
  EXPECT_GT(policies, 100u);
}

}  // namespace
}  // namespace khttpd::ctl
