// SPDX-License-Identifier: GPL-2.0-only
//
// The words of HTTP that a configuration may hold, checked as strictly as the
// module will check them in the compiled policy, with the place of a mistake.
#ifndef KHTTPD_TOOLS_KHTTPDCTL_HTTP_WORDS_H
#define KHTTPD_TOOLS_KHTTPDCTL_HTTP_WORDS_H

#include <string>
#include <string_view>

#include "tools/khttpdctl/value_error.h"

namespace khttpd::ctl {

// RFC 9110 5.6.2; an empty text is none.
bool is_token(std::string_view text);

// ASCII letters to lower case; every other byte stays.
std::string lower(std::string_view text);

// type "/" subtype and parameters (RFC 9110 8.3.1).
Fault check_media_type(std::string_view text);
// The same without parameters; "text/*" too.
Fault check_media_range(std::string_view text);

// The path of a request as it is matched: decoded, no "." and ".." and no
// empty segment, since a request's path is put into that form first.
Fault check_path(std::string_view text);

// The value of Server: products with or without a version (RFC 9110 10.2.4).
Fault check_products(std::string_view text);

// A path or an http or https URL, as it stands in Location (RFC 9110 10.2.2).
Fault check_location(std::string_view text);
// Where its path begins (the end of the text when it has none); npos when the
// text is neither a path nor such a URL.
size_t location_path(std::string_view text);

// "Name: value" of a field that the module does not write itself; gives it
// with one blank after the colon.
ValueResult parse_field(std::string_view text);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_HTTP_WORDS_H
