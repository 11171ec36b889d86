// SPDX-License-Identifier: GPL-2.0-only
// RFC 9112 7.1, in every split.
#include "core/chunked.h"

#include <gtest/gtest.h>

#include "core/bytes.h"
#include "support/guarded_buf.h"
#include "support/random.h"
#include "support/split_feed.h"

namespace khttpd::test {
namespace {

using namespace std::string_literals;

struct Fed {
	enum kh_chunked_result result = KH_CHUNKED_MORE;
	u64 used = 0;
	u64 data = 0;

	bool operator==(const Fed &) const = default;
};

std::ostream &operator<<(std::ostream &out, const Fed &fed)
{
	return out << "result " << fed.result << " used " << fed.used
		   << " data " << fed.data;
}

// Each call sees only the bytes that came since the last one.
Fed feed_in_steps(std::string_view bytes, const std::vector<size_t> &ends)
{
	static GuardedBuf guarded(1 << 17);
	struct kh_chunked chunked;
	Fed fed;

	kh_chunked_init(&chunked);
	size_t begin = 0;
	for (const size_t end : ends) {
		const std::string_view part = bytes.substr(begin, end - begin);
		u32 used = 12345;

		fed.result = kh_chunked_feed(&chunked, guarded.hold(part),
					     static_cast<u32>(part.size()),
					     &used, &fed.data);
		EXPECT_LE(used, part.size());
		fed.used += used;
		if (fed.result != KH_CHUNKED_MORE)
			break;
		EXPECT_EQ(used, part.size()) << "MORE uses all";
		begin = end;
	}
	return fed;
}

Fed feed(std::string_view bytes)
{
	return split_feed<Fed>(bytes.size(), [&](const auto &ends) {
		return feed_in_steps(bytes, ends);
	});
}

TEST(Chunked, FindsTheEndOfABody)
{
	const struct {
		std::string body;
		u64 data;
	} rows[] = {
		{ "0\r\n\r\n", 0 },
		{ "5\r\nhello\r\n0\r\n\r\n", 5 },
		{ "5\r\nhello\r\n3\r\n\r\n\n\r\n0\r\n\r\n", 8 },
		{ "a\r\n0123456789\r\n0\r\n\r\n", 10 },
		{ "A\r\n0\r\n\r\n01234\r\n0\r\n\r\n", 10 },
		{ "0000000000000000000005\r\nhello\r\n00000\r\n\r\n", 5 },
		{ "1\r\n\0\r\n0\r\n\r\n"s, 1 },
	};

	for (const auto &row : rows)
		EXPECT_EQ(feed(row.body + "GET / HTTP/1.1\r\n"),
			  (Fed{ KH_CHUNKED_DONE, row.body.size(), row.data }))
			<< printable(row.body);
}

TEST(Chunked, NeedsEveryByteUpToTheLastLf)
{
	const std::string body = "3\r\nabc\r\n0\r\nT: v\r\n\r\n";

	for (size_t len = 0; len < body.size(); len++)
		EXPECT_EQ(feed(body.substr(0, len)).result, KH_CHUNKED_MORE)
			<< "of " << len << " bytes";
}

TEST(Chunked, ReadsSizesInHexadecimal)
{
	const struct {
		const char *size;
		u64 bytes;
	} rows[] = {
		{ "1", 1 },   { "f", 15 },     { "F", 15 },    { "10", 16 },
		{ "1a", 26 }, { "00ff", 255 }, { "100", 256 }, { "1000", 4096 },
	};

	for (const auto &row : rows) {
		const std::string body = row.size + "\r\n"s +
					 std::string(row.bytes, 'x') +
					 "\r\n0\r\n\r\n";

		EXPECT_EQ(feed_in_steps(body, { body.size() }),
			  (Fed{ KH_CHUNKED_DONE, body.size(), row.bytes }))
			<< row.size;
	}
}

TEST(Chunked, WaitsForALargeChunkWithoutOverflow)
{
	struct kh_chunked chunked;
	u64 data = 0;
	u32 used;

	kh_chunked_init(&chunked);
	EXPECT_EQ(kh_chunked_feed(&chunked, "fffffffffffffff\r\nabc", 20, &used,
				  &data),
		  KH_CHUNKED_MORE);
	EXPECT_EQ(used, 20u);
	EXPECT_EQ(data, 3u);
	EXPECT_EQ(chunked.left, (u64{ 1 } << 60) - 1 - 3);
}

TEST(Chunked, TakesExtensionsOfAnyForm)
{
	for (const char *extension :
	     { ";a", ";a=b", " ; a = b", "\t;\ta\t=\tb", ";a;b;c=d", ";a=b ;c",
	       ";a=\"\"", ";a=\"b c;d\\\"e\\\\\"", ";a=\"b\";c=\"d\" ;e",
	       ";a ;b", ";!#=1", ";a=\"\xc3\xa9\"" }) { // RFC 9112 7.1.1
		const std::string body = "1"s + extension + "\r\nx\r\n0" +
					 extension + "\r\n\r\n";

		EXPECT_EQ(feed(body), (Fed{ KH_CHUNKED_DONE, body.size(), 1 }))
			<< extension;
	}
}

TEST(Chunked, TakesTrailerFields)
{
	const std::string body = "0\r\nA: b\r\nC:\r\nD:\te\xff \r\n\r\n";

	EXPECT_EQ(feed(body + "rest"),
		  (Fed{ KH_CHUNKED_DONE, body.size(), 0 }));
}

TEST(Chunked, RefusesBrokenFraming)
{
	const struct {
		std::string body;
		const char *text;
	} rows[] = {
		{ "\r\n", "no size" },
		{ ";a\r\n", "an extension without a size" },
		{ " 1\r\n", "a space before the size" },
		{ "g\r\n", "no hexadecimal digit" },
		{ "0x1\r\n", "a prefix" },
		{ "+1\r\n", "a sign" },
		{ "-1\r\n", "a negative size" },
		{ "1 \r\n", "a space after the size" },
		{ "1\n", "bare LF after the size" },
		{ "1\rx", "bare CR after the size" },
		{ "1\0\r\n"s, "NUL after the size" },
		{ "1\r\nxx\r\n", "more data than the size" },
		{ "1\r\nx\n", "bare LF after the data" },
		{ "1\r\nx\rx", "bare CR after the data" },
		{ "1\r\nx0\r\n", "no line end after the data" },
		{ "1000000000000000\r\n", "2^60" },
		{ "10000000000000000\r\n", "2^64, zero when it overflows" },
		{ "10000000000000001\r\n", "2^64 + 1" },
		{ "ffffffffffffffff\r\n", "2^64 - 1" },
		{ "1;\r\n", "an extension without a name" },
		{ "1;;a\r\n", "an empty extension" },
		{ "1;=a\r\n", "a value without a name" },
		{ "1;a=\r\n", "no value" },
		{ "1;a=b=c\r\n", "two values" },
		{ "1;a b\r\n", "two names" },
		{ "1;a \r\n", "a blank that nothing follows" },
		{ "1;a=b \r\n", "a blank after the value" },
		{ "1;a=\"b\r\n", "an open quoted string" },
		{ "1;a=\"b\"c\r\n", "bytes after a quoted string" },
		{ "1;a=\"\x01\"\r\n", "a control byte in a quoted string" },
		{ "1;a=\"\\\r\n", "a line end in a quoted pair" },
		{ "1;a\n", "bare LF after an extension" },
		{ "1;a\x80\r\n", "a byte that is not ASCII in a name" },
		{ "0\r\n\n", "bare LF at the end" },
		{ "0\r\n\rx", "bare CR at the end" },
		{ "0\r\n: a\r\n\r\n", "a trailer without a name" },
		{ "0\r\nA : b\r\n\r\n", "space before a trailer's colon" },
		{ "0\r\nA\r\n\r\n", "a trailer without a colon" },
		{ "0\r\nA: b\r\n c\r\n\r\n", "obs-fold in a trailer" },
		{ "0\r\nA: b\0\r\n\r\n"s, "NUL in a trailer" },
		{ "0\r\nA: b\n\r\n", "bare LF in a trailer" },
		{ "0\r\nA: b\rc\r\n\r\n", "bare CR in a trailer" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(feed(row.body).result, KH_CHUNKED_BAD) << row.text;
}

TEST(Chunked, BoundsWhatIsNotData)
{
	// "0" and "\r\n", then one trailer line that fills the bound
	const std::string begin = "0\r\nT:";
	const std::string end = "\r\n\r\n";
	const size_t fill = KH_CHUNKED_OVERHEAD_MAX - begin.size() - end.size();
	const auto feed_once = [](const std::string &body) {
		return feed_in_steps(body, { body.size() }).result;
	};

	EXPECT_EQ(feed_once(begin + std::string(fill, 'x') + end),
		  KH_CHUNKED_DONE);
	EXPECT_EQ(feed_once(begin + std::string(fill + 1, 'x') + end),
		  KH_CHUNKED_BAD);
	EXPECT_EQ(feed_once(std::string(KH_CHUNKED_OVERHEAD_MAX + 1, '0')),
		  KH_CHUNKED_BAD)
		<< "zeros without end";
	EXPECT_EQ(feed_once("1;" + std::string(KH_CHUNKED_OVERHEAD_MAX, 'x')),
		  KH_CHUNKED_BAD)
		<< "an extension without end";
	std::string tiny;
	while (tiny.size() < 2 * KH_CHUNKED_OVERHEAD_MAX)
		tiny += "1\r\nx\r\n";
	EXPECT_EQ(feed_once(tiny), KH_CHUNKED_BAD) << "tiny chunks";
}

TEST(Chunked, StaysWhereItEnded)
{
	for (const auto &[body, verdict] :
	     { std::pair{ "0\r\n\r\n", KH_CHUNKED_DONE },
	       std::pair{ "x", KH_CHUNKED_BAD } }) {
		struct kh_chunked chunked;
		u64 data = 0;
		u32 used = 0;

		kh_chunked_init(&chunked);
		kh_chunked_feed(&chunked, body,
				static_cast<u32>(std::strlen(body)), &used,
				&data);
		EXPECT_EQ(kh_chunked_feed(&chunked, "0\r\n\r\n", 5, &used,
					  &data),
			  verdict);
		EXPECT_EQ(used, 0u);
		EXPECT_EQ(data, 0u);
	}
}

// The obvious way, for whole bodies without extensions and trailers.
Fed slow_decode(const std::string &body)
{
	Fed fed;
	size_t at = 0;

	while (true) {
		const size_t line = body.find("\r\n", at);
		const u64 size = std::stoull(body.substr(at, line - at),
					     nullptr, 16);

		at = line + 2 + size + 2;
		fed.data += size;
		if (size == 0)
			break;
	}
	fed.used = at;
	fed.result = KH_CHUNKED_DONE;
	return fed;
}

TEST(Chunked, AgreesWithASlowTwinOnRandomBodies)
{
	Random random;

	SCOPED_TRACE("KHTTPD_TEST_SEED=" + std::to_string(random.seed()));
	for (int round = 0; round < 200; round++) {
		std::string body;

		for (u64 n = random.up_to(5); n > 0; n--) {
			const u64 size = 1 + random.up_to(40);
			char line[16];

			std::snprintf(line, sizeof(line), "%llx\r\n",
				      static_cast<unsigned long long>(size));
			body += line;
			for (u64 i = 0; i < size; i++)
				body += "\r\n0;x"[random.up_to(4)];
			body += "\r\n";
		}
		body += "0\r\n\r\n";
		ASSERT_EQ(feed(body + "\r\n0"), slow_decode(body))
			<< printable(body);
	}
}

} // namespace
} // namespace khttpd::test
