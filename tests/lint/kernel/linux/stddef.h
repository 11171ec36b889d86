/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/stddef.h> that the core may use; see tests/lint/pure. */
#define offsetof(type, member) __builtin_offsetof(type, member)
