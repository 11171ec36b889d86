// SPDX-License-Identifier: GPL-2.0-only
//
// Whole files in and out.
#ifndef KHTTPD_TOOLS_HTSTRESS_FILE_H
#define KHTTPD_TOOLS_HTSTRESS_FILE_H

#include <string>
#include <string_view>

#include "tools/common/result.h"

namespace htstress {

khttpd::Result<std::string> read_file(const std::string& name);

// "-" is standard output.
khttpd::Status write_file(const std::string& name, std::string_view text);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_FILE_H
