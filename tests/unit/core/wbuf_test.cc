// SPDX-License-Identifier: GPL-2.0-only
#include "core/wbuf.h"

#include <gtest/gtest.h>

#include "core/bytes.h"
#include "support/guarded_buf.h"
#include "support/random.h"

namespace khttpd::test {
namespace {

std::string_view written(const struct kh_wbuf &w)
{
	return { w.ptr, w.len };
}

TEST(Wbuf, AppendsBytesTextAndNumbers)
{
	GuardedBuf guarded(64);
	struct kh_wbuf w;

	kh_wbuf_init(&w, guarded.room(64), 64);
	kh_wbuf_put(&w, "ab\0c", 4);
	kh_wbuf_putc(&w, '!');
	kh_wbuf_puts(&w, " n=");
	kh_wbuf_put_u64(&w, 1994);
	kh_wbuf_put_span(&w, span_of(" end"));
	EXPECT_EQ(written(w), std::string_view("ab\0c! n=1994 end", 16));
	EXPECT_FALSE(w.overflow);
}

TEST(Wbuf, TakesNothingAsNothing)
{
	struct kh_wbuf w;

	kh_wbuf_init(&w, nullptr, 0);
	kh_wbuf_put(&w, nullptr, 0);
	kh_wbuf_puts(&w, "");
	EXPECT_EQ(w.len, 0u);
	EXPECT_FALSE(w.overflow);
}

TEST(Wbuf, FillsUpToItsLastByteAndNoFurther)
{
	GuardedBuf guarded(8);
	struct kh_wbuf w;

	kh_wbuf_init(&w, guarded.room(8), 8);
	kh_wbuf_puts(&w, "12345678");
	EXPECT_FALSE(w.overflow);
	kh_wbuf_putc(&w, '9');
	EXPECT_TRUE(w.overflow);
	EXPECT_EQ(written(w), "12345678");
}

TEST(Wbuf, DropsWhatDoesNotFitAsAWhole)
{
	GuardedBuf guarded(8);
	struct kh_wbuf w;

	kh_wbuf_init(&w, guarded.room(8), 8);
	kh_wbuf_puts(&w, "1234");
	kh_wbuf_puts(&w, "56789");
	EXPECT_TRUE(w.overflow);
	EXPECT_EQ(written(w), "1234");
}

TEST(Wbuf, StaysOverflownAlthoughALaterPieceWouldFit)
{
	GuardedBuf guarded(8);
	struct kh_wbuf w;

	kh_wbuf_init(&w, guarded.room(8), 8);
	kh_wbuf_puts(&w, "123456789");
	kh_wbuf_putc(&w, 'x');
	EXPECT_TRUE(w.overflow);
	EXPECT_EQ(w.len, 0u);
}

TEST(Wbuf, IsNotFooledByALengthThatWrapsAround)
{
	char room[8];
	struct kh_wbuf w;

	kh_wbuf_init(&w, room, sizeof(room));
	kh_wbuf_putc(&w, 'a');
	kh_wbuf_put(&w, "b", SIZE_MAX);
	EXPECT_TRUE(w.overflow);
	kh_wbuf_init(&w, room, sizeof(room));
	kh_wbuf_put(&w, "b", size_t{ 1 } << 32);
	EXPECT_TRUE(w.overflow) << "2^32 is 0 in 32 bits";
}

std::string decimal(u64 value)
{
	char room[20];
	struct kh_wbuf w;

	kh_wbuf_init(&w, room, sizeof(room));
	kh_wbuf_put_u64(&w, value);
	EXPECT_FALSE(w.overflow);
	return std::string(written(w));
}

TEST(Wbuf, WritesNumbersAsTheLibraryDoes)
{
	Random random;

	SCOPED_TRACE("KHTTPD_TEST_SEED=" + std::to_string(random.seed()));
	EXPECT_EQ(decimal(0), "0");
	EXPECT_EQ(decimal(UINT64_MAX), "18446744073709551615");
	for (u64 power = 1, i = 0; i < 19; i++, power *= 10) {
		EXPECT_EQ(decimal(power), std::to_string(power));
		EXPECT_EQ(decimal(power - 1), std::to_string(power - 1));
	}
	for (int round = 0; round < 10000; round++) {
		const u64 value = random.up_to(UINT64_MAX) >> random.up_to(63);

		ASSERT_EQ(decimal(value), std::to_string(value));
	}
}

} // namespace
} // namespace khttpd::test
