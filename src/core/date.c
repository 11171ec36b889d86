// SPDX-License-Identifier: GPL-2.0-only
#include "core/date.h"

#define SEC_PER_DAY 86400u
#define SEC_MAX 253402300799ll /* Fri, 31 Dec 9999 23:59:59 GMT */

static const char week_days[] = "SunMonTueWedThuFriSat";
static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct civil {
	u32 year;
	u32 month; /* 0 is January */
	u32 day; /* 1 is the first */
};

/*
 * The Gregorian calendar repeats every 400 years, which have 146097 days.
 * Years are counted from March here, so that the leap day is a year's last
 * and months have the same lengths in all years: 153 days per five of them.
 */
static struct civil civil_of(u32 days)
{
	u32 since = days + 719468; /* days since 0000-03-01 */
	u32 era = since / 146097;
	u32 day = since % 146097; /* of the era */
	u32 year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	u32 month;
	struct civil c;

	day -= 365 * year + year / 4 - year / 100; /* now of the year */
	month = (5 * day + 2) / 153; /* 0 is March */
	c.day = day - (153 * month + 2) / 5 + 1;
	c.month = month < 10 ? month + 2 : month - 10;
	c.year = era * 400 + year + (month >= 10);
	return c;
}

static void put2(char *out, u32 n)
{
	out[0] = (char)('0' + n / 10);
	out[1] = (char)('0' + n % 10);
}

void kh_date_format(s64 sec, char out[KH_DATE_LEN])
{
	u32 rest, days;
	struct civil c;

	if (sec < 0)
		sec = 0;
	if (sec > SEC_MAX)
		sec = SEC_MAX;
	days = (u32)kh_div_u64((u64)sec, SEC_PER_DAY, &rest);
	c = civil_of(days);
	memcpy(out, "Sun, 06 Nov 1994 08:49:37 GMT", KH_DATE_LEN);
	memcpy(out, week_days + 3 * ((days + 4) % 7), 3); /* from a Thursday */
	put2(out + 5, c.day);
	memcpy(out + 8, month_names + (size_t)3 * c.month, 3);
	put2(out + 12, c.year / 100);
	put2(out + 14, c.year % 100);
	put2(out + 17, rest / 3600);
	put2(out + 20, rest / 60 % 60);
	put2(out + 23, rest % 60);
}
