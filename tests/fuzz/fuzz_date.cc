// SPDX-License-Identifier: GPL-2.0-only
// Dates against the C library, both ways, and file heads made of them.
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

void check_reads(std::string_view text, s64 sec)
{
	const Exact date(text);
	s64 back = -1;

	FUZZ_CHECK(kh_date_parse(date.span(), &back) && back == sec);
}

// Bytes that are read as a date are one of the forms of that second.
void check_parse(std::string_view text)
{
	const Exact date(text);
	char again[KH_DATE_LEN];
	s64 sec;

	if (!kh_date_parse(date.span(), &sec) || sec < 0)
		return;
	FUZZ_CHECK(sec <= kLast + 1);
	kh_date_format(sec, again);
	// a leap second is written as the next one
	const bool leap = text.find(":60") != text.npos;

	FUZZ_CHECK(leap || text.size() != KH_DATE_LEN ||
		   text == std::string_view(again, KH_DATE_LEN));
}

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
	check_reads(expected, clamped);
	if (tm.tm_year >= 70 && tm.tm_year < 170) {
		std::strftime(expected, sizeof(expected),
			      "%A, %d-%b-%y %H:%M:%S GMT", &tm);
		check_reads(expected, clamped);
	}
	std::strftime(expected, sizeof(expected), "%a %b %e %H:%M:%S %Y", &tm);
	check_reads(expected, clamped);
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
	const struct kh_representation rep = {
		.content_type = kh_mime_type(path),
		.size = size,
		.mtime_sec = mtime,
		.etag = {},
		.coding = static_cast<enum kh_coding>(size % KH_NR_CODINGS),
		.vary = true,
		.extra = {},
	};
	struct kh_rest_layout layout;

	kh_response_file_rest(&w, &rep, &layout);
	FUZZ_CHECK(!w.overflow);
	const std::string_view rest(w.ptr, w.len);

	FUZZ_CHECK(rest.find("\r\n\r\n") == rest.size() - 4);
	FUZZ_CHECK(
		rest.substr(layout.type_len).starts_with("Content-Length: "));
	FUZZ_CHECK(rest.substr(layout.common_off).starts_with("Last-Modified"));
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
	check_parse(input_of(data, size));
	return 0;
}
