// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/policy_block.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <vector>

// C++ takes the function kh_span for a shadow of the struct's constructor.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include "core/policy.h"
#pragma GCC diagnostic pop

namespace khttpd::ctl {
namespace {

struct kh_span span_of(std::string_view text) {
  return kh_span(text.data(), text.size());
}

std::string key_of(const std::vector<Rule>& rules) {
  std::string key;
  for (const Rule& rule : rules)
    key += fmt::format("{} {} {}\n{}\n", static_cast<int>(rule.kind),
                       rule.status, rule.match, rule.value);
  return key;
}

// The records first, then each text once.  Sites with the same rules, most
// often those above the first section alone, share them.
class BlockWriter {
 public:
  explicit BlockWriter(const Policy& policy) : policy_(policy) {
    header_.magic = KHTTPD_POLICY_MAGIC;
    header_.version = KHTTPD_POLICY_VERSION;
    header_.unknown_host = policy.unknown_host;
    for (const Site& site : policy.sites) place_rules(site);
    text_start_ = static_cast<uint32_t>(
        sizeof(header_) + policy.sites.size() * sizeof(khttpd_policy_site) +
        policy.hosts.size() * sizeof(khttpd_policy_name) +
        placed_.size() * sizeof(khttpd_policy_rule) +
        policy.types.size() * sizeof(khttpd_policy_type));
  }

  std::string run() {
    for (const Site& site : policy_.sites) add_site(site);
    for (const Rule* rule : placed_)
      rules_.push_back({static_cast<uint32_t>(rule->kind), rule->status,
                        text(rule->match), text(rule->value)});
    add_names();
    for (const auto& [extension, type] : policy_.types)
      types_.push_back({text(extension), text(type)});
    header_.server = text(policy_.server);
    std::string out(sizeof(header_), '\0');
    header_.sites = put(sites_, &out);
    header_.names = put(names_, &out);
    header_.rules = put(rules_, &out);
    header_.types = put(types_, &out);
    out += text_;
    header_.size = static_cast<uint32_t>(out.size());
    std::memcpy(out.data(), &header_, sizeof(header_));
    return out;
  }

 private:
  void place_rules(const Site& site) {
    auto [it, is_new] =
        first_rules_.try_emplace(key_of(site.rules), placed_.size());
    if (!is_new) return;
    for (const Rule& rule : site.rules) placed_.push_back(&rule);
  }

  khttpd_policy_string text(const std::string& value) {
    auto [it, is_new] = places_.try_emplace(value, text_.size());
    if (is_new) text_ += value;
    return {text_start_ + static_cast<uint32_t>(it->second),
            static_cast<uint32_t>(value.size())};
  }

  void add_site(const Site& from) {
    khttpd_policy_site site{};
    site.root = text(from.root);
    site.index = text(from.index);
    site.default_type = text(from.default_type);
    site.fallback = text(from.fallback);
    site.flags = (from.listing ? KHTTPD_SITE_LISTING : 0) |
                 (from.hidden_files ? KHTTPD_SITE_HIDDEN : 0) |
                 (from.encoded_only ? KHTTPD_SITE_ENCODED_ONLY : 0) |
                 (from.by_host ? KHTTPD_SITE_BY_HOST : 0);
    site.slash = from.slash;
    site.encodings = from.encodings;
    site.ranges = from.max_ranges;
    site.first_rule =
        static_cast<uint32_t>(first_rules_.at(key_of(from.rules)));
    site.nr_rules = static_cast<uint32_t>(from.rules.size());
    sites_.push_back(site);
  }

  void add_names() {
    std::vector<std::pair<std::string, size_t>> sorted(policy_.hosts.begin(),
                                                       policy_.hosts.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return kh_policy_compare_names(span_of(a.first), span_of(b.first)) < 0;
    });
    for (const auto& [pattern, site] : sorted)
      names_.push_back({text(pattern), static_cast<uint32_t>(site), 0});
  }

  template <typename Record>
  static khttpd_policy_table put(const std::vector<Record>& records,
                                 std::string* out) {
    khttpd_policy_table table{static_cast<uint32_t>(out->size()),
                              static_cast<uint32_t>(records.size())};
    if (!records.empty())
      out->append(reinterpret_cast<const char*>(records.data()),
                  records.size() * sizeof(Record));
    return table;
  }

  const Policy& policy_;
  khttpd_policy_header header_{};
  uint32_t text_start_;
  std::vector<khttpd_policy_site> sites_;
  std::vector<khttpd_policy_name> names_;
  std::vector<khttpd_policy_rule> rules_;
  std::vector<khttpd_policy_type> types_;
  std::string text_;
  std::unordered_map<std::string, size_t> places_;  // of texts
  std::vector<const Rule*> placed_;
  std::unordered_map<std::string, size_t> first_rules_;
};

}  // namespace

Result<std::string> policy_block(const Policy& policy) {
  std::string block = BlockWriter(policy).run();
  // The check looks at numbers where they lie; a string may lie anywhere.
  std::vector<uint32_t> aligned((block.size() + 3) / 4);
  std::memcpy(aligned.data(), block.data(), block.size());
  kh_policy view;
  const char* why = nullptr;
  if (kh_policy_check(&view, aligned.data(),
                      static_cast<uint32_t>(block.size()), &why) == 0)
    return block;
  return Error{fmt::format("the configuration makes a policy that the module "
                           "would refuse: {}",
                           why),
               ExitCode::kConfig};
}

std::string block_name(const std::string& block) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a: to tell, not to protect
  for (unsigned char c : block) hash = (hash ^ c) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

}  // namespace khttpd::ctl
