/* SPDX-License-Identifier: GPL-2.0-only */
/* All of <linux/string.h> that the core may use; see tests/lint/pure. */
#include <linux/types.h>
void *memcpy(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *str);
