// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/stats.h"

#include <algorithm>
#include <numeric>

namespace htstress {

const char* failure_name(Failure kind) {
  static constexpr std::array<const char*, kNrFailures> kNames = {
      "connect", "write", "read", "timeout", "short_body", "protocol"};
  return kNames[static_cast<size_t>(kind)];
}

uint64_t Stats::completed() const {
  return std::accumulate(codes.begin(), codes.end(), uint64_t{0});
}

uint64_t Stats::failed() const {
  return std::accumulate(failures.begin(), failures.end(), uint64_t{0});
}

void Stats::merge(const Stats& other) {
  for (size_t i = 0; i < kNrStatusCodes; ++i) codes[i] += other.codes[i];
  for (size_t i = 0; i < kNrFailures; ++i) {
    failures[i] += other.failures[i];
    if (examples[i].empty()) examples[i] = other.examples[i];
  }
  bytes_sent += other.bytes_sent;
  bytes_received += other.bytes_received;
  connections += other.connections;
  resent += other.resent;
  late_busy += other.late_busy;
  late_self += other.late_self;
  unsent += other.unsent;
  unanswered += other.unanswered;
  oldest_unfinished_ns =
      std::max(oldest_unfinished_ns, other.oldest_unfinished_ns);
  service.merge(other.service);
  response.merge(other.response);
  connect.merge(other.connect);
  timeline.merge(other.timeline);
  end_ns = std::max(end_ns, other.end_ns);
  cpu_ns += other.cpu_ns;
}

}  // namespace htstress
