// SPDX-License-Identifier: GPL-2.0-only
// A request with some field lines, as functions see it that read kept lines.
// The head ends at an unreadable page.
#ifndef KHTTPD_TESTS_CORE_ASKED_H
#define KHTTPD_TESTS_CORE_ASKED_H

#include <gtest/gtest.h>

#include <string>

#include "core/parse.h"
#include "support/guarded_buf.h"

namespace khttpd::test {

class Asked {
      public:
	// Lines with CRLF between them.
	explicit Asked(const std::string &lines,
		       const std::string &method = "GET")
		: guarded_(KH_HEAD_MAX)
	{
		const std::string text = method + " / HTTP/1.1\r\nHost: a\r\n" +
					 lines +
					 (lines.empty() ? "\r\n" : "\r\n\r\n");
		struct kh_parser parser;

		head_ = guarded_.hold(text);
		kh_parse_init(&parser, &req_);
		EXPECT_EQ(kh_parse(&parser, head_,
				   static_cast<u32>(text.size()), &req_),
			  KH_PARSE_DONE)
			<< text;
	}
	const struct kh_request *req() const
	{
		return &req_;
	}
	const char *head() const
	{
		return head_;
	}

      private:
	GuardedBuf guarded_;
	struct kh_request req_;
	const char *head_;
};

} // namespace khttpd::test

#endif // KHTTPD_TESTS_CORE_ASKED_H
