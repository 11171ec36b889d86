// SPDX-License-Identifier: GPL-2.0-only
//
// Whole files: read with a bound, written so that a reader sees the old
// content or the new one and nothing between.
#ifndef KHTTPD_TOOLS_COMMON_FILE_H
#define KHTTPD_TOOLS_COMMON_FILE_H

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/common/result.h"

namespace khttpd {

// The error names the path and the reason.
Result<std::string> read_file(const std::string& path, size_t max_bytes);

// The same where a file that cannot be read says as little as an empty one.
std::string content_of(const std::string& path, size_t max_bytes);

// False also where it cannot be told.
bool file_exists(const std::string& path);

// Makes the directory of path, for everyone to read, when only that is
// missing.  What goes wrong shows when path is written.
void make_parent(const std::string& path);

// Writes a temporary file in the same directory, syncs it and renames it over
// path.  After an error path is what it was before and no temporary is left.
Status write_file_atomically(const std::string& path, std::string_view content,
                             mode_t mode);

}  // namespace khttpd

#endif  // KHTTPD_TOOLS_COMMON_FILE_H
