// SPDX-License-Identifier: GPL-2.0-only
//
// What --help prints.  Written out, because the parser library breaks no
// lines and words it differently in each of its versions.
#ifndef KHTTPD_TOOLS_HTSTRESS_HELP_H
#define KHTTPD_TOOLS_HTSTRESS_HELP_H

namespace htstress {

extern const char* const kHelp;

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_HELP_H
