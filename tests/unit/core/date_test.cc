// SPDX-License-Identifier: GPL-2.0-only
// RFC 9110 5.6.7.  The twin counts days one by one from 1970.
#include "core/date.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>

#include "support/guarded_buf.h"
#include "support/random.h"

namespace khttpd::test {
namespace {

constexpr s64 kDay = 86400;
constexpr s64 kLast = 253402300799; // 9999-12-31T23:59:59

std::string date_of(s64 sec)
{
	static GuardedBuf guarded(KH_DATE_LEN);
	char *out = guarded.room(KH_DATE_LEN);

	kh_date_format(sec, out);
	return { out, KH_DATE_LEN };
}

TEST(DateIso, IsTheSameTimeAsRfc3339WritesItClampedToo)
{
	const struct {
		s64 sec;
		const char *text;
	} rows[] = {
		{ 784111777, "1994-11-06T08:49:37Z" },
		{ 951782400, "2000-02-29T00:00:00Z" },
		{ -1, "1970-01-01T00:00:00Z" },
		{ 253402300799, "9999-12-31T23:59:59Z" },
		{ 253402300800, "9999-12-31T23:59:59Z" },
	};

	for (const auto &row : rows) {
		char out[KH_DATE_ISO_LEN];

		kh_date_format_iso(row.sec, out);
		EXPECT_EQ(std::string_view(out, sizeof(out)), row.text);
	}
}

TEST(Date, WritesTheExampleOfTheRfc)
{
	EXPECT_EQ(date_of(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Date, KnowsTheLandmarksOfTheCalendar)
{
	const struct {
		s64 sec;
		const char *date;
	} rows[] = {
		{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ 86399, "Thu, 01 Jan 1970 23:59:59 GMT" },
		{ 86400, "Fri, 02 Jan 1970 00:00:00 GMT" },
		{ 68169600, "Tue, 29 Feb 1972 00:00:00 GMT" },
		{ 951782400, "Tue, 29 Feb 2000 00:00:00 GMT" },
		{ 951868800, "Wed, 01 Mar 2000 00:00:00 GMT" },
		{ 2147483647, "Tue, 19 Jan 2038 03:14:07 GMT" },
		{ 2147483648, "Tue, 19 Jan 2038 03:14:08 GMT" },
		{ 4107542399, "Sun, 28 Feb 2100 23:59:59 GMT" },
		{ 4107542400, "Mon, 01 Mar 2100 00:00:00 GMT" },
		{ 4294967296, "Sun, 07 Feb 2106 06:28:16 GMT" },
		{ kLast, "Fri, 31 Dec 9999 23:59:59 GMT" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(date_of(row.sec), row.date) << row.sec;
}

TEST(Date, ClampsWhatHasNoForm)
{
	EXPECT_EQ(date_of(-1), date_of(0));
	EXPECT_EQ(date_of(INT64_MIN), date_of(0));
	EXPECT_EQ(date_of(kLast + 1), date_of(kLast));
	EXPECT_EQ(date_of(INT64_MAX), date_of(kLast));
}

bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// The obvious way: one day after the other.
struct SlowCalendar {
	int year = 1970;
	int month = 0;
	int day = 1;
	int week_day = 4;

	int days_of_month() const
	{
		static const int days[] = { 31, 28, 31, 30, 31, 30,
					    31, 31, 30, 31, 30, 31 };

		return days[month] + (month == 1 && is_leap(year));
	}
	void next_day()
	{
		week_day = (week_day + 1) % 7;
		if (++day <= days_of_month())
			return;
		day = 1;
		month = (month + 1) % 12;
		year += month == 0;
	}
	std::string date(int sec) const
	{
		static const char *const week_days[] = { "Sun", "Mon", "Tue",
							 "Wed", "Thu", "Fri",
							 "Sat" };
		static const char *const months[] = { "Jan", "Feb", "Mar",
						      "Apr", "May", "Jun",
						      "Jul", "Aug", "Sep",
						      "Oct", "Nov", "Dec" };
		char text[64];

		std::snprintf(text, sizeof(text),
			      "%s, %02d %s %04d %02d:%02d:%02d GMT",
			      week_days[week_day], day, months[month], year,
			      sec / 3600, sec / 60 % 60, sec % 60);
		return text;
	}
};

TEST(Date, AgreesWithASlowCalendarOnEveryDayUpTo9999)
{
	Random random;
	SlowCalendar slow;

	SCOPED_TRACE("KHTTPD_TEST_SEED=" + std::to_string(random.seed()));
	for (s64 sec = 0; sec <= kLast; sec += kDay) {
		const auto at = static_cast<int>(random.up_to(kDay - 1));

		ASSERT_EQ(date_of(sec + at), slow.date(at));
		slow.next_day();
	}
	EXPECT_EQ(slow.year, 10000);
}

// The second a date means, or nothing.
std::optional<s64> second_of(std::string_view text)
{
	static GuardedBuf guarded(64);
	s64 sec = 0x5eed;

	if (kh_date_parse(kh_span(guarded.hold(text), text.size()), &sec))
		return sec;
	EXPECT_EQ(sec, 0x5eed) << "written by a refusal";
	return std::nullopt;
}

TEST(DateParse, ReadsTheThreeFormsOfTheRfc)
{
	EXPECT_EQ(second_of("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
	EXPECT_EQ(second_of("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
	EXPECT_EQ(second_of("Sun Nov  6 08:49:37 1994"), 784111777);
	EXPECT_EQ(second_of("Wed Nov 16 08:49:37 1994"), 784975777);
}

TEST(DateParse, ReadsTheLandmarksOfTheCalendar)
{
	const struct {
		const char *date;
		s64 sec;
	} rows[] = {
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
		{ "Mon, 01 Jan 1601 00:00:00 GMT", -11644473600 },
		{ "Mon, 01 Jan 0001 00:00:00 GMT", -62135596800 },
		{ "Tue, 29 Feb 2000 00:00:00 GMT", 951782400 },
		{ "Tue, 19 Jan 2038 03:14:08 GMT", 2147483648 },
		{ "Fri, 31 Dec 9999 23:59:59 GMT", kLast },
		// a leap second is counted into the next minute
		{ "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
		// the pivot of two digits
		{ "Thursday, 01-Jan-70 00:00:00 GMT", 0 },
		{ "Friday, 31-Dec-99 23:59:59 GMT", 946684799 },
		{ "Saturday, 01-Jan-00 00:00:00 GMT", 946684800 },
		{ "Tuesday, 31-Dec-69 23:59:59 GMT", 3155759999 },
	};

	for (const auto &row : rows)
		EXPECT_EQ(second_of(row.date), row.sec) << row.date;
}

TEST(DateParse, RefusesEverythingElse)
{
	const struct {
		const char *date;
		const char *text;
	} rows[] = {
		{ "", "nothing" },
		{ "0", "a number" },
		{ "784111777", "seconds" },
		{ "Mon, 06 Nov 1994 08:49:37 GMT", "another weekday" },
		{ "sun, 06 Nov 1994 08:49:37 GMT", "case (RFC 9110 5.6.7)" },
		{ "Sun, 06 nov 1994 08:49:37 GMT", "case of the month" },
		{ "Sun, 06 Nov 1994 08:49:37 gmt", "case of the zone" },
		{ "Sun, 6 Nov 1994 08:49:37 GMT", "one digit of a day" },
		{ "Sun, 06 Nov 94 08:49:37 GMT", "two digits of a year" },
		{ "Sun, 06 Nov 1994 8:49:37 GMT", "one digit of an hour" },
		{ "Sun, 06 Nov 1994 08:49 GMT", "no second" },
		{ "Sun, 06 Nov 1994 08:49:37 UTC", "another zone" },
		{ "Sun, 06 Nov 1994 08:49:37 +0000", "a numeric zone" },
		{ "Sun, 06 Nov 1994 08:49:37", "no zone" },
		{ "Sun, 06 Nov 1994 08:49:37 GMT ", "a blank at the end" },
		{ " Sun, 06 Nov 1994 08:49:37 GMT", "a blank at the front" },
		{ "Sun,06 Nov 1994 08:49:37 GMT", "no blank" },
		{ "Sun, 06 Nov 1994 08:49:37 GMT; length=1", "a parameter" },
		{ "Sun, 06 Nov 1994 08:49:37 GMT, ", "a list" },
		{ "Sun, 06-Nov-94 08:49:37 GMT", "a short weekday" },
		{ "Sunday, 06 Nov 1994 08:49:37 GMT", "a long weekday" },
		{ "Sunday, 06-Nov-1994 08:49:37 GMT", "four digits of a year" },
		{ "Sun Nov 6 08:49:37 1994", "one blank before one digit" },
		{ "Sun Nov 06 08:49:37 1994 GMT", "a zone in asctime" },
		{ "Sun, 06 Nov 1994 24:00:00 GMT", "hour 24" },
		{ "Sun, 06 Nov 1994 08:60:00 GMT", "minute 60" },
		{ "Sun, 06 Nov 1994 08:49:61 GMT", "second 61" },
		{ "Sun, 00 Nov 1994 08:49:37 GMT", "day 0" },
		{ "Thu, 31 Nov 1994 08:49:37 GMT", "31 November" },
		{ "Wed, 29 Feb 2023 00:00:00 GMT", "29 February 2023" },
		{ "Mon, 29 Feb 2100 00:00:00 GMT", "29 February 2100" },
		{ "Sat, 01 Jan 0000 00:00:00 GMT", "year 0" },
		{ "Sun, 06 Foo 1994 08:49:37 GMT", "no month" },
		{ "Sun, -6 Nov 1994 08:49:37 GMT", "a sign" },
	};

	for (const auto &row : rows)
		EXPECT_EQ(second_of(row.date), std::nullopt) << row.text;
}

TEST(DateParse, RefusesEveryBeginningOfADate)
{
	for (const std::string date :
	     { "Sun, 06 Nov 1994 08:49:37 GMT",
	       "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994" })
		for (size_t len = 0; len < date.size(); len++)
			EXPECT_EQ(second_of(date.substr(0, len)), std::nullopt)
				<< date.substr(0, len);
}

TEST(DateParse, ReadsBackWhatIsWrittenUpTo9999)
{
	for (s64 sec = 0; sec <= kLast; sec += 10 * kDay + 61)
		ASSERT_EQ(second_of(date_of(sec)), sec);
}

} // namespace
} // namespace khttpd::test
