// SPDX-License-Identifier: GPL-2.0-only
// Field lines through the parser into everything that reads kept lines.
#include "core/cond.h"

#include <string>

#include "core/accept.h"
#include "core/coding.h"
#include "core/kept.h"
#include "core/list.h"
#include "core/parse.h"
#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

constexpr std::string_view kEtag = "\"1-2-3-4\"";
constexpr s64 kModified = 784111777;

bool has(const struct kh_request &req, enum kh_kept_name name)
{
	return kh_kept_any(&req, name);
}

void check_conditions(const struct kh_request &req, const char *head)
{
	const struct kh_validators v = { kh_span(kEtag.data(), kEtag.size()),
					 kModified };
	const int status = kh_cond_check(&req, head, &v);
	struct kh_span range;

	FUZZ_CHECK(status == 0 || status == 304 || status == 412);
	FUZZ_CHECK(status != 412 || has(req, KH_KEPT_IF_MATCH) ||
		   has(req, KH_KEPT_IF_UNMODIFIED_SINCE));
	FUZZ_CHECK(status != 304 || has(req, KH_KEPT_IF_NONE_MATCH) ||
		   has(req, KH_KEPT_IF_MODIFIED_SINCE));
	if (!kh_cond_wants_range(&req, head, &v, &range))
		return;
	FUZZ_CHECK(req.method == KH_METHOD_GET && has(req, KH_KEPT_RANGE));
	FUZZ_CHECK(range.ptr >= head &&
		   range.ptr + range.len <= head + req.head_len);
}

void check_codings(const struct kh_request &req, const char *head)
{
	for (u8 available = 1; available < 1 << KH_NR_CODINGS; available++) {
		const enum kh_coding coding = kh_coding_choose(&req, head,
							       available);

		FUZZ_CHECK(available & 1 << coding);
		// what is chosen is acceptable alone if anything is
		FUZZ_CHECK(kh_coding_acceptable(&req, head, available) ==
			   kh_coding_acceptable(&req, head,
						static_cast<u8>(1 << coding)));
	}
}

// Both readers of lists end, take no byte twice and give no empty element.
void check_lists(struct kh_span value)
{
	struct kh_span list = value, element;
	struct kh_weighted member;
	size_t total = 0;

	while (kh_list_next(&list, &element)) {
		FUZZ_CHECK(element.len > 0);
		total += element.len;
	}
	FUZZ_CHECK(total <= value.len && list.len == 0);
	list = value;
	total = 0;
	while (kh_list_next_weighted(&list, &member)) {
		FUZZ_CHECK(member.name.len > 0);
		FUZZ_CHECK(member.weight <= KH_WEIGHT_MAX);
		total += member.name.len;
	}
	FUZZ_CHECK(total <= value.len && list.len == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n" +
				 std::string(input_of(data, size)) + "\r\n\r\n";
	const Exact head(text);
	const Exact value(input_of(data, size));
	struct kh_parser parser;
	struct kh_request req;

	check_lists(value.span());
	kh_parse_init(&parser, &req);
	if (kh_parse(&parser, head.ptr(), static_cast<u32>(text.size()),
		     &req) != KH_PARSE_DONE)
		return 0;
	check_conditions(req, head.ptr());
	check_codings(req, head.ptr());
	kh_accept_prefers_json(&req, head.ptr());
	return 0;
}
