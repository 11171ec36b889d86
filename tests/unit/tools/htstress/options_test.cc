// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/options.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace htstress {
namespace {

using khttpd::ExitCode;
using khttpd::Result;

Result<Options> parse(std::vector<const char*> args) {
  args.insert(args.begin(), "htstress");
  return parse_options(static_cast<int>(args.size()), args.data());
}

Options good(const std::vector<const char*>& args) {
  auto options = parse(args);
  EXPECT_TRUE(options) << options.error().text;
  return options ? *options : Options();
}

TEST(Options, OldCommandLineKeepsItsMeaning) {
  Options o = good({"-n", "100000", "-c", "8", "-t", "4", "-h", "example.org",
                    "-u", "/run/x.sock", "-d", "-4",
                    "http://localhost:8081/"});
  EXPECT_EQ(o.number, 100000u);
  EXPECT_EQ(o.connections, 8u);
  EXPECT_EQ(o.threads, 4u);
  EXPECT_EQ(o.host, "example.org");
  EXPECT_EQ(o.unix_path, "/run/x.sock");
  EXPECT_TRUE(o.debug);
  EXPECT_EQ(o.family, Family::kIpv4);
  ASSERT_EQ(o.urls.size(), 1u);
  EXPECT_EQ(o.urls[0].peer, (HostPort{"localhost", 8081}));
}

TEST(Options, OldLongNamesWork) {
  Options o = good({"--number", "5", "--concurrency", "2", "--threads", "2",
                    "--udaddr", "/x", "--host", "h", "--debug", "u"});
  EXPECT_EQ(o.number, 5u);
  EXPECT_EQ(o.threads, 2u);
  EXPECT_EQ(o.unix_path, "/x");
}

TEST(Options, DefaultsAreOneConnectionClosedModelKeepAlive) {
  Options o = good({"http://localhost/"});
  EXPECT_EQ(o.number, 0u);
  EXPECT_EQ(o.duration_ns, 0u);
  EXPECT_EQ(o.connections, 1u);
  EXPECT_EQ(o.threads, 1u);
  EXPECT_EQ(o.pipeline, 1u);
  EXPECT_EQ(o.rate, 0);
  EXPECT_TRUE(o.keep_alive);
  EXPECT_EQ(o.timeout_ns, 30'000'000'000u);
  EXPECT_EQ(o.method, "GET");
  EXPECT_EQ(o.percentiles,
            (std::vector<double>{50, 75, 90, 99, 99.9, 99.99}));
  EXPECT_FALSE(o.json);
  EXPECT_TRUE(o.progress);
}

TEST(Options, ConnectionsAreATotalSoThreadsNeverOutnumberThem) {
  Options o = good({"-c", "1", "-t", "4", "x"});
  EXPECT_EQ(o.threads, 1u);
  EXPECT_EQ(o.asked_threads, 4u);
}

TEST(Options, NewOptionsAreRead) {
  Options o = good({"-D", "10s", "--warmup", "500ms", "-R", "2500.5", "-m",
                    "HEAD", "-H", "A: b", "-H", "C: d", "--timeout", "2",
                    "--connect-to", "[::1]:99", "--seed", "7",
                    "--percentiles", "99,50", "--fail-if", "p99>5ms",
                    "--no-progress", "--plot", "p.svg", "--histogram", "h",
                    "http://a/", "http://b/"});
  EXPECT_EQ(o.duration_ns, 10'000'000'000u);
  EXPECT_EQ(o.warmup_ns, 500'000'000u);
  EXPECT_EQ(o.rate, 2500.5);
  EXPECT_EQ(o.method, "HEAD");
  EXPECT_EQ(o.headers, (std::vector<std::string>{"A: b", "C: d"}));
  EXPECT_EQ(o.timeout_ns, 2'000'000'000u);
  EXPECT_EQ(*o.connect_to, (HostPort{"::1", 99}));
  EXPECT_EQ(*o.seed, 7u);
  EXPECT_EQ(o.percentiles, (std::vector<double>{50, 99}));
  EXPECT_EQ(o.fail_if.size(), 1u);
  EXPECT_FALSE(o.progress);
  EXPECT_EQ(o.urls.size(), 2u);
}

TEST(Options, AHeaderDoesNotSwallowTheUrl) {
  Options o = good({"-H", "A: b", "http://a/"});
  EXPECT_EQ(o.headers.size(), 1u);
  EXPECT_EQ(o.urls.size(), 1u);
}

TEST(Options, JsonGoesToStandardOutputUnlessNamed) {
  EXPECT_EQ(good({"-j", "http://a/"}).json_file, "-");
  EXPECT_EQ(good({"--json", "http://a/"}).json_file, "-");
  Options named = good({"--json=out.json", "--csv=out.csv", "http://a/"});
  EXPECT_EQ(named.json_file, "out.json");
  EXPECT_EQ(named.csv_file, "out.csv");
  EXPECT_EQ(named.urls.size(), 1u);
}

TEST(Options, TheLastOfTwoWins) {
  EXPECT_EQ(good({"-c", "2", "-c", "3", "x"}).connections, 3u);
}

TEST(Options, CompareNeedsNoUrl) {
  Options o = good({"--compare", "a.json", "b.json"});
  EXPECT_EQ(o.action, Action::kCompare);
  EXPECT_EQ(o.compare_a, "a.json");
  EXPECT_EQ(o.compare_b, "b.json");
}

TEST(Options, HelpSaysThatConnectionsAreATotal) {
  Options o = good({"--help"});
  EXPECT_EQ(o.action, Action::kPrintText);
  EXPECT_NE(o.text.find("connections in total"), std::string::npos);
}

TEST(Options, EveryOptionInTheHelpIsKnown) {
  std::istringstream help(good({"--help"}).text);
  unsigned nr_options = 0;
  for (std::string line; std::getline(help, line);) {
    EXPECT_LT(line.size(), 80u) << line;
    size_t at = line.find_first_of('-');
    if (line.rfind("  ", 0) != 0 || at > 6) continue;
    std::istringstream words(line);
    for (std::string word; words >> word && word[0] == '-'; ++nr_options) {
      std::string name = word.substr(0, word.find_first_of(",["));
      auto options = parse({name.c_str()});
      if (options) continue;  // --help, --version
      EXPECT_EQ(options.error().text.find("unknown"), std::string::npos)
          << name;
    }
  }
  EXPECT_EQ(nr_options, 48u);
}

TEST(Options, RatesMayHaveAUnit) {
  EXPECT_EQ(good({"-R", "1.5k", "u"}).rate, 1500);
  EXPECT_EQ(good({"-R", "0.5", "u"}).rate, 0.5);
}

TEST(Options, VersionIsThatOfTheProject) {
  EXPECT_EQ(good({"-V"}).text, "htstress 1.2.3\n");
  EXPECT_EQ(good({"--version"}).text, "htstress 1.2.3\n");
}

struct BadOptions {
  std::vector<const char*> args;
  const char* text;
};

TEST(Options, ErrorsNameTheOptionAndWhatWasExpected) {
  const BadOptions kCases[] = {
      {{}, "a URL is needed (see htstress --help)"},
      {{"-n", "x", "u"}, "--number: expected a whole number, got 'x'"},
      {{"-n", "1.5", "u"}, "--number: expected a whole number, got '1.5'"},
      {{"-n", "99999999999999999999", "u"},
       "--number: expected a whole number, got '99999999999999999999'"},
      {{"-c", "0", "u"},
       "--concurrency: 0 is out of range, expected 1 to 1000000"},
      {{"-c", "2m", "u"},
       "--concurrency: 2m is out of range, expected 1 to 1000000"},
      {{"-t", "1025", "u"},
       "--threads: 1025 is out of range, expected 1 to 1024"},
      {{"-p", "0", "u"}, "--pipeline: 0 is out of range, expected 1 to 1024"},
      {{"-p", "2", "--no-keepalive", "u"},
       "--pipeline needs keep-alive connections"},
      {{"-k", "--no-keepalive", "u"},
       "--keepalive and --no-keepalive exclude each other"},
      {{"-D", "10x", "u"},
       "--duration: expected a time like 10s or 500ms, got '10x'"},
      {{"-D", "0", "u"}, "--duration: must be longer than 0"},
      {{"--timeout", "0ms", "u"}, "--timeout: must be longer than 0"},
      {{"-R", "0", "u"},
       "--rate: expected requests per second above 0, got '0'"},
      {{"-R", "nan", "u"},
       "--rate: expected requests per second above 0, got 'nan'"},
      {{"-R", "5x", "u"},
       "--rate: expected requests per second above 0, got '5x'"},
      {{"-m", "GE T", "u"}, "--method: 'GE T' is not a method"},
      {{"-m", "CONNECT", "u"},
       "--method: CONNECT opens tunnels, it cannot be measured"},
      {{"-H", "nocolon", "u"},
       "--header: expected 'Name: value', got 'nocolon'"},
      {{"-H", "A: b\r\nC: d", "u"},
       "--header: expected 'Name: value', got 'A: b\r\nC: d'"},
      {{"-h", "a b", "u"}, "--host: 'a b' is not a host"},
      {{"-4", "-6", "u"}, "-4 and -6 exclude each other"},
      {{"-u", "/x", "--connect-to", "h:1", "u"},
       "--udaddr and --connect-to exclude each other"},
      {{"--connect-to", "host", "u"}, "--connect-to: 'host' has no port"},
      {{"--percentiles", "50,101", "u"},
       "--percentiles: expected numbers above 0 up to 100, got '101'"},
      {{"--percentiles", "50,", "u"},
       "--percentiles: expected numbers above 0 up to 100, got ''"},
      {{"-j", "--csv", "u"},
       "--json and --csv cannot both go to standard output"},
      {{"--fail-if", "p99", "u"},
       "--fail-if: 'p99': expected METRIC>VALUE or METRIC<VALUE"},
      {{"--compare", "a", "b", "u"}, "--compare takes no URL"},
      {{"--completion", "zsh"}, "--completion: expected 'bash', got 'zsh'"},
      {{"--nonsense", "u"}, "unknown option --nonsense (see htstress --help)"},
      {{"u", "-n"}, "--number: a value is needed"},
      {{"-h"}, "--host: a value is needed (for help: --help)"},
      {{"https://u/"}, "https://u/: only http:// is supported"},
  };
  for (const BadOptions& bad : kCases) {
    auto options = parse(bad.args);
    ASSERT_FALSE(options) << bad.text;
    EXPECT_EQ(options.error().text, bad.text);
    EXPECT_EQ(options.error().code, ExitCode::kUsage);
  }
}

TEST(Options, AUnixPathMustFitItsAddress) {
  std::string path(108, 'x');
  auto options = parse({"-u", path.c_str(), "u"});
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().text, "--udaddr: the path is longer than 107 bytes");
}

}  // namespace
}  // namespace htstress
