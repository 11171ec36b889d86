// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every hot request runs through, compiled as one and with -O3: the
 * compiler sees into every function on the way.
 */
#include "core/cond.c"
#include "core/framing.c"
#include "core/kept.c"
#include "core/parse.c"
#include "core/select.c"
#include "core/target.c"
#include "module/cache.c"
#include "module/ready.c"
#include "module/recv.c"
#include "module/respond.c"
#include "module/send.c"
#include "module/softirq.c"
