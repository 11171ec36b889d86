// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/help.h"

namespace htstress {

const char* const kHelp =
    R"(usage: htstress [OPTION]... URL...
       htstress --compare A.json B.json

Asks an HTTP/1.1 server for http://HOST[:PORT][/PATH] over many connections,
checks that every answer is whole, and reports rate, latency and failures.

Load
  -n, --number N          end after N requests (default: no such limit)
  -c, --concurrency N     connections in total, of all threads (default 1)
  -t, --threads N         threads, at most one per connection (default 1)
  -D, --duration TIME     measure for this long
      --warmup TIME       run for this long before anything is counted
  -R, --rate N            open model: N requests per second in total, each due
                          at a fixed time, from which its latency counts
  -p, --pipeline N        requests in flight on each connection (default 1)
  -k, --keepalive         keep connections open (the default)
      --no-keepalive      a new connection for each request
      --timeout TIME      give a request up after this time (default 30s)

Requests
  -m, --method NAME       request method (default GET)
  -H, --header FIELD      add the field 'Name: value'; may be repeated
      --body FILE         send this file as the content of every request
  -h, --host HOST         value of the Host field (this is not help)
      --path-file FILE    ask for the paths or URLs in this file, one per line
      --seed N            take the URLs at random, repeatably
  -u, --udaddr PATH       connect to this unix socket
      --connect-to HOST:PORT
                          connect here, whatever the URL says
  -4, -6                  use IPv4 or IPv6 only

Report
      --percentiles LIST  (default 50,75,90,99,99.9,99.99)
  -j, --json[=FILE]       as JSON, to standard output or to FILE
      --csv[=FILE]        as a line of names and a line of values
      --histogram FILE    all latencies in the text form of HdrHistogram
      --plot FILE         SVG: latency by percentile, requests/sec over time
      --compare A B       two JSON reports side by side: change or noise?
      --fail-if LIST      exit with 3 if one of them holds: 'p99>5ms,errors>0'
  -q, --quiet             no report and no progress
      --no-progress       no progress, even on a terminal
  -d, --debug             copy what the server sends to standard error
      --completion SHELL  print the completion for a shell: bash
      --help              print this text
  -V, --version           print the version

TIME is a number with h, m, s, ms or us, or of seconds; N may end in k, M or G.
Ctrl-C ends the run and prints the report.  Everything else: man htstress.
)";

}  // namespace htstress
