// SPDX-License-Identifier: GPL-2.0-only
// Targets: the rules every path handed to the file system obeys.
#include "core/target.h"

#include <algorithm>
#include <string>

#include "core/framing.h"
#include "core/host.h"
#include "core/request.h"
#include "core/response.h"
#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

void check_path(std::string_view path)
{
	FUZZ_CHECK(path.starts_with('/'));
	FUZZ_CHECK(path.find("//") == path.npos);
	for (const char c : path)
		FUZZ_CHECK(static_cast<u8>(c) >= 0x20 && c != 0x7f);
	size_t begin = 1;

	while (begin <= path.size()) {
		const size_t end = std::min(path.find('/', begin), path.size());
		const std::string_view segment = path.substr(begin,
							     end - begin);

		FUZZ_CHECK(segment != "." && segment != "..");
		begin = end + 1;
	}
}

// Escapes everything, so the path must come back as it is.
void check_stable(std::string_view path)
{
	static const char digits[] = "0123456789abcdef";
	std::string target;

	for (const char c : path) {
		const auto byte = static_cast<u8>(c);

		if (c == '/')
			target += c;
		else
			target += { '%', digits[byte >> 4], digits[byte & 15] };
	}
	std::string again(target.size(), '\0');
	u32 len = 0;

	FUZZ_CHECK(kh_target_path(kh_span(target.data(), target.size()),
				  again.data(), static_cast<u32>(again.size()),
				  &len) == 0);
	FUZZ_CHECK(path == std::string_view(again).substr(0, len));
}

// The redirect made of a path leads to this path with a slash, here.
void check_redirect(std::string_view path, struct kh_span query)
{
	std::string rest(4 * (path.size() + query.len) + KH_REST_MAX, '\0');
	struct kh_wbuf w;

	kh_wbuf_init(&w, rest.data(), static_cast<u32>(rest.size()));
	kh_response_slash_redirect(&w, kh_span(path.data(), path.size()), query,
				   true);
	FUZZ_CHECK(!w.overflow);
	const std::string_view text(rest.data(), w.len);
	const std::string_view name = "Location: ";

	FUZZ_CHECK(text.starts_with(name));
	const std::string_view location =
		text.substr(name.size(), text.find("\r\n") - name.size());
	FUZZ_CHECK(!location.starts_with("//"));
	std::string back(location.size(), '\0');
	u32 len = 0;

	FUZZ_CHECK(kh_target_path(kh_span(location.data(), location.size()),
				  back.data(), static_cast<u32>(back.size()),
				  &len) == 0);
	std::string expected(path);

	if (!expected.ends_with('/'))
		expected += '/';
	FUZZ_CHECK(std::string_view(back).substr(0, len) == expected);
}

// Whatever the bytes are: a host is safe as the name of a directory, and is
// its own normal form.
void check_host(struct kh_span host)
{
	std::unique_ptr<char[]> out(new char[KH_HOST_MAX]);
	u32 len = 0, again_len = 0;

	if (!kh_host_normalise(host, out.get(), KH_HOST_MAX, &len))
		return;
	FUZZ_CHECK(len > 0 && len <= KH_HOST_MAX && len <= host.len);
	const std::string normal(out.get(), len);

	FUZZ_CHECK(!normal.starts_with('.') && !normal.ends_with('.'));
	FUZZ_CHECK(normal.find_first_of("/%\\@") == normal.npos);
	FUZZ_CHECK(normal.find("..") == normal.npos);
	FUZZ_CHECK(std::none_of(normal.begin(), normal.end(), [](char c) {
		return c <= ' ' || c >= 0x7f || (c >= 'A' && c <= 'Z');
	}));
	FUZZ_CHECK(kh_host_normalise(kh_span(normal.data(), len), out.get(),
				     KH_HOST_MAX, &again_len));
	FUZZ_CHECK(normal == std::string_view(out.get(), again_len));
}

void check_hidden(std::string_view path)
{
	bool hidden = false;
	const std::string_view known = "/.well-known";
	std::string_view rest = path;

	if ((std::string(path) + "/").starts_with("/.well-known/"))
		rest = path.substr(known.size());
	hidden = rest.find("/.") != rest.npos;
	FUZZ_CHECK(kh_target_is_hidden(kh_span(path.data(), path.size())) ==
		   hidden);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > KH_TARGET_MAX)
		return 0;
	const Exact target(input_of(data, size));
	const u32 cap = size ? static_cast<u32>(size) : 1;
	std::unique_ptr<char[]> out(new char[cap]);
	u32 len = 0;
	const int status = kh_target_path(target.span(), out.get(), cap, &len);
	const struct kh_span query = kh_target_query(target.span());

	FUZZ_CHECK(query.len == 0 || query.ptr[0] == '?');
	FUZZ_CHECK(query.len <= size);
	check_host(target.span());
	check_host(kh_target_authority(target.span()));
	// never 414: no path is longer than its target
	FUZZ_CHECK(status == 0 || status == KH_STATUS_BAD_REQUEST);
	if (status)
		return 0;
	const std::string_view path(out.get(), len);

	check_path(path);
	check_hidden(path);
	FUZZ_CHECK(!kh_target_is_asterisk(target.span()));
	// one of the two forms that have a path
	FUZZ_CHECK((target.ptr()[0] == '/') !=
		   kh_framing_is_authority(kh_target_authority(target.span())));
	check_stable(path);
	check_redirect(path, query);
	return 0;
}
