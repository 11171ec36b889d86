// SPDX-License-Identifier: GPL-2.0-only
//
// The exit codes of every tool of the project.  Scripts and units depend on
// them: values are never reused for another meaning.
#ifndef KHTTPD_TOOLS_COMMON_EXIT_CODE_H
#define KHTTPD_TOOLS_COMMON_EXIT_CODE_H

namespace khttpd {

enum class ExitCode : int {
  kOk = 0,
  kFailure = 1,        // the work was understood, and failed
  kUsage = 2,          // wrong command line
  kThreshold = 3,      // htstress --fail-if: a threshold was crossed
  kConfig = 4,         // the configuration file is wrong
  kNeedsRestart = 5,   // khttpdctl apply: a changed key needs a restart
  kNotLoaded = 6,      // the module is not loaded
  kDifferent = 7,      // loaded already, with other parameters
  kInterrupted = 130,  // ended by a signal
};

}  // namespace khttpd

#endif  // KHTTPD_TOOLS_COMMON_EXIT_CODE_H
