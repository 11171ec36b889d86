// SPDX-License-Identifier: GPL-2.0-only
// Request heads.  The first byte of the input says where the rest is cut.
#include "core/parse.h"

#include <algorithm>
#include <cstring>

#include "core/ascii.h"
#include "core/framing.h"
#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

struct Outcome {
	enum kh_parse_result result;
	struct kh_request req;
};

// Offers `first` bytes, then `step` more at each call, each time in a fresh
// block.
Outcome parse_in_steps(std::string_view bytes, size_t first, size_t step)
{
	struct kh_parser parser;
	Outcome outcome;
	size_t end = std::min(first, bytes.size());

	std::memset(&outcome, 0, sizeof(outcome));
	kh_parse_init(&parser, &outcome.req);
	while (true) {
		const Exact head(bytes.substr(0, end));
		const u16 before = parser.pos;

		outcome.result = kh_parse(&parser, head.ptr(),
					  static_cast<u32>(end), &outcome.req);
		FUZZ_CHECK(parser.pos >= before && parser.pos <= end);
		FUZZ_CHECK(parser.pos <= KH_HEAD_MAX);
		if (outcome.result != KH_PARSE_MORE || end == bytes.size())
			return outcome;
		end = std::min(end + step, bytes.size());
	}
}

void check_same(const Outcome &a, const Outcome &b)
{
	FUZZ_CHECK(a.result == b.result);
	FUZZ_CHECK(a.req.status == b.req.status);
	if (a.result != KH_PARSE_DONE)
		return;
	FUZZ_CHECK(a.req.method == b.req.method);
	FUZZ_CHECK(a.req.body == b.req.body);
	FUZZ_CHECK(a.req.minor == b.req.minor);
	FUZZ_CHECK(a.req.keep_alive == b.req.keep_alive);
	FUZZ_CHECK(a.req.expect_continue == b.req.expect_continue);
	FUZZ_CHECK(a.req.has_host == b.req.has_host);
	FUZZ_CHECK(a.req.head_len == b.req.head_len);
	FUZZ_CHECK(a.req.target.off == b.req.target.off);
	FUZZ_CHECK(a.req.target.len == b.req.target.len);
	FUZZ_CHECK(a.req.host.off == b.req.host.off);
	FUZZ_CHECK(a.req.host.len == b.req.host.len);
	FUZZ_CHECK(a.req.content_length == b.req.content_length);
	FUZZ_CHECK(a.req.nr_kept == b.req.nr_kept);
	for (u8 i = 0; i < a.req.nr_kept; i++) {
		const struct kh_kept &one = a.req.kept[i];
		const struct kh_kept &other = b.req.kept[i];

		FUZZ_CHECK(one.name == other.name);
		FUZZ_CHECK(one.value.off == other.value.off);
		FUZZ_CHECK(one.value.len == other.value.len);
	}
}

void check_slice(struct kh_slice slice, const struct kh_request &req)
{
	FUZZ_CHECK(slice.off + slice.len <= req.head_len);
}

// What a caller may take for granted about an accepted head.
void check_done(std::string_view bytes, const struct kh_request &req)
{
	FUZZ_CHECK(req.status == 0);
	FUZZ_CHECK(req.head_len <= bytes.size());
	const std::string_view head = bytes.substr(0, req.head_len);

	FUZZ_CHECK(head.ends_with("\r\n\r\n"));
	FUZZ_CHECK(head.find('\0') == head.npos);
	for (size_t i = 0; i < head.size(); i++) {
		FUZZ_CHECK(head[i] != '\n' || head[i - 1] == '\r');
		FUZZ_CHECK(head[i] != '\r' || head[i + 1] == '\n');
	}
	check_slice(req.target, req);
	check_slice(req.host, req);
	FUZZ_CHECK(req.nr_kept <= KH_KEPT_MAX);
	for (u8 i = 0; i < req.nr_kept; i++) {
		FUZZ_CHECK(req.kept[i].name < KH_NR_KEPT_NAMES);
		check_slice(req.kept[i].value, req);
	}
	FUZZ_CHECK(req.target.len > 0 && req.target.len <= KH_TARGET_MAX);
	for (const char c : head.substr(req.target.off, req.target.len))
		FUZZ_CHECK(kh_ascii_is(static_cast<u8>(c), KH_ASCII_TARGET));
	FUZZ_CHECK(req.minor <= 1);
	FUZZ_CHECK(req.has_host || req.minor == 0);
	FUZZ_CHECK(req.host.len == 0 ||
		   kh_framing_is_authority(kh_slice_of(head.data(), req.host)));
	FUZZ_CHECK(req.body != KH_BODY_CHUNKED || req.minor == 1);
	FUZZ_CHECK(req.content_length == 0 || req.body == KH_BODY_LENGTH);
	FUZZ_CHECK(req.content_length <= INT64_MAX);
}

void check_refused(const struct kh_request &req)
{
	switch (req.status) {
	case KH_STATUS_BAD_REQUEST:
	case KH_STATUS_URI_TOO_LONG:
	case KH_STATUS_EXPECTATION_FAILED:
	case KH_STATUS_FIELDS_TOO_LARGE:
	case KH_STATUS_NOT_IMPLEMENTED:
	case KH_STATUS_VERSION_NOT_SUPPORTED:
		break;
	default:
		FUZZ_CHECK(!"a status the parser may refuse with");
	}
	FUZZ_CHECK(!req.keep_alive);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	const std::string_view bytes = input_of(data + 1, size - 1);
	const size_t len = bytes.size();
	const Outcome whole = parse_in_steps(bytes, len, len);

	check_same(whole, parse_in_steps(bytes, data[0], len));
	check_same(whole, parse_in_steps(bytes, 1, 1 + len / 64));
	if (len > 256) // where the bounds are
		check_same(whole, parse_in_steps(bytes, len - data[0], 1));
	if (whole.result == KH_PARSE_DONE)
		check_done(bytes, whole.req);
	else if (whole.result == KH_PARSE_REFUSE)
		check_refused(whole.req);
	else
		FUZZ_CHECK(bytes.size() < KH_HEAD_MAX);
	return 0;
}
