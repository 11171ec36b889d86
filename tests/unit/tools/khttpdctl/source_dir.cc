// SPDX-License-Identifier: GPL-2.0-only
// Apart from the tests, which one checkout may then have compiled for another.
#include "source_dir.h"

namespace khttpd::ctl {

const char* const kSourceDir = KHTTPD_SOURCE_DIR;

}  // namespace khttpd::ctl
