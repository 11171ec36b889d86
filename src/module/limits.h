/* SPDX-License-Identifier: GPL-2.0-only */
/* Every number of the module with its unit and its reason. */
#ifndef KHTTPD_MODULE_LIMITS_H
#define KHTTPD_MODULE_LIMITS_H

#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/time64.h>

#include "core/request.h"

/* Addresses in "listen".  A machine has few; the array is static. */
#define KHTTPD_LISTENERS_MAX 16

/* Names in "index". */
#define KHTTPD_INDEX_MAX 8

/* Bytes of a string parameter with its NUL; sysfs hands over one page. */
#define KHTTPD_STRING_MAX 1024

/* Connections accepted in one run of the accept work before it requeues. */
#define KHTTPD_ACCEPT_BUDGET 64

/* Wait after accept failed for want of memory; the backlog keeps the rest. */
#define KHTTPD_ACCEPT_BACKOFF msecs_to_jiffies(100)

/* Between two tries to open a listener that somebody closed. */
#define KHTTPD_REOPEN_INTERVAL (HZ / 2)

/*
 * Sockets of ended connections that a CPU keeps for the next ones, of less than a
 * KiB each: as many as end between two runs of the accept work.
 */
#define KHTTPD_SPARE_SOCKETS 16

/*
 * Connections above max_connections, or those of one address above its own
 * limit, that are still taken to be told 503, as a part of that limit and at
 * least this many.  Beyond: reset.
 */
#define KHTTPD_REFUSE_SHARE 16
#define KHTTPD_REFUSE_MIN 16

/*
 * Buckets of the counts of connections by address, a power of two, and locks
 * over them: 16 addresses in a bucket if all connections of the default
 * max_connections come from different ones.
 */
#define KHTTPD_PEERS_BITS 12
#define KHTTPD_PEERS_LOCKS 64

/* Connections served in one run of the tasklet, then others get the CPU. */
#define KHTTPD_SOFTIRQ_BUDGET 64

/* Requests answered on one connection in one turn, then the next one's. */
#define KHTTPD_REQUEST_BUDGET 64

/*
 * The same in nanoseconds, since requests cost what their peers like: a run of
 * the tasklet, as long as the kernel lets softirqs go on before it calls for
 * ksoftirqd, and a turn, so that 64 greedy connections delay another by 16 ms.
 */
#define KHTTPD_SOFTIRQ_TIME (2 * NSEC_PER_MSEC)
#define KHTTPD_TURN_TIME (KHTTPD_SOFTIRQ_TIME / 8)

/*
 * Bytes copied from a socket at once.  Holds many pipelined requests and one
 * head of any allowed size.
 */
#define KHTTPD_SCRATCH_SIZE 16384u

/*
 * An incomplete head is kept in pieces of so many bytes, as many as it needs: no
 * allocation in softirq is larger than a page.
 */
#define KHTTPD_PARTIAL_PIECE 1024u
#define KHTTPD_PARTIAL_PIECES (KH_HEAD_MAX / KHTTPD_PARTIAL_PIECE)

/* Bytes of chunked content that are looked at between two looks at the clock. */
#define KHTTPD_SKIP_PIECE 4096u

/* Bytes of request content that are skipped for the sake of keep-alive. */
#define KHTTPD_SKIP_MAX 65536u

/* Bytes and seconds for which input is drained after our FIN (RFC 9112 9.6). */
#define KHTTPD_LINGER_BYTES (1024u * 1024u)
#define KHTTPD_LINGER_SEC 2

/*
 * Bytes of a body that are copied behind its head, for less than a reference to
 * its page costs.  For 4 KiB the reference is cheaper: the more replies are under
 * way, the more of the memory for copies is new, and zeroed before.
 */
#define KHTTPD_COPY_MAX 2048u

/*
 * Pieces of memory, 32 KiB each, that a CPU copies replies to, in turn: some
 * 200 replies of a KiB may be under way before one is needed again.  One with
 * less room than the greatest copied reply takes is used up.
 */
#define KHTTPD_FRAGS 8
#define KHTTPD_FRAG_REST (KHTTPD_COPY_MAX + 1024)

/*
 * Bytes that TCP may hold for a peer beside those on their way: first the one,
 * then as many as it has acknowledged, up to the other, which is what the
 * kernel allows a socket anyway.
 */
#define KHTTPD_UNSENT_FIRST 65536u
#define KHTTPD_UNSENT_MOST (4u * 1024u * 1024u)

/* Pieces of pages given to TCP in one call: what a segment takes. */
#define KHTTPD_SEND_PAGES 16

/*
 * Page pieces read ahead of the socket for one streamed response: 64 KiB, the
 * most that one pass over a default pipe brings, and one for a crooked start.
 */
#define KHTTPD_STREAM_BYTES 65536u
#define KHTTPD_STREAM_FRAGS (KHTTPD_STREAM_BYTES / PAGE_SIZE + 1)

/* Rounds of that for one response before the worker lets others run. */
#define KHTTPD_STREAM_BUDGET 32

/* Bytes that the cache's key of an encoded form has more than the file's. */
#define KHTTPD_VARIANT_LEN 2

/*
 * Listings of directories: names in one, listings under way at one time, bytes
 * of a block of names, of a piece as it is written, and of the chunked coding
 * around it.  A piece holds the beginning with the longest path and an item.
 */
#define KHTTPD_LISTING_MAX 100000u
#define KHTTPD_LISTINGS_MAX 16
#define KHTTPD_LISTING_NAMES 65536u
#define KHTTPD_LISTING_PIECE 61440u
#define KHTTPD_LISTING_SIZE_LINE 8u
#define KHTTPD_LISTING_FRAME (KHTTPD_LISTING_SIZE_LINE + 16u)

/* Tries to read a small file that changes under our hands, then 503. */
#define KHTTPD_READ_TRIES 3

/* Directory levels whose state a cache entry records; deeper: by time. */
#define KHTTPD_FRESH_DEPTH 8

/* Life of an entry whose path goes through a symlink or another mount. */
#define KHTTPD_FRESH_TTL (HZ / 2)

/* Buckets of the cache, a power of two. */
#define KHTTPD_CACHE_BITS 14

/* Entries looked at while room is made for one, under the lock. */
#define KHTTPD_EVICT_LOOKS 256

/* Entries looked at in one round of the sweep, and the time between two. */
#define KHTTPD_SWEEP_BUDGET 1024
#define KHTTPD_SWEEP_INTERVAL HZ

/* The most a cached file may have, and so the pages of an entry. */
#define KHTTPD_ENTRY_BYTES_MAX (16u * 1024u * 1024u)

/* Tries, a second apart, to send when there is no memory at all. */
#define KHTTPD_STALL_TRIES 15

/*
 * Resolution of timeouts, and slots of the wheel: a minute of them, so that
 * the usual deadlines are looked at once and those of an hour 60 times.
 */
#define KHTTPD_WHEEL_TICK (HZ / 4)
#define KHTTPD_WHEEL_SLOTS 256

/* Connections looked at in one run of the timer, then others get the CPU. */
#define KHTTPD_WHEEL_BUDGET 1024

/* How long in-flight answers may go on after stop, before they are cut. */
#define KHTTPD_DRAIN_TIME (2 * HZ)

#endif /* KHTTPD_MODULE_LIMITS_H */
