// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/plan.h"

#include <fmt/format.h>

namespace khttpd::ctl {

std::string shown(const std::string& value) {
  return value.empty() ? "(empty)" : value;
}

std::vector<Difference> differences(const Config& config,
                                    const Parameters& running) {
  std::vector<Difference> out;
  for (const Option& option : options()) {
    auto it = running.find(option.name);
    if (it == running.end()) continue;
    std::string wanted = config.value_of(option);
    if (it->second != wanted) out.push_back({&option, it->second, wanted});
  }
  return out;
}

Result<std::vector<Difference>> plan_reload(
    const std::vector<Difference>& all) {
  std::string refused;
  for (const Difference& d : all)
    if (d.option->applies == Applies::kRestart)
      refused += fmt::format("\n{}: needs a restart (running {}, file says {})",
                             d.option->name, shown(d.running), shown(d.wanted));
  if (refused.empty()) return all;
  return Error{
      "nothing applied; `systemctl restart khttpd` takes all changes" + refused,
      ExitCode::kNeedsRestart};
}

}  // namespace khttpd::ctl
