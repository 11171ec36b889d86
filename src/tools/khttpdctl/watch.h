// SPDX-License-Identifier: GPL-2.0-only
//
// Waits, without polling, until the module leaves the kernel or this process
// is asked to end.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_WATCH_H
#define KHTTPD_TOOLS_KHTTPDCTL_WATCH_H

#include <string>
#include <string_view>

#include "tools/common/fd.h"
#include "tools/common/result.h"

namespace khttpd::ctl {

class Watch {
 public:
  enum class End { kRemoved, kAsked };

  // From here on no event is missed: make it before the module is loaded.
  // SIGTERM and SIGINT no longer end the process but wait().
  static Result<Watch> start();

  // sys_module: the module's directory, for when events were lost.
  Result<End> wait(const std::string& sys_module);

 private:
  Watch(Fd events, Fd signals);
  bool saw_removal(const std::string& sys_module);

  Fd events_;
  Fd signals_;
};

// One event of the kernel: "remove@/module/khttpd", then NAME=VALUE strings,
// with a zero byte after each.
bool is_removal(std::string_view event);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_WATCH_H
