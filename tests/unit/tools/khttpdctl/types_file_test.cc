// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/types_file.h"

#include <gtest/gtest.h>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

TEST(TypesFile, GivesEachExtensionItsFirstType) {
  auto types = parse_types("f",
                           "# comment\n\n"
                           "text/html\t\thtml HTM # not shtml\n"
                           "application/x-one one\n"
                           "application/x-two two one\n"
                           "application/x-none\n"
                           "text/x;charset=us-ascii x\r\n"
                           "application/gzip tar.gz");
  ASSERT_TRUE(types) << types.error().text;
  EXPECT_EQ(*types, (TypesByExtension{{"html", "text/html; charset=utf-8"},
                                      {"htm", "text/html; charset=utf-8"},
                                      {"one", "application/x-one"},
                                      {"two", "application/x-two"},
                                      {"x", "text/x;charset=us-ascii"}}));
}

TEST(TypesFile, ShowsALineOfAnotherForm) {
  auto types = parse_types("mime.types", "types {\n  text/html html;\n}\n");
  ASSERT_FALSE(types);
  EXPECT_EQ(types.error().text,
            "mime.types:1:1: 'types' is not a media type\n"
            "  types {\n"
            "  ^\n"
            "  expected a media type and its extensions, as in "
            "/etc/mime.types");
  types = parse_types("f", "  text/ html\n");
  ASSERT_FALSE(types);
  EXPECT_EQ(types.error().text.substr(0, 6), "f:1:8:");
}

TEST(TypesFile, NamesAFileThatCannotBeRead) {
  auto types = load_types("/nowhere/mime.types");
  ASSERT_FALSE(types);
  EXPECT_EQ(types.error().text,
            "cannot read /nowhere/mime.types: No such file or directory");
}

}  // namespace
}  // namespace khttpd::ctl
