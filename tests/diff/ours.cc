// SPDX-License-Identifier: GPL-2.0-only
// src/core, called as the module calls it: head, body, next head.
#include <iterator>
#include <memory>

#include "core/chunked.h"
#include "core/parse.h"
#include "core/target.h"
#include "reader.h"

namespace khttpd::diff {
namespace {

static_assert(std::size(kept_names) == KH_NR_KEPT_NAMES);

class Stream {
      public:
	Stream()
	{
		kh_parse_init(&parser_, &req_);
	}

	void feed(std::string_view piece)
	{
		bytes_ += piece;
		while (verdict_.end == "idle" && step())
			;
	}

	Verdict finish()
	{
		if (verdict_.end == "idle" &&
		    (in_body_ || kh_parse_started(&parser_) ||
		     bytes_.size() > at_ + parser_.pos))
			verdict_.end = "partial";
		return std::move(verdict_);
	}

      private:
	// True while the bytes that are there may say more.
	bool step()
	{
		return in_body_ ? read_body() : read_head();
	}

	bool read_head()
	{
		// A copy of exactly its size: the sanitizer sees its end.
		const std::string_view rest = std::string_view(bytes_).substr(at_);
		const std::unique_ptr<char[]> head(new char[rest.size()]);
		rest.copy(head.get(), rest.size());

		switch (kh_parse(&parser_, head.get(),
				 static_cast<u32>(rest.size()), &req_)) {
		case KH_PARSE_MORE:
			return false;
		case KH_PARSE_REFUSE:
			return refuse(std::to_string(req_.status),
				      at_ + parser_.pos);
		case KH_PARSE_DONE:
			break;
		}
		take_head(rest.substr(0, req_.head_len));
		at_ += req_.head_len;
		return true;
	}

	void take_head(std::string_view head)
	{
		Request r;
		const size_t method = head.find_first_not_of("\r\n");

		r.target = head.substr(req_.target.off, req_.target.len);
		r.host = head.substr(req_.host.off, req_.host.len);
		r.has_host = req_.has_host;
		r.minor = req_.minor;
		r.keep = req_.keep_alive;
		r.method = head.substr(method, head.find(' ', method) - method);
		if (kh_method_of(kh_span(r.method.data(), r.method.size())) !=
		    req_.method)
			r.method = "?"; // not the token that stands there
		r.path = path_of(r.target);
		for (u8 i = 0; i < req_.nr_kept; i++) {
			const struct kh_kept &line = req_.kept[i];

			r.kept.emplace_back(kept_names[line.name],
					    head.substr(line.value.off,
							line.value.len));
		}
		in_body_ = true;
		left_ = 0;
		if (req_.body == KH_BODY_LENGTH) {
			r.body = "length";
			left_ = req_.content_length;
		} else if (req_.body == KH_BODY_CHUNKED) {
			r.body = "chunked";
			kh_chunked_init(&chunked_);
		}
		verdict_.requests.push_back(std::move(r));
	}

	std::string path_of(const std::string &target) const
	{
		char path[KH_TARGET_MAX];
		u32 len;
		int status;

		if (target == "*" || req_.method == KH_METHOD_CONNECT)
			return "-";
		status = kh_target_path(kh_span(target.data(), target.size()),
					path, sizeof(path), &len);
		return status ? std::to_string(status) :
				to_hex(std::string_view(path, len));
	}

	bool read_body()
	{
		const std::string_view rest = std::string_view(bytes_).substr(at_);

		if (req_.body == KH_BODY_CHUNKED)
			return read_chunked(rest);
		const std::string_view part = rest.substr(0, left_);
		verdict_.requests.back().content += part;
		at_ += part.size();
		left_ -= part.size();
		return left_ == 0 && end_request();
	}

	// Byte by byte, so that chunk data can be told from the rest.
	bool read_chunked(std::string_view rest)
	{
		for (const char byte : rest) {
			u32 used = 0;
			u64 data = 0;
			const auto result = kh_chunked_feed(&chunked_, &byte, 1,
							    &used, &data);
			if (data)
				verdict_.requests.back().content += byte;
			if (result == KH_CHUNKED_BAD)
				return refuse("chunk", at_);
			at_++;
			if (result == KH_CHUNKED_DONE)
				return end_request();
		}
		return false;
	}

	bool end_request()
	{
		verdict_.requests.back().complete = true;
		in_body_ = false;
		verdict_.ends.push_back(at_);
		if (req_.method == KH_METHOD_CONNECT)
			verdict_.end = "tunnel";
		else if (!req_.keep_alive)
			verdict_.end = "closed";
		kh_parse_init(&parser_, &req_);
		return true;
	}

	bool refuse(std::string why, size_t at)
	{
		verdict_.end = "refused";
		verdict_.why = std::move(why);
		verdict_.at = static_cast<long>(at);
		return false;
	}

	Verdict verdict_;
	std::string bytes_;
	size_t at_ = 0; // of the head or of the body's unread part
	bool in_body_ = false;
	u64 left_ = 0;
	struct kh_parser parser_;
	struct kh_request req_;
	struct kh_chunked chunked_;
};

} // namespace

Verdict read_stream(const std::vector<std::string_view> &pieces)
{
	Stream stream;

	for (const std::string_view piece : pieces)
		stream.feed(piece);
	return stream.finish();
}

} // namespace khttpd::diff
