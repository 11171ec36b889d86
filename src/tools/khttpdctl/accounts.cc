// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/accounts.h"

#include <grp.h>
#include <pwd.h>

namespace khttpd::ctl {
namespace {

std::optional<UserIds> ids_of(const passwd* entry) {
  if (entry == nullptr) return std::nullopt;
  return UserIds{entry->pw_uid, entry->pw_gid};
}

}  // namespace

Accounts system_accounts() {
  Accounts accounts;
  accounts.user = [](const std::string& name) {
    return ids_of(getpwnam(name.c_str()));
  };
  accounts.user_by_id = [](uint32_t uid) { return ids_of(getpwuid(uid)); };
  accounts.group = [](const std::string& name) -> std::optional<uint32_t> {
    const group* entry = getgrnam(name.c_str());
    if (entry == nullptr) return std::nullopt;
    return entry->gr_gid;
  };
  return accounts;
}

}  // namespace khttpd::ctl
