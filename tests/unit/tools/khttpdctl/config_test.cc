// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/config.h"

#include <gtest/gtest.h>

#include "scratch.h"
#include "source_dir.h"
#include "tools/common/file.h"
#include "tools/khttpdctl/view.h"

namespace khttpd::ctl {
namespace {

std::string error_of(std::string_view text) {
  auto config = parse_config("khttpd.conf", text, known_accounts());
  EXPECT_FALSE(config);
  if (config) return "";
  EXPECT_EQ(config.error().code, ExitCode::kConfig);
  return config.error().text;
}

std::string source_file(const std::string& name) {
  auto text = read_file(kSourceDir + name, 1 << 20);
  return text ? *text : text.error().text;
}

TEST(Config, HoldsWhatWasSetAndDefaultsForTheRest) {
  auto config =
      parse_config("f", "port = 80\nheader_timeout = 1m\n", known_accounts());
  ASSERT_TRUE(config);
  EXPECT_EQ(config->settings().size(), 2u);
  EXPECT_EQ(config->value_of("port"), "80");
  EXPECT_EQ(config->value_of("header_timeout"), "60");
  EXPECT_EQ(config->value_of("backlog"), "4096");
  EXPECT_EQ(config->find(*find_option("backlog")), nullptr);
}

TEST(Config, ShowsAValueOutOfRange) {
  EXPECT_EQ(error_of("# head\nport = 70000\n"),
            "khttpd.conf:2:8: port: 70000 is out of range\n"
            "  port = 70000\n"
            "         ^\n"
            "  expected a whole number from 1 to 65535");
}

TEST(Config, ShowsAnUnknownKeyAndTheOneThatWasMeant) {
  EXPECT_EQ(error_of("  prot = 80\n"),
            "khttpd.conf:1:3: unknown key 'prot'\n"
            "    prot = 80\n"
            "    ^\n"
            "  expected perhaps 'port'");
  EXPECT_EQ(error_of("Port = 80\n"),
            "khttpd.conf:1:1: unknown key 'Port'\n"
            "  Port = 80\n"
            "  ^\n"
            "  expected perhaps 'port'");
  EXPECT_EQ(error_of("colour = red\n"),
            "khttpd.conf:1:1: unknown key 'colour'\n"
            "  colour = red\n"
            "  ^\n"
            "  expected a key of khttpd.conf(5)");
}

TEST(Config, ShowsAKeySetTwice) {
  EXPECT_EQ(error_of("port = 80\n\nport = 80\n"),
            "khttpd.conf:3:1: port: set already in line 1\n"
            "  port = 80\n"
            "  ^\n"
            "  expected each key once");
}

TEST(Config, PointsIntoAList) {
  EXPECT_EQ(error_of("listen = 192.0.2.1:80, [::1\n"),
            "khttpd.conf:1:24: listen: '[::1' is not an address\n"
            "  listen = 192.0.2.1:80, [::1\n"
            "                         ^\n"
            "  expected at most 16 addresses separated by commas, like "
            "192.0.2.1:80, 192.0.2.1, [2001:db8::1]:80 or [2001:db8::1]");
}

TEST(Config, PointsIntoAQuotedValueBehindAnEscape) {
  EXPECT_EQ(error_of(R"(index = "\\a,b/c")"),
            "khttpd.conf:1:15: index: 'b/c' holds a slash\n"
            "  index = \"\\\\a,b/c\"\n"
            "                ^\n"
            "  expected 1 to 8 file names separated by commas, without a "
            "slash");
}

TEST(Config, PointsAfterTheEqualsSignWhenTheValueIsMissing) {
  EXPECT_EQ(error_of("port =\n"),
            "khttpd.conf:1:7: port: the value is missing\n"
            "  port =\n"
            "        ^\n"
            "  expected a whole number from 1 to 65535");
}

TEST(Config, ShowsEveryMistakeInTheOrderOfTheFile) {
  EXPECT_EQ(error_of("port = x\nroot\nuser = bob\n"),
            "khttpd.conf:1:8: port: 'x' is not a number\n"
            "  port = x\n"
            "         ^\n"
            "  expected a whole number from 1 to 65535\n"
            "khttpd.conf:2:5: no '=' after the key\n"
            "  root\n"
            "      ^\n"
            "  expected key = value\n"
            "khttpd.conf:3:8: user: there is no user 'bob'\n"
            "  user = bob\n"
            "         ^\n"
            "  expected a user, or user:group, by name or by number, and not "
            "root");
}

TEST(Config, NamesAFileThatCannotBeRead) {
  Scratch scratch;
  Machine machine = scratch_machine(scratch);
  auto config = load_config(machine);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().text, "cannot read " + machine.paths.config +
                                     ": No such file or directory");
  EXPECT_EQ(config.error().code, ExitCode::kConfig);
}

TEST(Config, RefusesAFileThatIsNoConfiguration) {
  Scratch scratch;
  Machine machine = scratch_machine(scratch);
  scratch.write("etc/khttpd.conf", std::string((1 << 20) + 1, '\n'));
  auto config = load_config(machine);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().text, "cannot read " + machine.paths.config +
                                     ": it is larger than 1048576 bytes");
}

// A default that the checker itself would refuse, or that says one thing in
// the file and another in the module, would show here.
TEST(Config, EveryDefaultAsWrittenIsTheDefaultOfTheModule) {
  Accounts accounts = known_accounts();
  accounts.user = [](const std::string& name) -> std::optional<UserIds> {
    if (name == "nobody") return UserIds{65534, 65534};
    return std::nullopt;
  };
  accounts.group = [](const std::string& name) -> std::optional<uint32_t> {
    if (name == "nogroup") return 65534;
    return std::nullopt;
  };
  for (const Option& option : options()) {
    if (option.is_rule() || option.scope == Scope::kNobody) continue;
    std::string text = std::string(option.name) + " = " +
                       std::string(option.fallback_text) + "\n";
    auto config = parse_config("f", text, accounts);
    ASSERT_TRUE(config) << config.error().text;
    EXPECT_EQ(config->value_of(option), option.fallback);
    EXPECT_EQ(config->policy(), "") << text;
  }
}

TEST(Config, TheShippedFileIsTheTable) {
  auto text = source_file("/conf/khttpd.conf");
  EXPECT_EQ(text, options_as_conf());
  EXPECT_TRUE(parse_config("f", text, known_accounts()));
}

TEST(Config, TheManualHoldsTheTable) {
  auto text = source_file("/src/tools/man/khttpd.conf.5");
  EXPECT_NE(text.find(options_as_manual()), text.npos)
      << "run khttpdctl options --form manual";
}

}  // namespace
}  // namespace khttpd::ctl
