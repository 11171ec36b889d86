/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one door between the pure core and the world: types, memory
 * functions, assertions.  A kernel half and a libc half; nothing else in
 * src/core may include a system or kernel header.
 */
#ifndef KHTTPD_CORE_KH_BASE_H
#define KHTTPD_CORE_KH_BASE_H

#ifdef __KERNEL__

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/kernel.h> /* ARRAY_SIZE */
#include <linux/math64.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

/* For the impossible only: says so once and goes on. */
#define KH_ASSERT(cond) WARN_ON_ONCE(!(cond))

/* The quotient; a plain 64-bit division does not link on 32-bit kernels. */
static inline u64 kh_div_u64(u64 n, u32 by, u32 *rem)
{
	return div_u64_rem(n, by, rem);
}

#else /* !__KERNEL__ */

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define KH_ASSERT(cond) assert(cond)

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif

static inline u64 kh_div_u64(u64 n, u32 by, u32 *rem)
{
	*rem = (u32)(n % by);
	return n / by;
}

#endif /* __KERNEL__ */

#ifdef __cplusplus
#define KH_BEGIN_DECLS extern "C" {
#define KH_END_DECLS }
#else
#define KH_BEGIN_DECLS
#define KH_END_DECLS
#endif

#endif /* KHTTPD_CORE_KH_BASE_H */
