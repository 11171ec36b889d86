/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a peer takes its answer fast enough.  Only the time counts in which we
 * wait for it: not that in which it asks for nothing, or a disk is slow.  That
 * time is cut into windows; in each the peer has to take at least a byte, and
 * what a rate asks for.  Nothing that the peer sends makes a window longer.
 */
#ifndef KHTTPD_CORE_PACE_H
#define KHTTPD_CORE_PACE_H

#include "core/kh_base.h"

KH_BEGIN_DECLS

struct kh_pace_rule {
	u64 window; /* ticks of waiting, 1 or more */
	u64 rate; /* bytes a second on average over it; 0: a byte is enough */
	u32 hz; /* ticks a second */
};

/* All zero at first.  Of a connection, not of an answer. */
struct kh_pace {
	u64 taken; /* by the peer when the window began, bytes */
	u64 since; /* ticks at which this wait began, or was judged last */
	u64 waited; /* ticks of the window before that */
};

/*
 * A wait begins at @now, in ticks, when the peer has taken @taken bytes since
 * ever.  Returns the ticks after which it is to be judged; 0 if it is time.
 * Any context.
 */
u64 kh_pace_wait(struct kh_pace *pace, const struct kh_pace_rule *rule, u64 now,
		 u64 taken);

/*
 * Judge the wait that is under way, at any time.  False if its window is over
 * and the peer took too little; otherwise the wait may go on or end.  Any
 * context.
 */
bool kh_pace_is_kept(struct kh_pace *pace, const struct kh_pace_rule *rule,
		     u64 now, u64 taken);

KH_END_DECLS

#endif /* KHTTPD_CORE_PACE_H */
