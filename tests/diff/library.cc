// SPDX-License-Identifier: GPL-2.0-only
// The parser library that the release has: llhttp, or http_parser before it.
#include <cstring>
#include <strings.h>

#include "reader.h"

#ifdef KHTTPD_LLHTTP
#include <llhttp.h>
typedef llhttp_t parser_t;
typedef llhttp_settings_t settings_t;

static const char *method_name(const parser_t &parser)
{
	return llhttp_method_name(
		static_cast<llhttp_method>(parser.method));
}
#else
#include <http_parser.h>
typedef http_parser parser_t;
typedef http_parser_settings settings_t;

static const char *method_name(const parser_t &parser)
{
	return http_method_str(static_cast<http_method>(parser.method));
}
#endif

namespace khttpd::diff {
namespace {

class Stream {
      public:
	Stream();
	void feed(std::string_view piece);
	Verdict finish();

	// Events of the library.
	int on_begin();
	int on_target(std::string_view part);
	int on_name(std::string_view part);
	int on_value(std::string_view part);
	int on_head();
	int on_body(std::string_view part);
	int on_complete();

      private:
	Request &request()
	{
		return verdict_.requests.back();
	}
	void end_field();
	void refuse(const char *why);

	settings_t settings_;
	parser_t parser_;
	Verdict verdict_;
	bool in_message_ = false;
	bool head_done_ = false;
	bool in_value_ = false;
	std::string target_, name_, value_, host_, body_ = "none";
	bool has_host_ = false;
	std::vector<std::pair<std::string, std::string>> kept_;
};

Stream *of(parser_t *parser)
{
	return static_cast<Stream *>(parser->data);
}

template <int (Stream::*Event)()>
int plain(parser_t *parser)
{
	return (of(parser)->*Event)();
}

template <int (Stream::*Event)(std::string_view)>
int data(parser_t *parser, const char *at, size_t len)
{
	return (of(parser)->*Event)(std::string_view(at, len));
}

Stream::Stream()
{
	std::memset(&settings_, 0, sizeof(settings_));
	settings_.on_message_begin = plain<&Stream::on_begin>;
	settings_.on_url = data<&Stream::on_target>;
	settings_.on_header_field = data<&Stream::on_name>;
	settings_.on_header_value = data<&Stream::on_value>;
	settings_.on_headers_complete = plain<&Stream::on_head>;
	settings_.on_body = data<&Stream::on_body>;
	settings_.on_message_complete = plain<&Stream::on_complete>;
#ifdef KHTTPD_LLHTTP
	llhttp_init(&parser_, HTTP_REQUEST, &settings_);
#else
	http_parser_init(&parser_, HTTP_REQUEST);
#endif
	parser_.data = this;
}

// After the last request of a connection nothing is read.
int Stream::on_begin()
{
	if (verdict_.end != "idle")
		return -1;
	in_message_ = true;
	head_done_ = in_value_ = has_host_ = false;
	target_ = name_ = value_ = host_ = "";
	body_ = "none";
	kept_.clear();
	return 0;
}

int Stream::on_target(std::string_view part)
{
	target_ += part;
	return 0;
}

int Stream::on_name(std::string_view part)
{
	if (in_value_)
		end_field();
	name_ += part;
	return 0;
}

int Stream::on_value(std::string_view part)
{
	in_value_ = true;
	value_ += part;
	return 0;
}

// Trailer fields come this way too and are dropped.
void Stream::end_field()
{
	const auto is = [this](const char *name) {
		return !head_done_ && strcasecmp(name_.c_str(), name) == 0;
	};

	// Blanks at the end are left to the library's users.
	value_.erase(value_.find_last_not_of(" \t") + 1);
	for (const char *name : kept_names)
		if (is(name))
			kept_.emplace_back(name, value_);
	if (is("host")) {
		has_host_ = true;
		host_ = value_;
	} else if (is("content-length") && body_ == "none") {
		body_ = "length";
	} else if (is("transfer-encoding")) {
		body_ = "chunked";
	}
	name_ = value_ = "";
	in_value_ = false;
}

int Stream::on_head()
{
	Request r;

	if (in_value_ || !name_.empty())
		end_field();
	head_done_ = true;
	r.method = method_name(parser_);
	r.target = target_;
	r.host = host_;
	r.has_host = has_host_;
	r.kept = std::move(kept_);
	r.path = "?";
	r.body = body_;
	// RFC 9110 2.5: as the highest version that the reader knows.
	r.minor = parser_.http_minor > 0;
#ifdef KHTTPD_LLHTTP
	r.keep = llhttp_should_keep_alive(&parser_);
#else
	r.keep = http_should_keep_alive(&parser_);
#endif
	verdict_.requests.push_back(std::move(r));
	return 0;
}

int Stream::on_body(std::string_view part)
{
	request().content += part;
	return 0;
}

int Stream::on_complete()
{
	in_message_ = false;
	request().complete = true;
	if (request().method == "CONNECT")
		verdict_.end = "tunnel";
	else if (!request().keep)
		verdict_.end = "closed";
	return 0;
}

void Stream::refuse(const char *why)
{
	if (verdict_.end != "idle")
		return;
	verdict_.end = "refused";
	verdict_.why = why;
}

void Stream::feed(std::string_view piece)
{
	if (verdict_.end != "idle")
		return;
#ifdef KHTTPD_LLHTTP
	enum llhttp_errno error =
		llhttp_execute(&parser_, piece.data(), piece.size());
	// "Upgrade" is for whoever wants to leave HTTP; this reader does not.
	while (error == HPE_PAUSED_UPGRADE && verdict_.end == "idle") {
		const char *at = llhttp_get_error_pos(&parser_);
		llhttp_resume_after_upgrade(&parser_);
		piece.remove_prefix(static_cast<size_t>(at - piece.data()));
		error = llhttp_execute(&parser_, piece.data(), piece.size());
	}
	if (error != HPE_OK)
		refuse(llhttp_errno_name(error));
#else
	while (!piece.empty() && verdict_.end == "idle") {
		const size_t used = http_parser_execute(
			&parser_, &settings_, piece.data(), piece.size());
		if (HTTP_PARSER_ERRNO(&parser_) != HPE_OK)
			return refuse(http_errno_name(
				HTTP_PARSER_ERRNO(&parser_)));
		piece.remove_prefix(used);
	}
#endif
}

Verdict Stream::finish()
{
	if (verdict_.end == "idle" && in_message_)
		verdict_.end = "partial";
	return std::move(verdict_);
}

} // namespace

Verdict read_stream(const std::vector<std::string_view> &pieces)
{
	Stream stream;

	for (const std::string_view piece : pieces)
		stream.feed(piece);
	return stream.finish();
}

} // namespace khttpd::diff
