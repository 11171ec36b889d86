// SPDX-License-Identifier: GPL-2.0-only
#include "core/pace.h"

static void begin_window(struct kh_pace *pace, u64 taken)
{
	pace->taken = taken;
	pace->waited = 0;
}

u64 kh_pace_wait(struct kh_pace *pace, const struct kh_pace_rule *rule, u64 now,
		 u64 taken)
{
	/* Without a rate the window is the time since the last byte. */
	if (!pace->waited || (!rule->rate && taken != pace->taken))
		begin_window(pace, taken);
	pace->since = now;
	return rule->window > pace->waited ? rule->window - pace->waited : 0;
}

bool kh_pace_is_kept(struct kh_pace *pace, const struct kh_pace_rule *rule,
		     u64 now, u64 taken)
{
	u64 bytes = taken - pace->taken;

	pace->waited += now - pace->since;
	pace->since = now;
	if (pace->waited < rule->window)
		return true;
	if (!bytes || bytes * rule->hz < rule->rate * pace->waited)
		return false;
	begin_window(pace, taken);
	return true;
}
