// SPDX-License-Identifier: GPL-2.0-only
/* Answers about parts: 206 (RFC 9110 15.3.7) and 416 (15.5.17). */
#include "core/response.h"

#define BOUNDARY_PREFIX "khttpd"
#define RANGE_FIELD "Content-Range: bytes "
#define MULTIPART "multipart/byteranges; boundary="

/* "a-b/N" with a line end; both places are inclusive. */
static void put_range(struct kh_wbuf *w, const struct kh_range *r, u64 size)
{
	kh_wbuf_puts(w, RANGE_FIELD);
	kh_wbuf_put_u64(w, r->first);
	kh_wbuf_putc(w, '-');
	kh_wbuf_put_u64(w, r->end - 1);
	kh_wbuf_putc(w, '/');
	kh_wbuf_put_u64(w, size);
	kh_wbuf_puts(w, "\r\n");
}

void kh_response_part_fields(struct kh_wbuf *w, const struct kh_range *r,
			     u64 size)
{
	put_range(w, r, size);
	kh_response_put_length(w, r->end - r->first);
}

void kh_response_unsatisfiable_rest(struct kh_wbuf *w, u64 size, bool head_only)
{
	kh_wbuf_puts(w, RANGE_FIELD "*/");
	kh_wbuf_put_u64(w, size);
	kh_wbuf_puts(w, "\r\n");
	kh_response_status_body(w, KH_STATUS_RANGE_NOT_SATISFIABLE, head_only);
}

void kh_response_boundary(char out[KH_BOUNDARY_LEN], u64 seed)
{
	static const char digits[] = "0123456789abcdef";
	const size_t prefix = sizeof(BOUNDARY_PREFIX) - 1;
	size_t i;

	memcpy(out, BOUNDARY_PREFIX, prefix);
	for (i = prefix; i < KH_BOUNDARY_LEN; i++, seed >>= 4)
		out[i] = digits[seed & 15];
}

void kh_response_multipart_fields(struct kh_wbuf *w,
				  const char boundary[KH_BOUNDARY_LEN],
				  u64 body_len)
{
	kh_wbuf_puts(w, "Content-Type: " MULTIPART);
	kh_wbuf_put(w, boundary, KH_BOUNDARY_LEN);
	kh_wbuf_puts(w, "\r\n");
	kh_response_put_length(w, body_len);
}

/* The line end before it belongs to it (RFC 2046 5.1.1). */
static void put_delimiter(struct kh_wbuf *w,
			  const char boundary[KH_BOUNDARY_LEN],
			  const char *after)
{
	kh_wbuf_puts(w, "\r\n--");
	kh_wbuf_put(w, boundary, KH_BOUNDARY_LEN);
	kh_wbuf_puts(w, after);
}

void kh_response_part_head(struct kh_wbuf *w,
			   const char boundary[KH_BOUNDARY_LEN],
			   struct kh_span type_fields, const struct kh_range *r,
			   u64 size)
{
	put_delimiter(w, boundary, "\r\n");
	kh_wbuf_put_span(w, type_fields);
	put_range(w, r, size);
	kh_wbuf_puts(w, "\r\n");
}

void kh_response_multipart_end(struct kh_wbuf *w,
			       const char boundary[KH_BOUNDARY_LEN])
{
	put_delimiter(w, boundary, "--\r\n");
}

/* Bytes of a part's head without the type's: written once, so never apart. */
static u32 part_head_len(const struct kh_range *r, u64 size)
{
	static const char boundary[KH_BOUNDARY_LEN];
	char text[KH_PART_HEAD_MAX];
	struct kh_wbuf w;

	kh_wbuf_init(&w, text, sizeof(text));
	kh_response_part_head(&w, boundary, kh_span(text, 0), r, size);
	KH_ASSERT(!w.overflow);
	return w.len;
}

static bool add_to(u64 *sum, u64 value)
{
	*sum += value;
	return *sum >= value;
}

bool kh_response_multipart_len(size_t type_len, const struct kh_range *ranges,
			       u32 nr, u64 size, u64 *body_len)
{
	const u64 end_len = KH_BOUNDARY_LEN + 8; /* 4 dashes, 2 line ends */
	u32 i;

	*body_len = end_len;
	for (i = 0; i < nr; i++)
		if (!add_to(body_len, type_len) ||
		    !add_to(body_len, part_head_len(&ranges[i], size)) ||
		    !add_to(body_len, ranges[i].end - ranges[i].first))
			return false;
	return true;
}
