// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/compiled.h"

#include <fcntl.h>
#include <sys/file.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "tools/common/fd.h"
#include "tools/common/file.h"
#include "tools/khttpdctl/modprobe_options.h"
#include "tools/khttpdctl/module_state.h"

namespace khttpd::ctl {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxOptionsBytes = 1 << 20;  // it has few lines

// Two that compile at once must not remove each other's policy.  Without the
// directory there is nothing to remove.
Fd lock(const fs::path& directory) {
  Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid()) (void)::flock(fd.get(), LOCK_EX);
  return fd;
}

std::string running_policy(const Paths& paths) {
  auto state = read_module_state(paths);
  if (!state) return {};
  auto it = state->parameters.find(policy_option().name);
  return it == state->parameters.end() ? std::string() : it->second;
}

// Best effort: what stays costs a few kilobytes until the next time.
void remove_others(const Paths& paths, const std::string& wanted,
                   std::string_view before) {
  fs::path prefix(paths.policy + "-");
  std::string running = running_policy(paths);
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(prefix.parent_path(), error)) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix.filename().string())) continue;
    if (entry.path() == wanted || entry.path() == running) continue;
    if (before.find(name) != before.npos) continue;
    fs::remove(entry.path(), error);
  }
}

}  // namespace

Status write_policy(const Config& config) {
  if (config.policy().empty()) return Done{};
  std::string path = config.value_of(policy_option());
  make_parent(path);
  return write_file_atomically(path, config.policy(), 0644);
}

Status write_compiled(const Machine& machine, const Config& config) {
  const Paths& paths = machine.paths;
  std::string policy = config.value_of(policy_option());
  if (!policy.empty()) make_parent(policy);
  Fd held = lock(fs::path(paths.policy).parent_path());
  Status written = write_policy(config);
  if (!written) return written;
  std::string before = content_of(paths.options, kMaxOptionsBytes);
  written = write_modprobe_options(paths.options, paths.config, config);
  if (!written) return written;
  // The same once more, and `before` tells nothing of those before it.
  if (modprobe_options(paths.config, config) != before)
    remove_others(paths, policy, before);
  return written;
}

}  // namespace khttpd::ctl
