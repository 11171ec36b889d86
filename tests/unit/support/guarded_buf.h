// SPDX-License-Identifier: GPL-2.0-only
// Memory that ends at an unreadable page: code that looks one byte past its
// input dies at once, with or without a sanitizer.
#ifndef KHTTPD_TESTS_GUARDED_BUF_H
#define KHTTPD_TESTS_GUARDED_BUF_H

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <string_view>

namespace khttpd::test {

class GuardedBuf {
      public:
	// Room for `cap` bytes at most.
	explicit GuardedBuf(size_t cap)
	{
		const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));

		usable_ = (cap + page - 1) / page * page;
		total_ = usable_ + page;
		void *map = mmap(nullptr, total_, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (map == MAP_FAILED)
			throw std::bad_alloc();
		base_ = static_cast<char *>(map);
		if (mprotect(base_ + usable_, page, PROT_NONE) != 0)
			throw std::bad_alloc();
	}
	~GuardedBuf()
	{
		munmap(base_, total_);
	}
	GuardedBuf(const GuardedBuf &) = delete;
	GuardedBuf &operator=(const GuardedBuf &) = delete;

	// Room for `len` bytes whose last is the last readable one.  What an
	// earlier call returned is overwritten.
	char *room(size_t len)
	{
		if (len > usable_)
			throw std::bad_alloc();
		return base_ + usable_ - len;
	}

	// A copy of `bytes` in such room.
	const char *hold(std::string_view bytes)
	{
		char *at = room(bytes.size());

		if (!bytes.empty())
			std::memcpy(at, bytes.data(), bytes.size());
		return at;
	}

      private:
	char *base_ = nullptr;
	size_t usable_ = 0;
	size_t total_ = 0;
};

} // namespace khttpd::test

#endif // KHTTPD_TESTS_GUARDED_BUF_H
