// SPDX-License-Identifier: GPL-2.0-only
// Range values, and the multipart bodies they lead to.  The first eight bytes
// of the input are the file's size, the ninth the number of parts allowed.
#include "core/range.h"

#include <cstring>
#include <memory>

#include "core/response.h"
#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

bool touch(const struct kh_range &a, const struct kh_range &b)
{
	return a.first <= b.end && b.first <= a.end;
}

void check_parts(const struct kh_range *ranges, u32 nr, u64 size)
{
	for (u32 i = 0; i < nr; i++) {
		FUZZ_CHECK(ranges[i].first < ranges[i].end);
		FUZZ_CHECK(ranges[i].end <= size);
		for (u32 j = 0; j < i; j++)
			FUZZ_CHECK(!touch(ranges[i], ranges[j]));
	}
}

// The length told is that of what is written.
void check_length(const struct kh_range *ranges, u32 nr, u64 size)
{
	static const std::string_view type = "Content-Type: text/plain\r\n";
	char boundary[KH_BOUNDARY_LEN];
	char text[KH_PART_HEAD_MAX + 64];
	u64 told = 0;
	unsigned __int128 sum = 0;
	struct kh_wbuf w;

	kh_response_boundary(boundary, size);
	for (u32 i = 0; i < nr; i++) {
		kh_wbuf_init(&w, text, sizeof(text));
		kh_response_part_head(&w, boundary,
				      kh_span(type.data(), type.size()),
				      &ranges[i], size);
		FUZZ_CHECK(!w.overflow);
		sum += w.len;
		sum += ranges[i].end - ranges[i].first;
	}
	kh_wbuf_init(&w, text, sizeof(text));
	kh_response_multipart_end(&w, boundary);
	sum += w.len;
	FUZZ_CHECK(kh_response_multipart_len(type.size(), ranges, nr, size,
					     &told) == (sum <= UINT64_MAX));
	FUZZ_CHECK(sum > UINT64_MAX || told == sum);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t input_size)
{
	u64 size;
	u32 nr = 0;

	if (input_size < sizeof(size) + 1)
		return 0;
	std::memcpy(&size, data, sizeof(size));
	const u32 max = data[sizeof(size)] % 20;
	const Exact value(input_of(data + sizeof(size) + 1,
				   input_size - sizeof(size) - 1));
	std::unique_ptr<struct kh_range[]> ranges(new struct kh_range[max]);
	const enum kh_range_result result =
		kh_range_select(value.span(), size, ranges.get(), max, &nr);

	if (result != KH_RANGE_PARTS)
		return 0;
	FUZZ_CHECK(nr > 0 && nr <= max);
	check_parts(ranges.get(), nr, size);
	check_length(ranges.get(), nr, size);
	return 0;
}
