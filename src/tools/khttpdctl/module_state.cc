// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/module_state.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tools/common/fd.h"
#include "tools/common/file.h"
#include "tools/khttpdctl/options.h"

namespace khttpd::ctl {
namespace {

// A sysfs attribute is one page; /proc/khttpd is far below this.
constexpr size_t kMaxStateBytes = 1 << 16;

std::string first_line(const std::string& path) {
  Result<std::string> text = read_file(path, kMaxStateBytes);
  return text ? text->substr(0, text->find('\n')) : std::string();
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

std::optional<ModuleState> read_module_state(const Paths& paths) {
  if (!is_directory(paths.sys_module)) return std::nullopt;
  ModuleState state;
  state.version = first_line(paths.sys_module + "/version");
  for (const Option& option : options()) {
    std::string file =
        fmt::format("{}/parameters/{}", paths.sys_module, option.name);
    if (::access(file.c_str(), F_OK) == 0)
      state.parameters.emplace(option.name, first_line(file));
  }
  if (auto text = read_file(paths.proc + "/khttpd", kMaxStateBytes))
    state.counters = parse_counters(*text);
  return state;
}

Status write_parameter(const Paths& paths, std::string_view name,
                       std::string_view value) {
  std::string file = fmt::format("{}/parameters/{}", paths.sys_module, name);
  Fd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_TRUNC));
  // One write: the kernel takes each write as a whole value.
  std::string line = fmt::format("{}\n", value);
  if (fd.valid() && ::write(fd.get(), line.data(), line.size()) >= 0)
    return Done{};
  return Error{std::strerror(errno)};
}

Counters parse_counters(std::string_view text) {
  Counters out;
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    size_t space = line.find(' ');
    if (space != line.npos && space > 0)
      out.emplace_back(line.substr(0, space), line.substr(space + 1));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace khttpd::ctl
