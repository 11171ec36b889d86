// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tools/common/fd.h"

namespace khttpd {
namespace {

Error cannot(std::string_view verb, const std::string& path, int error) {
  return {fmt::format("cannot {} {}: {}", verb, path, std::strerror(error))};
}

// The errno of the failed step, 0 when all is written.
int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    content.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

int fill(int fd, std::string_view content, mode_t mode) {
  if (int error = write_all(fd, content)) return error;
  if (::fchmod(fd, mode) < 0) return errno;
  if (::fsync(fd) < 0) return errno;
  return 0;
}

}  // namespace

Result<std::string> read_file(const std::string& path, size_t max_bytes) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return cannot("read", path, errno);
  std::string out;
  char buffer[16384];
  for (;;) {
    ssize_t n = ::read(fd.get(), buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("read", path, errno);
    if (n == 0) return out;
    out.append(buffer, static_cast<size_t>(n));
    if (out.size() > max_bytes)
      return Error{fmt::format("cannot read {}: it is larger than {} bytes",
                               path, max_bytes)};
  }
}

std::string content_of(const std::string& path, size_t max_bytes) {
  Result<std::string> text = read_file(path, max_bytes);
  return text ? *text : std::string();
}

bool file_exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

void make_parent(const std::string& path) {
  std::string directory = path.substr(0, path.rfind('/'));
  if (::mkdir(directory.c_str(), 0755) == 0)
    (void)::chmod(directory.c_str(), 0755);
}

Status write_file_atomically(const std::string& path, std::string_view content,
                             mode_t mode) {
  std::string temporary = path + ".XXXXXX";
  Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) return cannot("write", path, errno);
  int error = fill(fd.get(), content, mode);
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) < 0)
    error = errno;
  if (error == 0) return Done{};
  ::unlink(temporary.c_str());
  return cannot("write", path, error);
}

}  // namespace khttpd
