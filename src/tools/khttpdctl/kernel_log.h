// SPDX-License-Identifier: GPL-2.0-only
//
// What the module said in the kernel log from one moment on.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_KERNEL_LOG_H
#define KHTTPD_TOOLS_KHTTPDCTL_KERNEL_LOG_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/common/fd.h"

namespace khttpd::ctl {

// How the module begins a line on a policy that it refuses.
inline constexpr std::string_view kPolicyLine = "policy: ";

// Best effort: without the right to read the log there are no lines.
class KernelLog {
 public:
  enum class From { kNow, kBoot };

  explicit KernelLog(const std::string& path, From from = From::kNow);

  // The module's own lines since then or the last call, without the "khttpd: "
  // in front.
  std::vector<std::string> lines();

 private:
  Fd fd_;
};

// The message of one /dev/kmsg record ("prio,seq,time,flags;text\n...") when
// the module wrote it.
std::optional<std::string> module_line(std::string_view record);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_KERNEL_LOG_H
