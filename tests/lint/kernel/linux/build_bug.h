/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/build_bug.h> that the core may use; see tests/lint/pure. */
