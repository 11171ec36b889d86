// SPDX-License-Identifier: GPL-2.0-only
// Dates against the C library, and file heads made of them.
#include "core/date.h"

#include <cstring>
#include <ctime>

#include "core/mime.h"
#include "core/response.h"
#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

constexpr s64 kLast = 253402300799; // 9999-12-31T23:59:59

void check_date(s64 sec)
{
	const time_t clamped = sec < 0 ? 0 : sec > kLast ? kLast : sec;
	std::unique_ptr<char[]> out(new char[KH_DATE_LEN]);
	char expected[64];
	struct tm tm;

	kh_date_format(sec, out.get());
	gmtime_r(&clamped, &tm);
	std::strftime(expected, sizeof(expected), "%a, %d %b %Y %H:%M:%S GMT",
		      &tm);
	FUZZ_CHECK(std::strlen(expected) == KH_DATE_LEN);
	FUZZ_CHECK(std::memcmp(out.get(), expected, KH_DATE_LEN) == 0);
}

// One of 2^38 seconds, which are 8 700 years: most of 64 bits is clamped, and
// small numbers, which come often, are all in 1970.
s64 spread(u64 number)
{
	return static_cast<s64>(number * 0x9e3779b97f4a7c15 >> 26);
}

// Any file's rest fits, ends the head, and has no other empty line.
void check_rest(struct kh_span path, u64 size, s64 mtime)
{
	std::unique_ptr<char[]> out(new char[KH_REST_MAX]);
	struct kh_wbuf w;

	kh_wbuf_init(&w, out.get(), KH_REST_MAX);
	kh_response_file_rest(&w, kh_mime_type(path), size, mtime);
	FUZZ_CHECK(!w.overflow);
	const std::string_view rest(w.ptr, w.len);

	FUZZ_CHECK(rest.find("\r\n\r\n") == rest.size() - 4);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u64 numbers[2];

	if (size < sizeof(numbers))
		return 0;
	std::memcpy(numbers, data, sizeof(numbers));
	const Exact path(
		input_of(data + sizeof(numbers), size - sizeof(numbers)));
	check_date(static_cast<s64>(numbers[0]));
	for (u64 i = 0; i < 16; i++)
		check_date(spread(numbers[0] + i));
	check_rest(path.span(), numbers[1], spread(numbers[1]));
	return 0;
}
