// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/modprobe_options.h"

#include <fmt/format.h>

#include "tools/common/file.h"

namespace khttpd::ctl {
namespace {

// kmod drops a backslash and keeps the character after it; the kernel takes
// what stands between double quotes as one value.
std::string in_quotes(std::string_view value) {
  std::string out = "\"";
  for (char c : value) {
    if (c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool is_plain(std::string_view value) {
  return value.find_first_of(" \t\\#'") == value.npos;
}

}  // namespace

std::string modprobe_options(std::string_view config_path,
                             const Config& config) {
  std::string out = fmt::format(
      "# Made by khttpdctl from {}; do not edit, it is written anew.\n",
      config_path);
  if (config.settings().empty()) return out;
  out += "options khttpd";
  for (const Setting& setting : config.settings())
    out += fmt::format(
        " {}={}", setting.option->name,
        is_plain(setting.value) ? setting.value : in_quotes(setting.value));
  return out + '\n';
}

Status write_modprobe_options(const std::string& path,
                              std::string_view config_path,
                              const Config& config) {
  make_parent(path);
  return write_file_atomically(path, modprobe_options(config_path, config),
                               0644);
}

}  // namespace khttpd::ctl
