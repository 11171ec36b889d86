/* SPDX-License-Identifier: GPL-2.0-only */
/* What every fuzzer needs: the entry point, a check that stops, copies whose
 * ends the address sanitizer watches. */
#ifndef KHTTPD_TESTS_FUZZ_H
#define KHTTPD_TESTS_FUZZ_H

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "core/span.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(cond)                                              \
	do {                                                          \
		if (!(cond)) {                                        \
			std::fprintf(stderr, "%s:%d: not true: %s\n", \
				     __FILE__, __LINE__, #cond);      \
			std::abort();                                 \
		}                                                     \
	} while (0)

namespace khttpd::fuzz {

// Bytes in a heap block of exactly their size.
class Exact {
      public:
	explicit Exact(std::string_view bytes)
		: block_(new char[bytes.size()]), len_(bytes.size())
	{
		bytes.copy(block_.get(), len_);
	}
	const char *ptr() const
	{
		return block_.get();
	}
	struct kh_span span() const
	{
		return kh_span(block_.get(), len_);
	}

      private:
	std::unique_ptr<char[]> block_;
	size_t len_;
};

inline std::string_view input_of(const uint8_t *data, size_t size)
{
	return { reinterpret_cast<const char *>(data), size };
}

} // namespace khttpd::fuzz

#endif // KHTTPD_TESTS_FUZZ_H
