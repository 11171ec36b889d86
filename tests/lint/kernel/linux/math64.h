/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/math64.h> that the core may use; see tests/lint/pure. */
#include <linux/types.h>
u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder);
