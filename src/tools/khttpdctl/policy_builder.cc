// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/policy_builder.h"

#include <algorithm>
#include <string>

#include "tools/khttpdctl/endpoint.h"
#include "tools/khttpdctl/number.h"
#include "tools/khttpdctl/rule.h"

namespace khttpd::ctl {
namespace {

uint32_t encoding_bits(std::string_view list) {
  uint32_t bits = 0;
  for (const Part& part : split_list(list)) {
    if (part.text == "gzip") bits |= KHTTPD_ENCODING_GZIP;
    if (part.text == "br") bits |= KHTTPD_ENCODING_BR;
    if (part.text == "zstd") bits |= KHTTPD_ENCODING_ZSTD;
  }
  return bits;
}

uint32_t slash_value(std::string_view word) {
  if (word == "serve") return KHTTPD_SLASH_SERVE;
  return word == "404" ? KHTTPD_SLASH_NOT_FOUND : KHTTPD_SLASH_REDIRECT;
}

uint32_t number_of(std::string_view text) {
  return static_cast<uint32_t>(parse_number(text).value_or(0));
}

class SiteBuilder {
 public:
  SiteBuilder(const Section& top, const Section& own) : top_(top), own_(own) {}

  Site run() {
    Site site;
    site.default_type = value("default_type");
    if (site.default_type == find_option("default_type")->fallback)
      site.default_type.clear();  // which means the same
    site.fallback = value("fallback");
    site.listing = value("listing") == "on";
    site.hidden_files = value("hidden_files") == "on";
    site.encoded_only = value("encoded_only") == "on";
    site.slash = slash_value(value("trailing_slash"));
    site.encodings = encoding_bits(value("encodings"));
    site.max_ranges = number_of(value("max_ranges"));
    site.rules = own_.rules;
    if (!is_top()) add_place(&site);
    if (!is_top()) add_rules_of_top(&site);
    return site;
  }

 private:
  bool is_top() const { return &top_ == &own_; }

  std::string value(std::string_view name) const {
    const Option& option = *find_option(name);
    const Setting* setting = find_setting(own_.settings, option);
    if (setting == nullptr) setting = find_setting(top_.settings, option);
    return setting ? setting->value : std::string(option.fallback);
  }

  std::string own_value(std::string_view name) const {
    const Setting* setting = find_setting(own_.settings, *find_option(name));
    return setting ? setting->value : std::string();
  }

  // Of the top these are parameters, which modprobe's command line may set.
  void add_place(Site* site) const {
    site->root = own_value("root");
    site->index = own_value("index");
    if (!site->root.ends_with(kHostPart)) return;
    site->by_host = true;
    site->root.resize(site->root.size() - kHostPart.size());
  }

  // One that sends every host to a host would send that to itself.
  void add_rules_of_top(Site* site) const {
    for (const Rule& rule : top_.rules) {
      if (rule.kind == KHTTPD_RULE_REDIRECT_EXACT ||
          rule.kind == KHTTPD_RULE_REDIRECT_PREFIX)
        continue;
      if (std::none_of(own_.rules.begin(), own_.rules.end(),
                       [&](auto& own) { return rules_are_rivals(own, rule); }))
        site->rules.push_back(rule);
    }
  }

  const Section& top_;
  const Section& own_;
};

std::string top_value(const Draft& draft, std::string_view name) {
  const Option& option = *find_option(name);
  const Setting* setting = find_setting(draft.sections[0].settings, option);
  return setting ? setting->value : std::string(option.fallback);
}

}  // namespace

Policy build_policy(const Draft& draft) {
  Policy policy;
  for (const Section& section : draft.sections) {
    for (const std::string& host : section.hosts)
      policy.hosts.emplace(host, policy.sites.size());
    policy.sites.push_back(SiteBuilder(draft.sections[0], section).run());
  }
  policy.types = draft.listed_types;
  for (const OwnType& own : draft.types) policy.types[own.extension] = own.type;
  policy.server = top_value(draft, "server");
  std::string unknown = top_value(draft, "unknown_host");
  policy.unknown_host = unknown == "default" ? 0 : number_of(unknown);
  return policy;
}

}  // namespace khttpd::ctl
