// SPDX-License-Identifier: GPL-2.0-only
//
// The one clock: nanoseconds that never step back, read without a system
// call on the usual machines (vDSO).
#ifndef KHTTPD_TOOLS_HTSTRESS_CLOCK_H
#define KHTTPD_TOOLS_HTSTRESS_CLOCK_H

#include <time.h>

#include <cstdint>

#include "tools/htstress/units.h"

namespace htstress {

inline uint64_t read_clock(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<uint64_t>(time.tv_sec) * kNsPerSecond +
         static_cast<uint64_t>(time.tv_nsec);
}

inline uint64_t now_ns() { return read_clock(CLOCK_MONOTONIC); }

// CPU time of the calling thread, user and kernel.
inline uint64_t cpu_ns() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_CLOCK_H
