// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "model.h"

namespace model {
namespace {

struct Default {
  const char* name;
  const char* value;
};

constexpr Default kDefaults[] = {
    {"index", "index.html"},     {"max_connections", "65536"},
    {"header_timeout", "15"},    {"keepalive_timeout", "60"},
    {"send_timeout", "30"},      {"keepalive_requests", "0"},
    {"cache_size", "67108864"},   {"min_send_rate", "256"},
    {"max_connections_per_address", "0"},
};

int status_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EXDEV:
    case ENXIO:  // a socket
      return 403;
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
      return 404;
    default:
      return 500;
  }
}

// Non-blocking: the writer of a FIFO may never come.
int open_beneath(int root, const std::string& path) {
  open_how how = {};
  how.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  how.resolve = has_fault("follow-links") ? 0 : RESOLVE_BENEATH;
  return static_cast<int>(
      syscall(SYS_openat2, root, path.c_str(), &how, sizeof(how)));
}

File open_one(int root, const std::string& path) {
  File file;
  file.path = path;
  file.fd = open_beneath(root, path.empty() ? "." : path);
  if (file.fd < 0) {
    file.status = status_of(errno);
    return file;
  }
  fstat(file.fd, &file.st);
  if (S_ISDIR(file.st.st_mode)) file.status = 301;
  else if (!S_ISREG(file.st.st_mode)) file.status = 403;
  return file;
}

void close_file(File* file) {
  if (file->fd >= 0) close(file->fd);
  file->fd = -1;
}

File open_index(int root, const std::string& dir) {
  File file = open_one(root, dir);
  if (file.status != 301) {  // no directory: a name behind a file
    if (file.status == 200) file.status = 404;
    return file;
  }
  std::stringstream names(text_of("index"));
  for (std::string name; std::getline(names, name, ',');) {
    close_file(&file);
    file = open_one(root, dir + name);
    if (file.status != 404) break;
  }
  if (file.status == 301) file.status = 404;
  return file;
}

}  // namespace

std::string text_of(const char* name) {
  std::ifstream in(g_settings.parameters + "/" + name);
  std::string value;
  std::getline(in, value);
  return value;
}

long number_of(const char* name) { return std::atol(text_of(name).c_str()); }

void make_parameters() {
  for (const auto& [name, value] : kDefaults)
    std::ofstream(g_settings.parameters + "/" + name) << value << '\n';
  std::ofstream(g_settings.parameters + "/root") << g_settings.root << '\n';
}

File open_below_root(const std::string& path) {
  const int root = open(text_of("root").c_str(), O_PATH | O_CLOEXEC);
  const std::string below = path.substr(1);
  File file = below.empty() || below.back() == '/' ? open_index(root, below)
                                                   : open_one(root, below);
  close(root);
  if (file.status != 200) close_file(&file);
  return file;
}

}  // namespace model
