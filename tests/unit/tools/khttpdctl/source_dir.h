// SPDX-License-Identifier: GPL-2.0-only
// Where the checkout is whose files the tests read.
#ifndef KHTTPD_TESTS_KHTTPDCTL_SOURCE_DIR_H
#define KHTTPD_TESTS_KHTTPDCTL_SOURCE_DIR_H

namespace khttpd::ctl {

extern const char* const kSourceDir;

}  // namespace khttpd::ctl

#endif  // KHTTPD_TESTS_KHTTPDCTL_SOURCE_DIR_H
