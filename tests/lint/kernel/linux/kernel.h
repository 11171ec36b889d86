/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/kernel.h> that the core may use; see tests/lint/pure. */
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
