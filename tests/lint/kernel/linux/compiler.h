/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/compiler.h> that the core may use; see tests/lint/pure. */
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
