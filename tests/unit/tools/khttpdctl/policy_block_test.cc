// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/policy_block.h"

#include <gtest/gtest.h>

#include "policy_reader.h"
#include "tools/khttpdctl/policy_builder.h"

namespace khttpd::ctl {
namespace {

Policy plain() { return build_policy(Draft{}); }

Rule page(uint32_t status) {
  return {KHTTPD_RULE_ERROR_PAGE, status, "", "/e.html"};
}

// The two defaults are written down in two places.
TEST(PolicyBlock, OfNothingIsTheDefaultOfTheModule) {
  auto block = policy_block(plain());
  ASSERT_TRUE(block) << block.error().text;
  PolicyReader ours(*block);
  PolicyReader theirs = PolicyReader::of_default();
  EXPECT_EQ(ours.text(), theirs.text());
}

TEST(PolicyBlock, SortsNamesAsTheModuleLooksForThem) {
  Policy policy = plain();
  policy.sites.resize(2);
  for (const char* name : {"b", "a", "*.x", "*.long.x", "*.y", "[::1]"})
    policy.hosts[name] = 1;
  auto block = policy_block(policy);
  ASSERT_TRUE(block) << block.error().text;
  PolicyReader reader(*block);
  EXPECT_EQ(reader.names(), "[::1] a b *.long.x *.x *.y ");
}

TEST(PolicyBlock, HoldsRulesThatSitesShareOnce) {
  Policy policy = plain();
  policy.sites.assign(3, policy.sites[0]);
  policy.sites[0].rules = policy.sites[2].rules = {page(404), page(500)};
  policy.sites[1].rules = {page(404)};
  auto block = policy_block(policy);
  ASSERT_TRUE(block) << block.error().text;
  PolicyReader reader(*block);
  EXPECT_EQ(reader.nr_rules(), 3u);
  EXPECT_EQ(reader.rules_of(0), reader.rules_of(2));
  EXPECT_EQ(reader.rules_of(1), "5 404  /e.html\n");
}

TEST(PolicyBlock, SaysWhatTheModuleWouldRefuse) {
  Policy policy = plain();
  for (uint32_t i = 0; i <= KHTTPD_POLICY_RULES_MAX; ++i)
    policy.sites[0].rules.push_back(page(400 + i % 200));
  auto block = policy_block(policy);
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, ExitCode::kConfig);
  EXPECT_EQ(block.error().text,
            "the configuration makes a policy that the module would refuse: a "
            "table has too many records");
}

TEST(PolicyBlock, HasTheNameOfItsBytes) {
  EXPECT_EQ(block_name(""), "cbf29ce484222325");
  EXPECT_EQ(block_name("a"), "af63dc4c8601ec8c");  // of FNV's own tables
  EXPECT_NE(block_name("ab"), block_name("ba"));
}

}  // namespace
}  // namespace khttpd::ctl
