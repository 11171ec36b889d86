// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 12.5.3.
#include "core/coding.h"

#include <gtest/gtest.h>

#include "core/asked.h"

namespace khttpd::test {
namespace {

constexpr u8 kIdentity = 1 << KH_CODING_IDENTITY;
constexpr u8 kGzip = 1 << KH_CODING_GZIP;
constexpr u8 kBr = 1 << KH_CODING_BR;
constexpr u8 kZstd = 1 << KH_CODING_ZSTD;
constexpr u8 kAll = kIdentity | kGzip | kBr | kZstd;

// The coding for these lines; "(none) " before it if it is not acceptable.
std::string chosen_for(const std::string &lines, u8 available)
{
	const Asked asked(lines);
	const enum kh_coding coding = kh_coding_choose(asked.req(),
						       asked.head(), available);
	const bool acceptable = kh_coding_acceptable(asked.req(), asked.head(),
						     available);

	EXPECT_TRUE(available & 1 << coding) << lines;
	return (acceptable ? "" : "(none) ") +
	       std::string(kh_coding_name(coding));
}

std::string chosen(const std::string &value, u8 available = kAll)
{
	return chosen_for("Accept-Encoding: " + value, available);
}

TEST(Coding, HasItsNameAndSuffix)
{
	EXPECT_STREQ(kh_coding_name(KH_CODING_IDENTITY), "identity");
	EXPECT_STREQ(kh_coding_name(KH_CODING_GZIP), "gzip");
	EXPECT_STREQ(kh_coding_name(KH_CODING_BR), "br");
	EXPECT_STREQ(kh_coding_name(KH_CODING_ZSTD), "zstd");
	EXPECT_STREQ(kh_coding_suffix(KH_CODING_IDENTITY), "");
	EXPECT_STREQ(kh_coding_suffix(KH_CODING_GZIP), ".gz");
	EXPECT_STREQ(kh_coding_suffix(KH_CODING_BR), ".br");
	EXPECT_STREQ(kh_coding_suffix(KH_CODING_ZSTD), ".zst");
}

TEST(CodingChoose, TakesTheHighestWeight)
{
	const struct {
		const char *value;
		const char *coding;
	} rows[] = {
		{ "gzip", "gzip" },
		{ "GZip", "gzip" },
		{ "x-gzip", "gzip" }, // RFC 9110 8.4.1.3
		{ "gzip, deflate, br, zstd", "zstd" }, // ties
		{ "gzip, deflate, br", "br" },
		{ "zstd;q=0.9, gzip", "gzip" },
		{ "br;q=0.001, gzip;q=0.002", "gzip" },
		{ "gzip;q=0.5, identity", "identity" },
		{ "gzip;q=0.5, identity;q=0.5", "gzip" },
		{ "gzip;q=0.001", "gzip" }, // before what is not listed
		{ "deflate", "identity" },
		{ "", "identity" },
		{ "gzip;q=0", "identity" },
		{ "*", "zstd" },
		{ "*;q=0.5, gzip", "gzip" },
		{ "*, zstd;q=0", "br" },
		{ "*;q=0, gzip", "gzip" },
		{ "identity;q=0, gzip;q=0.1", "gzip" },
		{ "gzip;q=2, br;q=0.1", "br" }, // no weight: as if not there
		{ "gzip;q=0, gzip", "identity" }, // the lower of the two
		{ "gzip, x-gzip;q=0", "identity" },
		{ "gzipped, brr, zst", "identity" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(chosen(row.value), row.coding) << row.value;
}

TEST(CodingChoose, TakesOnlyWhatThereIs)
{
	EXPECT_EQ(chosen("zstd, br, gzip", kIdentity), "identity");
	EXPECT_EQ(chosen("zstd, br, gzip", kIdentity | kGzip), "gzip");
	EXPECT_EQ(chosen("zstd, br;q=0.1", kIdentity | kGzip), "identity");
	EXPECT_EQ(chosen("zstd, gzip;q=0.1", kGzip | kBr), "gzip");
}

TEST(CodingChoose, ReadsSeveralLinesAsOneList)
{
	EXPECT_EQ(chosen_for("Accept-Encoding: gzip;q=0.5\r\n"
			     "Accept-Encoding: br;q=0.7",
			     kAll),
		  "br");
	EXPECT_EQ(chosen_for("Accept-Encoding:\r\nAccept-Encoding: gzip", kAll),
		  "gzip");
}

TEST(CodingChoose, TakesIdentityWithoutTheField)
{
	EXPECT_EQ(chosen_for("", kAll), "identity");
	EXPECT_EQ(chosen_for("Accept: gzip", kAll), "identity");
	EXPECT_EQ(chosen_for("", kGzip | kBr), "br") << "the best there is";
	EXPECT_EQ(chosen_for("", kGzip), "gzip");
}

TEST(CodingAcceptable, IsFalseIfAllThatThereIsIsExcluded)
{
	EXPECT_EQ(chosen("br", kGzip), "(none) gzip");
	EXPECT_EQ(chosen("", kGzip | kZstd), "(none) zstd");
	EXPECT_EQ(chosen("identity;q=0", kIdentity), "(none) identity");
	EXPECT_EQ(chosen("*;q=0", kAll), "(none) identity");
	EXPECT_EQ(chosen("*;q=0, identity;q=0.1", kAll), "identity");
	EXPECT_EQ(chosen("identity;q=0, *;q=0", kGzip | kBr), "(none) br");
	EXPECT_EQ(chosen("gzip;q=0.001", kGzip), "gzip");
}

} // namespace
} // namespace khttpd::test
