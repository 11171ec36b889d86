// SPDX-License-Identifier: GPL-2.0-only
//
// What the configuration asks for beyond the module's parameters: sites by
// host name, rules and media types.  The form between the checked file and the
// block of bytes (policy_block.h).
#ifndef KHTTPD_TOOLS_KHTTPDCTL_POLICY_H
#define KHTTPD_TOOLS_KHTTPDCTL_POLICY_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "uapi/policy.h"

namespace khttpd::ctl {

struct Rule {
  khttpd_rule kind;
  uint32_t status = 0;
  std::string match;
  std::string value;
  size_t line = 0;  // of the file
};

struct Site {
  std::string root;   // empty: the parameter
  std::string index;  // empty: the parameter
  std::string default_type;
  std::string fallback;
  bool listing = false;
  bool hidden_files = false;
  bool encoded_only = false;
  bool by_host = false;  // root holds a directory for each host
  uint32_t slash = KHTTPD_SLASH_REDIRECT;
  uint32_t encodings = 0;
  uint32_t max_ranges = 0;
  std::vector<Rule> rules;
};

struct Policy {
  std::vector<Site> sites;                   // the first: the default
  std::map<std::string, size_t> hosts;       // pattern to a place in sites
  std::map<std::string, std::string> types;  // by extension, without the dot
  std::string server;
  uint32_t unknown_host = 0;
};

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_POLICY_H
