// SPDX-License-Identifier: GPL-2.0-only
//
// The bytes of every request, made once before the run.
#ifndef KHTTPD_TOOLS_HTSTRESS_REQUESTS_H
#define KHTTPD_TOOLS_HTSTRESS_REQUESTS_H

#include <string>
#include <string_view>
#include <vector>

#include "tools/common/result.h"
#include "tools/htstress/options.h"

namespace htstress {

// One server and what is asked of it; a connection belongs to one origin.
struct Origin {
  HostPort peer;
  std::vector<std::string> requests;  // in the order of the URLs
  // The only request, as often as the pipeline is deep: a whole batch leaves
  // in one send.  Empty with several requests.
  std::string batch;
};

// One request: head and body.
std::string make_request(const Options& options, const Url& url,
                         std::string_view body);

// The lines of a path file: paths below base, or whole URLs; blank lines and
// lines that begin with # are skipped.
khttpd::Result<std::vector<Url>> parse_path_file(const std::string& name,
                                                 std::string_view text,
                                                 const Url& base);

// Groups the requests by peer, in order of appearance.
std::vector<Origin> group_by_peer(const Options& options,
                                  const std::vector<Url>& urls,
                                  std::string_view body);

// Reads the files that the options name and makes the requests.
khttpd::Result<std::vector<Origin>> prepare_requests(const Options& options);

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_REQUESTS_H
