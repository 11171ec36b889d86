// SPDX-License-Identifier: GPL-2.0-only
//
// One run: threads, signals, the progress line; what comes out of it.
#ifndef KHTTPD_TOOLS_HTSTRESS_RUN_H
#define KHTTPD_TOOLS_HTSTRESS_RUN_H

#include <ctime>
#include <vector>

#include "tools/common/result.h"
#include "tools/htstress/options.h"
#include "tools/htstress/stats.h"

namespace htstress {

struct ThreadShare {
  uint64_t completed = 0;
  double cpu_percent = 0;  // of the time it measured
};

struct RunResult {
  Stats stats;
  double seconds = 0;  // measured
  std::vector<ThreadShare> threads;
  bool was_interrupted = false;
  time_t started_at = 0;
};

khttpd::Result<RunResult> run_load(const Options& options);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_RUN_H
