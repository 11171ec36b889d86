// SPDX-License-Identifier: GPL-2.0-only
//
// The line on a terminal while a run goes on.
#ifndef KHTTPD_TOOLS_HTSTRESS_PROGRESS_H
#define KHTTPD_TOOLS_HTSTRESS_PROGRESS_H

#include <cstdint>
#include <string>

#include "tools/htstress/worker.h"

namespace htstress {

// "12.5 s  84312 requests/sec now  0 errors  p99 1.204 ms".
std::string progress_text(double seconds, double rate_now, uint64_t failed,
                          double p99_ns);

class ProgressLine {
 public:
  void show(uint64_t elapsed_ns, const Snapshot& sum);
  void clear();

 private:
  uint64_t last_ns_ = 0;
  uint64_t last_completed_ = 0;
  bool is_shown_ = false;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_PROGRESS_H
