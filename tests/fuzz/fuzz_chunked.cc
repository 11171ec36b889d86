// SPDX-License-Identifier: GPL-2.0-only
// Chunked bodies.  The first byte of the input says how the rest is split.
#include "core/chunked.h"

#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

struct Outcome {
	enum kh_chunked_result result = KH_CHUNKED_MORE;
	u64 used = 0;
	u64 data = 0;
};

Outcome feed_in_steps(std::string_view bytes, size_t step)
{
	struct kh_chunked chunked;
	Outcome outcome;

	kh_chunked_init(&chunked);
	while (outcome.result == KH_CHUNKED_MORE &&
	       outcome.used < bytes.size()) {
		const std::string_view part = bytes.substr(outcome.used, step);
		const Exact block(part);
		u32 used = 0;

		outcome.result = kh_chunked_feed(&chunked, block.ptr(),
						 static_cast<u32>(part.size()),
						 &used, &outcome.data);
		FUZZ_CHECK(used <= part.size());
		FUZZ_CHECK(used == part.size() ||
			   outcome.result != KH_CHUNKED_MORE);
		outcome.used += used;
		FUZZ_CHECK(outcome.data <= outcome.used);
		FUZZ_CHECK(outcome.used - outcome.data <=
			   KH_CHUNKED_OVERHEAD_MAX + 1);
	}
	return outcome;
}

void check_same(const Outcome &a, const Outcome &b)
{
	FUZZ_CHECK(a.result == b.result);
	FUZZ_CHECK(a.used == b.used);
	FUZZ_CHECK(a.data == b.data);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	const std::string_view bytes = input_of(data + 1, size - 1);
	const Outcome whole = feed_in_steps(bytes, bytes.size() + 1);

	check_same(whole, feed_in_steps(bytes, 1 + data[0]));
	if (bytes.size() < 1024)
		check_same(whole, feed_in_steps(bytes, 1));
	if (whole.result == KH_CHUNKED_DONE)
		FUZZ_CHECK(bytes.substr(0, whole.used).ends_with("\r\n\r\n"));
	return 0;
}
