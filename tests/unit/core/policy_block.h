// SPDX-License-Identifier: GPL-2.0-only
// Blocks of a policy, made from records whose texts stand in them.
#ifndef KHTTPD_TESTS_CORE_POLICY_BLOCK_H
#define KHTTPD_TESTS_CORE_POLICY_BLOCK_H

#include <cstring>
#include <string>
#include <vector>

#include "uapi/policy.h"

namespace khttpd::test {

struct Site {
	std::string root, index, default_type, fallback;
	u32 flags = 0;
	u32 slash = KHTTPD_SLASH_REDIRECT;
	u32 encodings = 0;
	u32 ranges = KHTTPD_POLICY_RANGES_MAX;
	u32 first_rule = 0;
	u32 nr_rules = 0;
	u32 reserved[2] = {};
};

struct Name {
	std::string pattern;
	u32 site = 0;
	u32 reserved = 0;
};

struct Rule {
	u32 kind;
	u32 status;
	std::string match, value;
};

struct Type {
	std::string extension, type;
};

class Block {
      public:
	u32 unknown_host = 0;
	std::string server = "khttpd";
	std::vector<Site> sites = { {} };
	std::vector<Name> names;
	std::vector<Rule> rules;
	std::vector<Type> types;

	// All rules belong to the first site unless a test says otherwise.
	std::string bytes()
	{
		khttpd_policy_header header = {};

		bytes_.clear();
		text_.clear();
		text_at_ = sizeof(header) +
			   sites.size() * sizeof(khttpd_policy_site) +
			   names.size() * sizeof(khttpd_policy_name) +
			   rules.size() * sizeof(khttpd_policy_rule) +
			   types.size() * sizeof(khttpd_policy_type);
		put(header);
		put_tables(header);
		header.magic = KHTTPD_POLICY_MAGIC;
		header.version = KHTTPD_POLICY_VERSION;
		header.unknown_host = unknown_host;
		header.server = text(server);
		text_.resize((text_.size() + 3) / 4 * 4);
		header.size = static_cast<u32>(bytes_.size() + text_.size());
		std::memcpy(bytes_.data(), &header, sizeof(header));
		return bytes_ + text_;
	}

      private:
	template <typename Record> void put(const Record &record)
	{
		bytes_.append(reinterpret_cast<const char *>(&record),
			      sizeof(record));
	}

	template <typename List> khttpd_policy_table table(const List &list)
	{
		return { static_cast<u32>(bytes_.size()),
			 static_cast<u32>(list.size()) };
	}

	khttpd_policy_string text(const std::string &s)
	{
		const size_t at = text_at_ + text_.size();

		text_ += s;
		return { static_cast<u32>(at), static_cast<u32>(s.size()) };
	}

	void put_tables(khttpd_policy_header &header)
	{
		header.sites = table(sites);
		for (const Site &s : sites)
			put(khttpd_policy_site{
				text(s.root),
				text(s.index),
				text(s.default_type),
				text(s.fallback),
				s.flags,
				s.slash,
				s.encodings,
				s.ranges,
				s.first_rule,
				s.nr_rules,
				{ s.reserved[0], s.reserved[1] },
			});
		header.names = table(names);
		for (const Name &n : names)
			put(khttpd_policy_name{ text(n.pattern), n.site,
						n.reserved });
		header.rules = table(rules);
		for (const Rule &r : rules)
			put(khttpd_policy_rule{ r.kind, r.status, text(r.match),
						text(r.value) });
		header.types = table(types);
		for (const Type &t : types)
			put(khttpd_policy_type{ text(t.extension),
						text(t.type) });
	}

	std::string bytes_, text_;
	size_t text_at_ = 0;
};

} // namespace khttpd::test

#endif // KHTTPD_TESTS_CORE_POLICY_BLOCK_H
