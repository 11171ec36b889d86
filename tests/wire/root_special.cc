// SPDX-License-Identifier: GPL-2.0-only
// The files of the document root that are no plain readable files, and the
// names that are no plain words.
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "names.h"
#include "root.h"

namespace wire {
namespace {

void must(int rc, const std::string& what) {
  if (rc < 0) throw std::runtime_error(what + ": " + std::strerror(errno));
}

// The socket's file stays when the descriptor is closed.
void make_socket(const std::string& path) {
  sockaddr_un un = {};
  un.sun_family = AF_UNIX;
  if (path.size() >= sizeof(un.sun_path))
    throw std::runtime_error(path + ": too long for a socket");
  std::memcpy(un.sun_path, path.c_str(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  must(fd, "socket");
  must(bind(fd, reinterpret_cast<const sockaddr*>(&un), sizeof(un)), path);
  must(close(fd), path);
}

void make_nodes() {
  make_dir("special");
  must(mkfifo(under_root("special/fifo").c_str(), 0666), "mkfifo");
  make_socket(under_root("special/socket"));
  // 1:5 is /dev/zero: bytes without end for whoever reads it.
  must(mknod(under_root("special/device").c_str(), S_IFCHR | 0666,
             makedev(1, 5)),
       "mknod");
  for (const char* node : {"special/fifo", "special/socket", "special/device"})
    set_mode(node, 0666);
}

void make_links(const std::string& root) {
  make_dir("links");
  set_link("../small.txt", "links/inside");
  set_link("../nested", "links/directory");
  set_link("nowhere", "links/dangling");
  set_link("loop2", "links/loop1");
  set_link("loop1", "links/loop2");
  set_link(root + "-outside/secret.txt", "links/outside-absolute");
  set_link("../../" + root.substr(root.rfind('/') + 1) + "-outside/secret.txt",
           "links/outside-relative");
  set_link("../../" + root.substr(root.rfind('/') + 1) + "-outside",
           "links/outside-directory");
  set_link("../special/device", "links/device");
}

// Everything here belongs to root, the server's user is another.
void make_private() {
  make_dir("private/closed");
  make_dir("private/no-index-for-you");
  write_file("private/secret.txt", kSecret);
  set_mode("private/secret.txt", 0600);
  write_file("private/group.txt", kSecret);
  set_mode("private/group.txt", 0640);
  write_file("private/closed/inside.txt", kSecret);
  set_mode("private/closed", 0644);
  write_file("private/no-index-for-you/index.html", kSecret);
  set_mode("private/no-index-for-you/index.html", 0600);
}

}  // namespace

void make_special_files(const std::string& root) {
  make_dir("names");
  for (const auto& odd : kOddNames)
    write_file(std::string("names/") + odd.name, odd.what);
  make_nodes();
  make_links(root);
  make_private();
}

}  // namespace wire
