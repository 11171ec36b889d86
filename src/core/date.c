// SPDX-License-Identifier: GPL-2.0-only
#include "core/date.h"

#include "core/ascii.h"

#define SEC_PER_DAY 86400u
#define EPOCH_DAYS 719468u /* from 0000-03-01 to 1970-01-01 */
#define SEC_MAX 253402300799ll /* Fri, 31 Dec 9999 23:59:59 GMT */

static const char week_days[] = "SunMonTueWedThuFriSat";
static const char *const long_week_days[] = {
	"Sunday",   "Monday", "Tuesday",  "Wednesday",
	"Thursday", "Friday", "Saturday",
};
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
	u32 since = days + EPOCH_DAYS;
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

/* Days since 1970 of a time that is within what has a form; the rest of it. */
static u32 days_of(s64 sec, u32 *rest)
{
	if (sec < 0)
		sec = 0;
	if (sec > SEC_MAX)
		sec = SEC_MAX;
	return (u32)kh_div_u64((u64)sec, SEC_PER_DAY, rest);
}

static void put_year(char *out, u32 year)
{
	put2(out, year / 100);
	put2(out + 2, year % 100);
}

/* "08:49:37" of the seconds of a day. */
static void put_clock(char *out, u32 sec)
{
	put2(out, sec / 3600);
	put2(out + 3, sec / 60 % 60);
	put2(out + 6, sec % 60);
}

void kh_date_format(s64 sec, char out[KH_DATE_LEN])
{
	u32 rest;
	u32 days = days_of(sec, &rest);
	struct civil c = civil_of(days);

	memcpy(out, "Sun, 06 Nov 1994 08:49:37 GMT", KH_DATE_LEN);
	memcpy(out, week_days + 3 * ((days + 4) % 7), 3); /* from a Thursday */
	put2(out + 5, c.day);
	memcpy(out + 8, month_names + (size_t)3 * c.month, 3);
	put_year(out + 12, c.year);
	put_clock(out + 17, rest);
}

void kh_date_format_iso(s64 sec, char out[KH_DATE_ISO_LEN])
{
	u32 rest;
	struct civil c = civil_of(days_of(sec, &rest));

	memcpy(out, "1994-11-06T08:49:37Z", KH_DATE_ISO_LEN);
	put_year(out, c.year);
	put2(out + 5, c.month + 1);
	put2(out + 8, c.day);
	put_clock(out + 11, rest);
}

/*
 * The field readers take bytes from the front of @s; false if they are not
 * what is asked for.
 */

static bool take_text(struct kh_span *s, const char *text)
{
	size_t len = strlen(text);

	if (s->len < len || memcmp(s->ptr, text, len) != 0)
		return false;
	*s = kh_span_from(*s, len);
	return true;
}

static bool take_digits(struct kh_span *s, u32 nr, u32 *value)
{
	*value = 0;
	if (s->len < nr)
		return false;
	for (; nr; nr--) {
		if (!kh_ascii_is((u8)s->ptr[0], KH_ASCII_DIGIT))
			return false;
		*value = *value * 10 + (u32)(s->ptr[0] - '0');
		*s = kh_span_from(*s, 1);
	}
	return true;
}

/* One of @nr names of three letters; @index says which. */
static bool take_name3(struct kh_span *s, const char *names, u32 nr, u32 *index)
{
	if (s->len < 3)
		return false;
	for (*index = 0; *index < nr; (*index)++) {
		if (memcmp(s->ptr, names + (size_t)3 * *index, 3) != 0)
			continue;
		*s = kh_span_from(*s, 3);
		return true;
	}
	return false;
}

static bool take_month(struct kh_span *s, struct civil *c)
{
	return take_name3(s, month_names, 12, &c->month);
}

/* A leap second is a second (RFC 9110 5.6.7), counted into the next minute. */
static bool take_time(struct kh_span *s, u32 *sec)
{
	u32 hour, minute, second;

	if (!take_digits(s, 2, &hour) || !take_text(s, ":") ||
	    !take_digits(s, 2, &minute) || !take_text(s, ":") ||
	    !take_digits(s, 2, &second))
		return false;
	*sec = hour * 3600 + minute * 60 + second;
	return hour < 24 && minute < 60 && second <= 60;
}

/* ", 06 Nov 1994 08:49:37 GMT" */
static bool take_imf(struct kh_span *s, struct civil *c, u32 *sec)
{
	return take_text(s, ", ") && take_digits(s, 2, &c->day) &&
	       take_text(s, " ") && take_month(s, c) && take_text(s, " ") &&
	       take_digits(s, 4, &c->year) && take_text(s, " ") &&
	       take_time(s, sec) && take_text(s, " GMT");
}

/* ", 06-Nov-94 08:49:37 GMT" */
static bool take_rfc850(struct kh_span *s, struct civil *c, u32 *sec)
{
	if (!take_text(s, ", ") || !take_digits(s, 2, &c->day) ||
	    !take_text(s, "-") || !take_month(s, c) || !take_text(s, "-") ||
	    !take_digits(s, 2, &c->year))
		return false;
	c->year += c->year < 70 ? 2000 : 1900;
	return take_text(s, " ") && take_time(s, sec) && take_text(s, " GMT");
}

/* " Nov  6 08:49:37 1994" */
static bool take_asctime(struct kh_span *s, struct civil *c, u32 *sec)
{
	return take_text(s, " ") && take_month(s, c) && take_text(s, " ") &&
	       (take_text(s, " ") ? take_digits(s, 1, &c->day) :
				    take_digits(s, 2, &c->day)) &&
	       take_text(s, " ") && take_time(s, sec) && take_text(s, " ") &&
	       take_digits(s, 4, &c->year);
}

/* The weekday and, by what follows it, one of the three forms. */
static bool take_date(struct kh_span *s, struct civil *c, u32 *week_day,
		      u32 *sec)
{
	for (*week_day = 0; *week_day < 7; (*week_day)++)
		if (take_text(s, long_week_days[*week_day]))
			return take_rfc850(s, c, sec);
	if (!take_name3(s, week_days, 7, week_day) || !s->len)
		return false;
	return s->ptr[0] == ',' ? take_imf(s, c, sec) : take_asctime(s, c, sec);
}

/* The inverse of civil_of, from 0000-03-01 on. */
static u32 days_since_march_0(struct civil c)
{
	u32 month = c.month >= 2 ? c.month - 2 : c.month + 10; /* 0 is March */
	u32 year = c.month >= 2 ? c.year : c.year - 1;

	return 365 * year + year / 4 - year / 100 + year / 400 +
	       (153 * month + 2) / 5 + c.day - 1;
}

/* 30 February would come out as a day of March. */
static bool is_day(struct civil c)
{
	static const u8 lengths[] = { 31, 29, 31, 30, 31, 30,
				      31, 31, 30, 31, 30, 31 };
	bool leap = c.year % 4 == 0 && (c.year % 100 != 0 || c.year % 400 == 0);

	return c.year && c.day && c.day <= lengths[c.month] &&
	       (leap || c.month != 1 || c.day < 29);
}

bool kh_date_parse(struct kh_span s, s64 *sec)
{
	u32 week_day, time, days;
	struct civil c;

	if (!take_date(&s, &c, &week_day, &time) || s.len || !is_day(c))
		return false;
	days = days_since_march_0(c);
	if ((days + 3) % 7 != week_day) /* from a Wednesday */
		return false;
	*sec = ((s64)days - EPOCH_DAYS) * (s64)SEC_PER_DAY + time;
	return true;
}
