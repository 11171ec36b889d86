// SPDX-License-Identifier: GPL-2.0-only
#include "core/parse_feed.h"

#include "core/bytes.h"
#include "support/guarded_buf.h"
#include "support/split_feed.h"

namespace khttpd::test {
namespace {

// The parser sees a fresh copy at each call, as buffers move in the kernel,
// and nothing can be read behind the bytes it was told of.
Parsed parse_in_steps(std::string_view bytes, const std::vector<size_t> &ends)
{
	static GuardedBuf guarded(4 * KH_HEAD_MAX);
	struct kh_parser parser;
	Parsed parsed;

	kh_parse_init(&parser, &parsed.req);
	EXPECT_FALSE(kh_parse_started(&parser));
	for (const size_t end : ends) {
		const char *head = guarded.hold(bytes.substr(0, end));

		parsed.result = kh_parse(&parser, head, static_cast<u32>(end),
					 &parsed.req);
		if (parsed.result != KH_PARSE_MORE) {
			parsed.verdict_at = end;
			break;
		}
	}
	if (parsed.result == KH_PARSE_DONE) {
		parsed.target = bytes.substr(parsed.req.target.off,
					     parsed.req.target.len);
		parsed.host = bytes.substr(parsed.req.host.off,
					   parsed.req.host.len);
		for (u8 i = 0; i < parsed.req.nr_kept; i++) {
			const struct kh_kept &line = parsed.req.kept[i];

			parsed.kept.emplace_back(line.name,
						 bytes.substr(line.value.off,
							      line.value.len));
		}
	}
	return parsed;
}

} // namespace

bool Parsed::operator==(const Parsed &other) const
{
	const struct kh_request &a = req;
	const struct kh_request &b = other.req;

	return result == other.result && a.method == b.method &&
	       a.body == b.body && a.status == b.status && a.minor == b.minor &&
	       a.keep_alive == b.keep_alive &&
	       a.expect_continue == b.expect_continue &&
	       a.has_host == b.has_host && a.head_len == b.head_len &&
	       a.content_length == b.content_length && target == other.target &&
	       host == other.host && kept == other.kept;
}

std::ostream &operator<<(std::ostream &out, const Parsed &parsed)
{
	out << "result " << parsed.result << " status " << parsed.req.status
	    << " method " << parsed.req.method << " minor "
	    << int{ parsed.req.minor } << " body " << parsed.req.body
	    << " length " << parsed.req.content_length << " keep_alive "
	    << parsed.req.keep_alive << " continue "
	    << parsed.req.expect_continue << " has_host " << parsed.req.has_host
	    << " head_len " << parsed.req.head_len << " target "
	    << printable(parsed.target) << " host " << printable(parsed.host);
	for (const auto &[name, value] : parsed.kept)
		out << " kept " << name << ' ' << printable(value);
	return out;
}

Parsed parse(std::string_view bytes)
{
	return split_feed<Parsed>(bytes.size(), [&](const auto &ends) {
		return parse_in_steps(bytes, ends);
	});
}

Parsed parse_bytewise(std::string_view bytes)
{
	std::vector<size_t> ends;

	for (size_t end = 0; end <= bytes.size(); end++)
		ends.push_back(end);
	return parse_in_steps(bytes, ends);
}

int refusal(std::string_view bytes)
{
	const Parsed parsed = parse(bytes);

	return parsed.result == KH_PARSE_REFUSE ? parsed.req.status : 0;
}

std::string with_field(std::string_view line)
{
	return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(line) + "\r\n\r\n";
}

} // namespace khttpd::test
