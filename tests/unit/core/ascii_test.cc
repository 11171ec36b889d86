// SPDX-License-Identifier: GPL-2.0-only
// Every byte of every class against the grammar, written out as the RFCs do.
#include "core/ascii.h"

#include <gtest/gtest.h>

#include "core/bytes.h"

namespace khttpd::test {
namespace {

const std::string kDigits = "0123456789";
const std::string kLetters = "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const std::string kUnreserved = kLetters + kDigits + "-._~"; // RFC 3986 2.3
const std::string kSubDelims = "!$&'()*+,;="; // RFC 3986 2.2

void expect_class(enum kh_ascii_class class_bit, const std::string &members)
{
	for (int byte = 0; byte < 256; byte++)
		EXPECT_EQ(kh_ascii_is(static_cast<u8>(byte), class_bit),
			  members.find(static_cast<char>(byte)) !=
				  std::string::npos)
			<< "byte " << byte;
}

TEST(AsciiClass, HasTheTokenCharactersOfRfc9110)
{
	expect_class(KH_ASCII_TOKEN, // RFC 9110 5.6.2
		     kLetters + kDigits + "!#$%&'*+-.^_`|~");
}

TEST(AsciiClass, HasTheDigits)
{
	expect_class(KH_ASCII_DIGIT, kDigits);
	expect_class(KH_ASCII_HEX, kDigits + "abcdefABCDEF");
}

TEST(AsciiClass, HasTheUriCharactersOfRfc3986)
{
	expect_class(KH_ASCII_NAME, kUnreserved + kSubDelims);
	expect_class(KH_ASCII_PATH, kUnreserved + kSubDelims + ":@/");
}

TEST(AsciiClass, HasVisibleBytesButFourInTargets)
{
	std::string visible;

	for (char c = 0x21; c < 0x7f; c++)
		if (std::string_view("\"#<>").find(c) == std::string::npos)
			visible += c;
	expect_class(KH_ASCII_TARGET, visible);
	std::erase_if(visible,
		      [](char c) { return c == '%' || c == '/' || c == '?'; });
	expect_class(KH_ASCII_PLAIN, visible);
}

TEST(AsciiClass, HasAllButControlsInValues)
{
	std::string allowed = "\t";

	for (int byte = 0x20; byte < 256; byte++)
		if (byte != 0x7f) // RFC 9110 5.5
			allowed += static_cast<char>(byte);
	expect_class(KH_ASCII_VALUE, allowed);
}

TEST(AsciiLower, ChangesCapitalsOnly)
{
	for (int byte = 0; byte < 256; byte++) {
		const bool capital = byte >= 'A' && byte <= 'Z';

		EXPECT_EQ(kh_ascii_lower(static_cast<u8>(byte)),
			  capital ? byte + 'a' - 'A' : byte);
	}
}

TEST(AsciiHex, GivesTheValueOfEveryDigit)
{
	const std::string lower = "0123456789abcdef";
	const std::string upper = "0123456789ABCDEF";

	for (size_t value = 0; value < 16; value++) {
		EXPECT_EQ(kh_ascii_hex_value(static_cast<u8>(lower[value])),
			  value);
		EXPECT_EQ(kh_ascii_hex_value(static_cast<u8>(upper[value])),
			  value);
	}
}

TEST(AsciiEqual, IgnoresCaseAndNothingElse)
{
	const auto equal = [](std::string_view text, const char *lower) {
		return kh_ascii_equal_nocase(span_of(text), lower);
	};

	EXPECT_TRUE(equal("Keep-Alive", "keep-alive"));
	EXPECT_TRUE(equal("", ""));
	EXPECT_FALSE(equal("keep-aliv", "keep-alive"));
	EXPECT_FALSE(equal("keep-alives", "keep-alive"));
	EXPECT_FALSE(equal("keep\ralive", "keep-alive"))
		<< "CR and '-' differ by the bit that makes a small letter";
	EXPECT_FALSE(equal("a@", "a`"));
	EXPECT_FALSE(equal(std::string_view("a\0", 2), "a"));
}

TEST(AsciiTrim, TakesBlanksFromBothEnds)
{
	const struct {
		const char *text;
		const char *trimmed;
	} rows[] = {
		{ "", "" },	      { " \t ", "" }, { "a", "a" },
		{ " a", "a" },	      { "a\t", "a" }, { "\t a b \t", "a b" },
		{ "\ra\n", "\ra\n" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(view_of(kh_ascii_trim(kh_span_str(row.text))),
			  row.trimmed);
}

} // namespace
} // namespace khttpd::test
