// SPDX-License-Identifier: GPL-2.0-only
// Feeds bytes to an incremental reader in every way that matters: at once, cut
// into two at every place, and byte by byte; all must come to the same end.
#ifndef KHTTPD_TESTS_SPLIT_FEED_H
#define KHTTPD_TESTS_SPLIT_FEED_H

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace khttpd::test {

// Runs `feed(ends)` for the ways to split `len` bytes, where `ends` are the
// growing numbers of bytes that are there at each call, and returns what it
// gave for one piece.
template <typename Outcome>
Outcome split_feed(
	size_t len,
	const std::function<Outcome(const std::vector<size_t> &)> &feed)
{
	const Outcome whole = feed({ len });
	std::vector<size_t> bytewise;

	for (size_t cut = 0; cut < len; cut++) {
		const Outcome parts = feed({ cut, len });

		EXPECT_EQ(whole, parts) << "cut after byte " << cut;
		if (!(whole == parts))
			return whole;
		bytewise.push_back(cut + 1);
	}
	EXPECT_EQ(whole, feed(bytewise)) << "byte by byte";
	return whole;
}

} // namespace khttpd::test

#endif // KHTTPD_TESTS_SPLIT_FEED_H
