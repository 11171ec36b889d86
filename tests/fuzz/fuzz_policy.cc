// SPDX-License-Identifier: GPL-2.0-only
// Policies: whatever the bytes are, they are refused with a reason or every
// question is answered from within them.
#include "core/policy.h"

#include <cstring>
#include <vector>

#include "fuzz.h"

using khttpd::fuzz::input_of;

namespace {

// Reads every byte, so that the sanitizer sees the place.
std::string_view text(struct kh_span s)
{
	const std::string_view view(s.ptr, s.len);

	for (const char c : view)
		FUZZ_CHECK(static_cast<u8>(c) >= 0x20 && c != 0x7f);
	return view;
}

void check_lines(const struct kh_policy *p,
		 const struct khttpd_policy_site *site, struct kh_span path,
		 struct kh_span type)
{
	static char out[KHTTPD_POLICY_LINES_MAX];
	struct kh_wbuf w;

	kh_wbuf_init(&w, out, sizeof(out));
	kh_policy_lines(p, site, path, type, &w);
	FUZZ_CHECK(!w.overflow);
	// every line is a field, none of them empty, none of framing
	std::string_view lines(out, w.len);

	while (!lines.empty()) {
		const size_t end = lines.find("\r\n");

		FUZZ_CHECK(end != lines.npos);
		const std::string_view line = lines.substr(0, end);

		FUZZ_CHECK(line.find_first_of("\r\n") == line.npos);
		FUZZ_CHECK(line.find(": ") > 0 && line.find(": ") < line.npos);
		FUZZ_CHECK(!line.starts_with("Content-Length:"));
		lines.remove_prefix(end + 2);
	}
}

// Whatever is appended, the host of a Location stays what the rule says.
void check_redirect(const struct kh_policy *p,
		    const struct khttpd_policy_site *site, struct kh_span path)
{
	struct kh_span rest;
	const auto *rule = kh_policy_redirect(p, site, path, &rest);

	if (!rule)
		return;
	const std::string_view value = text(kh_policy_text(p, rule->value));

	FUZZ_CHECK(!value.empty());
	FUZZ_CHECK(rest.len <= path.len);
	if (rule->kind == KHTTPD_RULE_REDIRECT_EXACT) {
		FUZZ_CHECK(rest.len == 0);
		return;
	}
	FUZZ_CHECK(value.find('/') != value.npos);
	if (value == "/")
		FUZZ_CHECK(rest.len == 0 || rest.ptr[0] != '/' ||
			   std::string_view(path.ptr, path.len).find("//") !=
				   std::string_view::npos);
}

void ask_site(const struct kh_policy *p, const struct khttpd_policy_site *site,
	      struct kh_span question)
{
	const struct kh_span type = kh_policy_type(p, site, question);

	text(type);
	text(kh_policy_text(p, site->root));
	text(kh_policy_text(p, site->index));
	text(kh_policy_text(p, site->fallback));
	check_lines(p, site, question, type);
	check_lines(p, site, question, question);
	check_redirect(p, site, question);
	for (u32 status = 400; status < 600; status++) {
		const std::string_view page = text(
			kh_policy_error_page(p, site, status));

		FUZZ_CHECK(page.empty() || page.starts_with('/'));
	}
}

void ask(const struct kh_policy *p, struct kh_span question)
{
	const auto *site = kh_policy_site(p, question);

	FUZZ_CHECK(!site ||
		   (site >= p->sites && site < p->sites + p->header->sites.nr));
	text(kh_policy_server(p));
	kh_policy_host_is_name(question);
	for (u32 i = 0; i < p->header->sites.nr && i < 8; i++)
		ask_site(p, &p->sites[i], question);
}

// What the policy itself knows, and what comes of it.
void ask_its_own(const struct kh_policy *p)
{
	for (u32 i = 0; i < p->header->names.nr && i < 64; i++) {
		const struct kh_span name = kh_policy_text(p,
							   p->names[i].pattern);
		const bool wild = kh_policy_is_wildcard(name);
		const std::string below = "x" + std::string(name.ptr + wild,
							    name.len - wild);

		if (!wild)
			FUZZ_CHECK(kh_policy_site(p, name) ==
				   &p->sites[p->names[i].site]);
		else if (below.size() <= KHTTPD_POLICY_HOST_MAX)
			FUZZ_CHECK(kh_policy_site(p, kh_span(below.data(),
							     below.size())));
	}
	for (u32 i = 0; i < p->header->rules.nr && i < 16; i++)
		ask(p, kh_policy_text(p, p->rules[i].match));
}

} // namespace

// The first byte says how many of the next are a question; then the block,
// whose size is always made right.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size || size - 1 < data[0])
		return 0;
	const std::string_view input = input_of(data, size);
	const std::string question(input.substr(1, data[0]));
	const std::string_view bytes = input.substr(1 + data[0]);
	const u32 len = static_cast<u32>(bytes.size());
	const std::unique_ptr<char[]> block(new char[len]);
	struct kh_policy policy;
	const char *why = nullptr;

	bytes.copy(block.get(), len);
	if (len >= sizeof(struct khttpd_policy_header))
		std::memcpy(block.get() + 8, &len, sizeof(len));
	if (kh_policy_check(&policy, block.get(), len, &why)) {
		FUZZ_CHECK(why && *why);
		return 0;
	}
	FUZZ_CHECK(!why);
	ask(&policy, kh_span(question.data(), question.size()));
	ask_its_own(&policy);
	return 0;
}
