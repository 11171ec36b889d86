// SPDX-License-Identifier: GPL-2.0-only
// Listings: whatever the names in a directory are, the page has the same tags,
// JSON is read by a parser of its own, and both links lead to the name.  The
// first byte of the input says how to sort, the next sixteen size and time of
// a file; then come lines: the query, the path, and the names.
#include "core/listing.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fuzz.h"

using khttpd::fuzz::Exact;
using khttpd::fuzz::input_of;

namespace {

constexpr size_t kNameMax = 255;
constexpr size_t kPathMax = 4096;

struct Written {
	std::unique_ptr<char[]> block;
	std::string_view text;
};

// What `write` writes into as many bytes as are promised to suffice.
template <typename Write> Written written(size_t cap, Write write)
{
	Written result{ std::make_unique<char[]>(cap), {} };
	struct kh_wbuf w;

	kh_wbuf_init(&w, result.block.get(), cap);
	write(&w);
	FUZZ_CHECK(!w.overflow);
	result.text = { result.block.get(), w.len };
	return result;
}

int digit(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

std::string unescaped(std::string_view link)
{
	std::string name;

	for (size_t i = 0; i < link.size(); i++) {
		if (link[i] != '%') {
			name += link[i];
			continue;
		}
		FUZZ_CHECK(i + 2 < link.size());
		name += static_cast<char>(digit(link[i + 1]) * 16 +
					  digit(link[i + 2]));
		i += 2;
	}
	return name;
}

// "./NAME", with a slash behind a directory's.
void check_link(std::string_view link, const struct kh_listing_item &item)
{
	const std::string name(item.name.ptr, item.name.len);

	FUZZ_CHECK(link.find_first_of("\"'<>& ?#:") == link.npos);
	FUZZ_CHECK(unescaped(link) ==
		   "./" + name + (item.is_directory ? "/" : ""));
}

// One row of three cells and a link: ten tags, and no quotes but ours.
void check_html(const struct kh_listing_item &item)
{
	const auto row = written(KH_LISTING_ITEM_MAX, [&](struct kh_wbuf *w) {
		kh_listing_item(w, KH_LISTING_HTML, &item, false);
	});
	static constexpr std::string_view before = "<tr><td><a href=\"";
	std::string_view text = row.text;

	FUZZ_CHECK(std::ranges::count(text, '<') == 10);
	FUZZ_CHECK(std::ranges::count(text, '>') == 10);
	FUZZ_CHECK(std::ranges::count(text, '"') == 4);
	FUZZ_CHECK(text.starts_with(before));
	text.remove_prefix(before.size());
	check_link(text.substr(0, text.find('"')), item);
}

void check_entry(const nlohmann::json &entry,
		 const struct kh_listing_item &item)
{
	const std::string name(item.name.ptr, item.name.len);
	const auto shown = entry.at("name").get<std::string>();

	check_link(entry.at("href").get<std::string>(), item);
	FUZZ_CHECK(entry.at("type") ==
		   (item.is_directory ? "directory" : "file"));
	FUZZ_CHECK(item.is_directory || entry.at("size") == item.size);
	// A name that is no UTF-8 is shown with marks in it.
	FUZZ_CHECK(shown == name || shown.find("\xef\xbf\xbd") != shown.npos);
}

void check_json(const std::vector<struct kh_listing_item> &items, bool is_cut,
		struct kh_span path, struct kh_listing_order order)
{
	std::string text;
	bool is_first = true;
	const auto add = [&](size_t cap, auto write) {
		text += written(cap, write).text;
	};

	add(KH_LISTING_BEGIN_MAX, [&](struct kh_wbuf *w) {
		kh_listing_begin(w, KH_LISTING_JSON, path, order);
	});
	for (const auto &item : items) {
		add(KH_LISTING_ITEM_MAX, [&](struct kh_wbuf *w) {
			kh_listing_item(w, KH_LISTING_JSON, &item, is_first);
		});
		is_first = false;
	}
	add(KH_LISTING_ITEM_MAX, [&](struct kh_wbuf *w) {
		kh_listing_end(w, KH_LISTING_JSON, is_cut && !items.empty());
	});
	const auto list = nlohmann::json::parse(text, nullptr, false);

	FUZZ_CHECK(list.is_array());
	FUZZ_CHECK(list.size() == items.size() + (is_cut && !items.empty()));
	for (size_t i = 0; i < items.size(); i++)
		check_entry(list[i], items[i]);
}

// The head of a page has the same tags whatever the path is.
void check_head(struct kh_span path, struct kh_listing_order order)
{
	const auto count = [&](struct kh_span p) {
		const auto head =
			written(KH_LISTING_BEGIN_MAX, [&](struct kh_wbuf *w) {
				kh_listing_begin(w, KH_LISTING_HTML, p, order);
			});
		return std::ranges::count(head.text, '<');
	};

	FUZZ_CHECK(count(path) ==
		   count(kh_span_str(path.len > 1 ? "/a/" : "/")));
}

// A sort is only as good as its order: one way, and the other way back.
void check_order(const std::vector<struct kh_listing_item> &items,
		 struct kh_listing_order order)
{
	for (const auto &a : items) {
		for (const auto &b : items) {
			const int one = kh_listing_compare(&a, &b, order);
			const int other = kh_listing_compare(&b, &a, order);

			FUZZ_CHECK((one < 0) == (other > 0));
			FUZZ_CHECK((one == 0) == (other == 0));
			FUZZ_CHECK(!a.is_directory || b.is_directory ||
				   one < 0);
		}
	}
}

std::string_view next_line(std::string_view *rest, size_t max)
{
	const size_t end = std::min(rest->find('\n'), rest->size());
	const std::string_view line = rest->substr(0, end);

	rest->remove_prefix(std::min(end + 1, rest->size()));
	return line.substr(0, max);
}

std::vector<Exact> names_of(std::string_view lines)
{
	std::vector<Exact> names;

	while (!lines.empty() && names.size() < 20) {
		const auto name = next_line(&lines, kNameMax);

		if (!name.empty() && name.find('/') == name.npos &&
		    name.find('\0') == name.npos)
			names.emplace_back(name);
	}
	return names;
}

std::vector<struct kh_listing_item> items_of(const std::vector<Exact> &names,
					     const uint8_t *data)
{
	std::vector<struct kh_listing_item> items;
	u64 size;
	s64 mtime;

	std::memcpy(&size, data + 1, sizeof(size));
	std::memcpy(&mtime, data + 1 + sizeof(size), sizeof(mtime));
	for (const Exact &name : names) {
		const bool is_directory = (items.size() ^ data[0]) & 1;

		items.push_back({ name.span(), is_directory, size++, mtime });
	}
	return items;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 17)
		return 0;
	auto rest = input_of(data + 17, size - 17);
	const Exact query(next_line(&rest, kPathMax));
	const Exact path("/" + std::string(next_line(&rest, kPathMax - 1)));
	const auto names = names_of(rest);
	const auto items = items_of(names, data);
	const auto order = kh_listing_order_of(query.span());

	for (const auto &item : items)
		check_html(item);
	check_json(items, data[0] & 2, path.span(), order);
	check_head(path.span(), order);
	check_order(items, order);
	return 0;
}
