// SPDX-License-Identifier: GPL-2.0-only
//
// A compiled policy as text, read with the module's own accessors.
#ifndef KHTTPD_TESTS_KHTTPDCTL_POLICY_READER_H
#define KHTTPD_TESTS_KHTTPDCTL_POLICY_READER_H

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include "core/policy.h"
#pragma GCC diagnostic pop

namespace khttpd::ctl {

class PolicyReader {
 public:
  explicit PolicyReader(const std::string& block)
      : bytes_((block.size() + 3) / 4) {
    std::memcpy(bytes_.data(), block.data(), block.size());
    const char* why = nullptr;
    EXPECT_EQ(kh_policy_check(&policy_, bytes_.data(),
                              static_cast<uint32_t>(block.size()), &why),
              0)
        << why;
  }
  static PolicyReader of_default() {
    PolicyReader reader;
    kh_policy_default(&reader.policy_);
    return reader;
  }

  std::string server() const { return str(policy_.header->server); }
  uint32_t unknown_host() const { return policy_.header->unknown_host; }
  uint32_t nr_rules() const { return policy_.header->rules.nr; }
  uint32_t nr_types() const { return policy_.header->types.nr; }

  // "pattern " of each name.
  std::string names() const {
    std::string out;
    for (uint32_t i = 0; i < policy_.header->names.nr; ++i)
      out += str(policy_.names[i].pattern) + " ";
    return out;
  }

  // Index of the site of a host; -1: unknown.
  int site_of(std::string_view host) const {
    const auto* site =
        kh_policy_site(&policy_, kh_span(host.data(), host.size()));
    return site == nullptr ? -1 : static_cast<int>(site - policy_.sites);
  }

  // root|index|default_type|fallback|flags slash encodings ranges
  std::string site(uint32_t i) const {
    const khttpd_policy_site& s = policy_.sites[i];
    return fmt::format("{}|{}|{}|{}|{} {} {} {}", str(s.root), str(s.index),
                       str(s.default_type), str(s.fallback), s.flags, s.slash,
                       s.encodings, s.ranges);
  }

  // "kind status match value" of each, a line.
  std::string rules_of(uint32_t i) const {
    const khttpd_policy_site& s = policy_.sites[i];
    std::string out;
    for (uint32_t n = 0; n < s.nr_rules; ++n) {
      const khttpd_policy_rule& r = policy_.rules[s.first_rule + n];
      out += fmt::format("{} {} {} {}\n", r.kind, r.status, str(r.match),
                         str(r.value));
    }
    return out;
  }

  // The Content-Type of a path of the default site.
  std::string type_of(std::string_view path) const {
    auto type = kh_policy_type(&policy_, policy_.sites,
                               kh_span(path.data(), path.size()));
    return {type.ptr, type.len};
  }

  std::string text() const {
    std::string out = fmt::format("{}|{}|{}|{}\n", server(), unknown_host(),
                                  nr_types(), names());
    for (uint32_t i = 0; i < policy_.header->sites.nr; ++i)
      out += site(i) + "\n" + rules_of(i);
    return out;
  }

 private:
  PolicyReader() = default;

  std::string str(khttpd_policy_string s) const {
    auto text = kh_policy_text(&policy_, s);
    return {text.ptr, text.len};
  }

  std::vector<uint32_t> bytes_;
  kh_policy policy_{};
};

}  // namespace khttpd::ctl

#endif  // KHTTPD_TESTS_KHTTPDCTL_POLICY_READER_H
