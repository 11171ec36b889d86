// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace htstress {
namespace {

using khttpd::Done;
using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Result;
using khttpd::Status;

struct CloseFile {
  void operator()(FILE* file) const { fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

Error failed(const char* verb, const std::string& name) {
  return {fmt::format("cannot {} {}: {}", verb, name, std::strerror(errno)),
          ExitCode::kFailure};
}

bool put(FILE* file, std::string_view text) {
  return fwrite(text.data(), 1, text.size(), file) == text.size() &&
         fflush(file) == 0;
}

}  // namespace

Result<std::string> read_file(const std::string& name) {
  File file(fopen(name.c_str(), "re"));
  if (!file) return failed("read", name);
  std::string text;
  char part[65536];
  size_t len;
  while ((len = fread(part, 1, sizeof(part), file.get())) > 0)
    text.append(part, len);
  if (ferror(file.get())) return failed("read", name);
  return text;
}

Status write_file(const std::string& name, std::string_view text) {
  if (name == "-") {
    if (!put(stdout, text)) return failed("write", "standard output");
    return Done{};
  }
  File file(fopen(name.c_str(), "we"));
  if (!file || !put(file.get(), text)) return failed("write", name);
  return Done{};
}

}  // namespace htstress
