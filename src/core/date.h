/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * HTTP dates (RFC 9110 5.6.7): written in the preferred form, IMF-fixdate; read
 * in all three.
 */
#ifndef KHTTPD_CORE_DATE_H
#define KHTTPD_CORE_DATE_H

#include "core/span.h"

KH_BEGIN_DECLS

#define KH_DATE_LEN 29u /* "Sun, 06 Nov 1994 08:49:37 GMT" */

/*
 * Write @sec, seconds since 1970-01-01 UTC, as KH_DATE_LEN bytes; no NUL.
 * Before 1970 or after 9999 it is clamped to the nearest date that has a form.
 */
void kh_date_format(s64 sec, char out[KH_DATE_LEN]);

#define KH_DATE_ISO_LEN 20u /* "1994-11-06T08:49:37Z" */

/* The same as RFC 3339 writes it, in UTC. */
void kh_date_format_iso(s64 sec, char out[KH_DATE_ISO_LEN]);

/*
 * Reads an IMF-fixdate, an RFC 850 date or an asctime date to the letter: case
 * counts, no blanks around it, the day is of that month, the weekday of that
 * date.  False for anything else; @sec is then not written.
 *
 * Two digits of a year: 70 to 99 are 1970 to 1999, 00 to 69 are 2000 to 2069.
 * RFC 9110 wants a year more than 50 years ahead taken as past; this does so
 * without a clock until 2050, and no file is newer than that.
 */
bool kh_date_parse(struct kh_span s, s64 *sec);

KH_END_DECLS

#endif /* KHTTPD_CORE_DATE_H */
