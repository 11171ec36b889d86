// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/kernel_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "tools/khttpdctl/diagnostic.h"

namespace khttpd::ctl {
namespace {

// Longest record the kernel hands out (CONSOLE_EXT_LOG_MAX).
constexpr size_t kMaxRecord = 8192;
constexpr std::string_view kPrefix = "khttpd: ";

}  // namespace

KernelLog::KernelLog(const std::string& path, From from)
    : fd_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  // A kernel log is opened at its first record.
  if (from == From::kBoot) return;
  if (fd_.valid() && ::lseek(fd_.get(), 0, SEEK_END) < 0) fd_.reset();
}

std::vector<std::string> KernelLog::lines() {
  std::vector<std::string> out;
  char record[kMaxRecord];
  while (fd_.valid()) {
    ssize_t n = ::read(fd_.get(), record, sizeof(record));
    // EPIPE: records were overwritten meanwhile; the next read goes on.
    if (n < 0 && (errno == EINTR || errno == EPIPE)) continue;
    if (n <= 0) break;
    if (auto line = module_line({record, static_cast<size_t>(n)}))
      out.push_back(std::move(*line));
  }
  return out;
}

std::optional<std::string> module_line(std::string_view record) {
  size_t text = record.find(';');
  if (text == record.npos) return std::nullopt;
  record.remove_prefix(text + 1);
  record = record.substr(0, record.find('\n'));
  if (!record.starts_with(kPrefix)) return std::nullopt;
  // Of the module loader, under the module's name: every module built outside
  // the kernel's tree gets it.
  if (record.find("taint") != record.npos) return std::nullopt;
  return printable(record.substr(kPrefix.size()));
}

}  // namespace khttpd::ctl
