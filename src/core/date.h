/* SPDX-License-Identifier: GPL-2.0-only */
/* HTTP dates in the preferred form, IMF-fixdate (RFC 9110 5.6.7). */
#ifndef KHTTPD_CORE_DATE_H
#define KHTTPD_CORE_DATE_H

#include "core/kh_base.h"

KH_BEGIN_DECLS

#define KH_DATE_LEN 29u /* "Sun, 06 Nov 1994 08:49:37 GMT" */

/*
 * Write @sec, seconds since 1970-01-01 UTC, as KH_DATE_LEN bytes; no NUL.
 * Before 1970 or after 9999 it is clamped to the nearest date that has a form.
 */
void kh_date_format(s64 sec, char out[KH_DATE_LEN]);

KH_END_DECLS

#endif /* KHTTPD_CORE_DATE_H */
