// SPDX-License-Identifier: GPL-2.0-only
#include "core/mime.h"

#include "core/ascii.h"

#define UTF8 "; charset=utf-8"

struct mime_type {
	const char *extension; /* lower case, without the dot */
	const char *type;
};

/* By the registry of media types; the most asked for come first. */
static const struct mime_type types[] = {
	{ "html", "text/html" UTF8 },
	{ "css", "text/css" UTF8 },
	{ "js", "text/javascript" UTF8 }, /* RFC 9239 */
	{ "png", "image/png" },
	{ "jpg", "image/jpeg" },
	{ "svg", "image/svg+xml" },
	{ "json", "application/json" }, /* RFC 8259 11: no charset */
	{ "woff2", "font/woff2" }, /* RFC 8081 */
	{ "ico", "image/vnd.microsoft.icon" },
	{ "txt", "text/plain" UTF8 },
	{ "htm", "text/html" UTF8 },
	{ "mjs", "text/javascript" UTF8 },
	{ "xhtml", "application/xhtml+xml" },
	{ "xml", "application/xml" }, /* the document names its charset */
	{ "rss", "application/rss+xml" },
	{ "atom", "application/atom+xml" },
	{ "md", "text/markdown" UTF8 },
	{ "csv", "text/csv" UTF8 },
	{ "ics", "text/calendar" UTF8 },
	{ "vtt", "text/vtt" UTF8 },
	{ "log", "text/plain" UTF8 },
	{ "conf", "text/plain" UTF8 },
	{ "map", "application/json" },
	{ "jsonld", "application/ld+json" },
	{ "webmanifest", "application/manifest+json" },
	{ "wasm", "application/wasm" },
	{ "jpeg", "image/jpeg" },
	{ "gif", "image/gif" },
	{ "webp", "image/webp" },
	{ "avif", "image/avif" },
	{ "apng", "image/apng" },
	{ "bmp", "image/bmp" },
	{ "tif", "image/tiff" },
	{ "tiff", "image/tiff" },
	{ "woff", "font/woff" },
	{ "ttf", "font/ttf" },
	{ "otf", "font/otf" },
	{ "mp3", "audio/mpeg" },
	{ "m4a", "audio/mp4" },
	{ "ogg", "audio/ogg" },
	{ "oga", "audio/ogg" },
	{ "opus", "audio/ogg" },
	{ "flac", "audio/flac" },
	{ "wav", "audio/wav" },
	{ "mp4", "video/mp4" },
	{ "m4v", "video/mp4" },
	{ "webm", "video/webm" },
	{ "ogv", "video/ogg" },
	{ "mov", "video/quicktime" },
	{ "mpeg", "video/mpeg" },
	{ "ts", "video/mp2t" },
	{ "m3u8", "application/vnd.apple.mpegurl" },
	{ "pdf", "application/pdf" },
	{ "epub", "application/epub+zip" },
	{ "rtf", "application/rtf" },
	{ "zip", "application/zip" },
	{ "gz", "application/gzip" },
	{ "zst", "application/zstd" },
	{ "bz2", "application/x-bzip2" },
	{ "xz", "application/x-xz" },
	{ "tar", "application/x-tar" },
	{ "7z", "application/x-7z-compressed" },
	{ "deb", "application/vnd.debian.binary-package" },
	{ "rpm", "application/x-rpm" },
	{ "docx", "application/vnd.openxmlformats-officedocument."
		  "wordprocessingml.document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument."
		  "spreadsheetml.sheet" },
	{ "pptx", "application/vnd.openxmlformats-officedocument."
		  "presentationml.presentation" },
	{ "odt", "application/vnd.oasis.opendocument.text" },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet" },
	{ "odp", "application/vnd.oasis.opendocument.presentation" },
};

struct kh_span kh_mime_extension(struct kh_span path)
{
	size_t begin = path.len;
	size_t dot;

	while (begin && path.ptr[begin - 1] != '/')
		begin--;
	dot = path.len;
	while (dot > begin && path.ptr[dot - 1] != '.')
		dot--;
	if (dot <= begin + 1)
		return kh_span(path.ptr + path.len, 0);
	return kh_span_from(path, dot);
}

struct kh_span kh_mime_find(struct kh_span extension)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (kh_ascii_equal_nocase(extension, types[i].extension))
			return kh_span_str(types[i].type);
	return kh_span("", 0);
}

struct kh_span kh_mime_type(struct kh_span path)
{
	struct kh_span type = kh_mime_find(kh_mime_extension(path));

	return type.len ? type : kh_span_str(KH_MIME_UNKNOWN);
}
