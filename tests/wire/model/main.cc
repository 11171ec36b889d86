// SPDX-License-Identifier: GPL-2.0-only
// usage: khttpd_wire_model PORT ROOT PARAMETERS [FAULT]
// Listens on 127.0.0.1, prints a line once it does, ends with a signal.
#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "model.h"

namespace model {

Settings g_settings;

namespace {

int listen_on(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in in = {};
  in.sin_family = AF_INET;
  in.sin_port = htons(static_cast<uint16_t>(port));
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<sockaddr*>(&in), sizeof(in)) < 0 ||
      listen(fd, 4096) < 0) {
    std::perror("khttpd_wire_model: listen");
    std::exit(1);
  }
  return fd;
}

void drop_rights() {
  constexpr unsigned kNobody = 65534;
  if (setgroups(0, nullptr) < 0 || setresgid(kNobody, kNobody, kNobody) < 0 ||
      setresuid(kNobody, kNobody, kNobody) < 0) {
    std::perror("khttpd_wire_model: cannot become nobody");
    std::exit(1);
  }
}

// Adds to the connections of an address; returns how many it has.
int count_address(uint32_t address, int more) {
  const std::lock_guard lock(g_settings.lock);
  if (has_fault("one-address")) address = 0;
  return g_settings.of_address[address] += more;
}

// Also counts the connection in.
bool is_over_a_limit(uint32_t address) {
  const long most = number_of("max_connections_per_address");
  const bool full = ++g_settings.connections > number_of("max_connections");
  const bool own = count_address(address, 1) > most && most > 0;
  return (full && !has_fault("no-limit")) ||
         (own && !has_fault("no-address-limit"));
}

void take(int fd, uint32_t address) {
  const bool refused = is_over_a_limit(address);
  std::thread([fd, address, refused] {
    const bool graceful = refused ? refuse(fd) : serve(fd);
    // Before the peer can see the end and come again.
    --g_settings.connections;
    if (!has_fault("address-stays")) count_address(address, -1);
    if (!graceful) reset(fd);
    else if (!has_fault("no-linger")) linger(fd);
    close(fd);
  }).detach();
}

}  // namespace
}  // namespace model

int main(int argc, char** argv) {
  using namespace model;
  if (argc < 4) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  g_settings.root = argv[2];
  g_settings.parameters = argv[3];
  if (argc > 4) g_settings.fault = argv[4];
  make_parameters();
  const int listener = listen_on(std::atoi(argv[1]));
  if (!has_fault("as-root")) drop_rights();
  std::printf("listening on port %s\n", argv[1]);
  std::fflush(stdout);
  for (;;) {
    sockaddr_in peer = {};
    socklen_t len = sizeof(peer);
    const int fd = accept4(listener, reinterpret_cast<sockaddr*>(&peer), &len,
                           SOCK_CLOEXEC);
    if (fd < 0) continue;
    // Head and body are two sends.
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    take(fd, peer.sin_addr.s_addr);
  }
}
