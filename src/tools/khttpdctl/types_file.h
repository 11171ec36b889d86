// SPDX-License-Identifier: GPL-2.0-only
//
// A list of media types and their extensions, in the form of /etc/mime.types:
//
//   text/html    html htm    # comment
#ifndef KHTTPD_TOOLS_KHTTPDCTL_TYPES_FILE_H
#define KHTTPD_TOOLS_KHTTPDCTL_TYPES_FILE_H

#include <map>
#include <string>
#include <string_view>

#include "tools/common/result.h"

namespace khttpd::ctl {

using TypesByExtension = std::map<std::string, std::string>;

// By extension in lower case.  Of an extension's types the first counts; what
// is text is said to be in UTF-8, as in the module's own list.  An extension
// that no file can be found by (with a dot in it) is passed over.
Result<TypesByExtension> parse_types(std::string_view file,
                                     std::string_view text);

Result<TypesByExtension> load_types(const std::string& path);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_TYPES_FILE_H
