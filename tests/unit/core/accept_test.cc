// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 12.5.1.
#include "core/accept.h"

#include <gtest/gtest.h>

#include "core/asked.h"

namespace khttpd::test {
namespace {

bool prefers_json(const std::string &lines)
{
	const Asked asked(lines);

	return kh_accept_prefers_json(asked.req(), asked.head());
}

TEST(AcceptPrefersJson, ComparesTheWeightsOfBothTypes)
{
	const struct {
		const char *value;
		bool json;
	} rows[] = {
		{ "application/json", true },
		{ "Application/JSON", true },
		{ "text/html", false },
		{ "application/json, text/html", false }, // equal: HTML
		{ "application/json, text/html;q=0.9", true },
		{ "application/json;q=0.9, text/html", false },
		{ "application/json, */*", false }, // HTML has 1 too
		{ "application/json, */*;q=0.5", true },
		{ "application/json, text/plain, */*", false },
		{ "application/*, text/html;q=0.5", true },
		{ "application/json;q=0, application/*, text/html;q=0.1",
		  false }, // the specific one counts, not the higher
		{ "*/*, text/html;q=0.1", true },
		{ "text/*;q=0.1, */*", true },
		{ "text/html;q=0.7, text/*;q=0.1, */*;q=0.5", false },
		{ "application/json;charset=utf-8", true },
		{ "application/json;q=0", false },
		{ "application/json;q=x", false },
		{ "text/html,application/xhtml+xml,application/xml;q=0.9,"
		  "*/*;q=0.8",
		  false },
		{ "*/*", false },
		{ "*", false },
		{ "application/jsonp", false },
		{ "application/json/", false },
		{ "", false },
	};

	for (const auto &row : rows)
		EXPECT_EQ(prefers_json("Accept: " + std::string(row.value)),
			  row.json)
			<< row.value;
}

TEST(AcceptPrefersJson, IsFalseWithoutTheField)
{
	EXPECT_FALSE(prefers_json(""));
	EXPECT_FALSE(prefers_json("Accept-Encoding: application/json"));
}

TEST(AcceptPrefersJson, ReadsSeveralLinesAsOneList)
{
	EXPECT_TRUE(prefers_json("Accept: text/html;q=0.5\r\n"
				 "Accept: application/json;q=0.6"));
	EXPECT_FALSE(prefers_json("Accept: text/html;q=0.5\r\n"
				  "Accept: application/json;q=0.4"));
}

} // namespace
} // namespace khttpd::test
