// SPDX-License-Identifier: GPL-2.0-only
//
// --compare: two JSON reports side by side, and which differences are more
// than noise.
#ifndef KHTTPD_TOOLS_HTSTRESS_COMPARE_H
#define KHTTPD_TOOLS_HTSTRESS_COMPARE_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/common/result.h"

namespace htstress {

khttpd::Result<std::string> compare_files(const std::string& name_a,
                                          const std::string& name_b);

// The same for two reports at hand; the names are for the error texts.
khttpd::Result<std::string> compare_reports(const std::string& name_a,
                                            std::string_view text_a,
                                            const std::string& name_b,
                                            std::string_view text_b);

// Whether two sets of interval counts differ by more than their own
// unsteadiness explains (Welch's t test, 99.9 %).
bool differ(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_COMPARE_H
