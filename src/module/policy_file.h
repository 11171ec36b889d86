/* SPDX-License-Identifier: GPL-2.0-only */
/* The file that the parameter "policy" names; its bytes, unchecked. */
#ifndef KHTTPD_MODULE_POLICY_FILE_H
#define KHTTPD_MODULE_POLICY_FILE_H

#include <linux/types.h>

/*
 * Read the whole file at @path with the caller's credentials into @block,
 * which the caller kvfree()s.  0, or -errno with one line in the kernel log.
 * May sleep; opens nothing but a regular file, and reads only one of root's that
 * nobody else may write.
 */
int khttpd_policy_file_read(const char *path, void **block, u32 *size);

#endif /* KHTTPD_MODULE_POLICY_FILE_H */
