// SPDX-License-Identifier: GPL-2.0-only
// What a function writes, as text.
#ifndef KHTTPD_TESTS_CORE_WRITTEN_H
#define KHTTPD_TESTS_CORE_WRITTEN_H

#include <functional>
#include <string>

#include "core/wbuf.h"
#include "support/guarded_buf.h"

namespace khttpd::test {

// What `write` writes into `cap` bytes, which end at an unreadable page;
// "overflow" if it does not fit.
inline std::string written(u32 cap,
			   const std::function<void(struct kh_wbuf *)> &write)
{
	static GuardedBuf guarded(1 << 17);
	struct kh_wbuf w;

	kh_wbuf_init(&w, guarded.room(cap), cap);
	write(&w);
	return w.overflow ? "overflow" : std::string(w.ptr, w.len);
}

} // namespace khttpd::test

#endif // KHTTPD_TESTS_CORE_WRITTEN_H
