/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/bug.h> that the core may use; see tests/lint/pure. */
#define WARN_ON_ONCE(cond) (!!(cond))
