// SPDX-License-Identifier: GPL-2.0-only
//
// The numbers of one thread, and after the run of all.  While measuring only
// the owner touches them.  Their size does not depend on the run.
#ifndef KHTTPD_TOOLS_HTSTRESS_STATS_H
#define KHTTPD_TOOLS_HTSTRESS_STATS_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tools/htstress/histogram.h"
#include "tools/htstress/timeline.h"

namespace htstress {

// Why a request got no whole answer.
enum class Failure : uint8_t {
  kConnect,    // no connection came about
  kWrite,      // the request could not be sent
  kRead,       // reset, or closed before the first byte of the answer
  kTimeout,    // not answered in time
  kShortBody,  // closed inside the answer
  kProtocol,   // the answer is not HTTP
};
constexpr size_t kNrFailures = 6;
constexpr size_t kNrStatusCodes = 1000;

// "connect", "write", "read", "timeout", "short_body", "protocol".
const char* failure_name(Failure kind);

struct Stats {
  // Whole answers by status.
  std::array<uint64_t, kNrStatusCodes> codes{};
  std::array<uint64_t, kNrFailures> failures{};
  // What was wrong the first time, per kind.
  std::array<std::string, kNrFailures> examples;

  uint64_t bytes_sent = 0;      // requests, head and body
  uint64_t bytes_received = 0;  // answers, head and body
  uint64_t connections = 0;     // that came about
  uint64_t resent = 0;  // pipelined requests behind the end of a connection

  // The open model: requests sent over a millisecond after they were due...
  uint64_t late_busy = 0;  // ...because every connection was waiting
  uint64_t late_self = 0;  // ...though one was free: htstress was too slow
  uint64_t unsent = 0;     // due, but not sent when the run ended

  uint64_t unanswered = 0;            // in flight when the run ended
  uint64_t oldest_unfinished_ns = 0;  // how long the oldest of both waited

  Histogram service;   // from the start of sending to the last byte
  Histogram response;  // from the due time to the last byte; open model only
  Histogram connect;   // from socket() to the first byte sent
  Timeline timeline;

  uint64_t end_ns = 0;  // when measuring ended
  uint64_t cpu_ns = 0;  // CPU time spent while measuring

  uint64_t completed() const;
  uint64_t failed() const;
  void merge(const Stats& other);
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_STATS_H
