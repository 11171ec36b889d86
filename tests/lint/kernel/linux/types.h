/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/types.h> that the core may use; see tests/lint/pure. */
#ifndef KHTTPD_LINT_TYPES_H
#define KHTTPD_LINT_TYPES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef u32 __u32;
typedef unsigned long long u64;
typedef signed long long s64;
typedef __SIZE_TYPE__ size_t;
typedef _Bool bool;

#define true 1
#define false 0
#define NULL ((void *)0)

#endif
