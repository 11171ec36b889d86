// SPDX-License-Identifier: GPL-2.0-only
//
// The system's users and groups, as functions so that a test brings its own.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_ACCOUNTS_H
#define KHTTPD_TOOLS_KHTTPDCTL_ACCOUNTS_H

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace khttpd::ctl {

struct UserIds {
  uint32_t uid;
  uint32_t gid;  // the user's own group
};

struct Accounts {
  std::function<std::optional<UserIds>(const std::string& name)> user;
  std::function<std::optional<UserIds>(uint32_t uid)> user_by_id;
  std::function<std::optional<uint32_t>(const std::string& name)> group;
};

Accounts system_accounts();

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_ACCOUNTS_H
