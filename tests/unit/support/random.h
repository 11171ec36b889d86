// SPDX-License-Identifier: GPL-2.0-only
// Random inputs that can be had again: the seed is printed with a failure, and
// KHTTPD_TEST_SEED sets it.
#ifndef KHTTPD_TESTS_RANDOM_H
#define KHTTPD_TESTS_RANDOM_H

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

namespace khttpd::test {

class Random {
      public:
	Random() : seed_(pick_seed()), engine_(seed_)
	{
	}
	uint64_t seed() const
	{
		return seed_;
	}

	// From 0 to `max`, both possible.
	uint64_t up_to(uint64_t max)
	{
		return std::uniform_int_distribution<uint64_t>(0, max)(engine_);
	}

	// One of the pieces, by value.
	template <typename List> auto one_of(const List &list)
	{
		return list[up_to(std::size(list) - 1)];
	}

	// Up to `max_pieces` of the pieces in a row.
	template <typename List>
	std::string text_of(const List &pieces, size_t max_pieces)
	{
		std::string text;

		for (size_t n = up_to(max_pieces); n > 0; n--)
			text += one_of(pieces);
		return text;
	}

      private:
	static uint64_t pick_seed()
	{
		const char *fixed = std::getenv("KHTTPD_TEST_SEED");

		if (fixed)
			return std::strtoull(fixed, nullptr, 10);
		return std::random_device{}();
	}

	uint64_t seed_;
	std::mt19937_64 engine_;
};

} // namespace khttpd::test

#endif // KHTTPD_TESTS_RANDOM_H
