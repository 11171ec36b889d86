/* SPDX-License-Identifier: GPL-2.0-only */
/* What every reader of the differential test says about one stream of bytes,
 * and the main loop of those written in C++. */
#ifndef KHTTPD_TESTS_DIFF_READER_H
#define KHTTPD_TESTS_DIFF_READER_H

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace khttpd::diff {

// The fields that later stages of src/core read, in its order.
inline constexpr const char *kept_names[] = {
	"range",	       "if-range",
	"if-match",	       "if-none-match",
	"if-modified-since",   "if-unmodified-since",
	"accept-encoding",     "accept",
};

// One request of a stream.
struct Request {
	std::string method;
	std::string target;
	std::string host; // the last Host field's value
	bool has_host = false;
	// In hex; "-" if the target has none, the status if it is refused, "?"
	// if the reader makes none.
	std::string path;
	std::string body = "none"; // or "length", "chunked"
	int minor = 0;
	bool keep = false;
	bool complete = false; // its body ended
	std::string content;
	// Name and value of each kept line, as they came.
	std::vector<std::pair<std::string, std::string>> kept;
};

struct Verdict {
	std::vector<Request> requests;
	// idle: between two requests; partial: within one; refused; closed:
	// after a request that was the last; tunnel: after CONNECT.
	std::string end = "idle";
	std::string why; // of a refusal, in the reader's own words
	long at = -1; // offset of the byte refused, if the reader knows
	// Where each request ended and the next began, if the reader knows.
	std::vector<size_t> ends;
};

std::string to_hex(std::string_view bytes);

// A stream arrives in pieces; the answer is the same for every cut.
Verdict read_stream(const std::vector<std::string_view> &pieces);

} // namespace khttpd::diff

#endif // KHTTPD_TESTS_DIFF_READER_H
