// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/requests.h"

#include <fmt/format.h>
#include <strings.h>

#include "tools/htstress/file.h"

namespace htstress {
namespace {

using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Result;

bool has_header(const Options& options, std::string_view name) {
  for (const std::string& field : options.headers)
    if (field.size() > name.size() && field[name.size()] == ':' &&
        strncasecmp(field.data(), name.data(), name.size()) == 0)
      return true;
  return false;
}

// RFC 9110 section 8.6: methods that may carry content say so when there is
// none.
bool needs_length(const Options& options, std::string_view body) {
  if (has_header(options, "Content-Length")) return false;
  return !body.empty() || !options.body_file.empty() ||
         options.method == "POST" || options.method == "PUT" ||
         options.method == "PATCH";
}

Result<Url> parse_path_line(std::string_view line, const Url& base) {
  if (line[0] != '/') return parse_url(line);
  if (!is_target(line))
    return Error{"blanks and bytes outside ASCII must be percent-encoded",
                 ExitCode::kUsage};
  Url url = base;
  url.target = line.substr(0, line.find('#'));
  return url;
}

}  // namespace

// No User-Agent (RFC 9110 section 10.1.5 asks for one): each field is work
// for the server that is being measured.  -H adds what is wanted.
std::string make_request(const Options& options, const Url& url,
                         std::string_view body) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\n", options.method, url.target);
  if (!has_header(options, "Host"))
    text += fmt::format("Host: {}\r\n", options.host.empty() ? url.authority
                                                             : options.host);
  if (!options.keep_alive && !has_header(options, "Connection"))
    text += "Connection: close\r\n";
  if (needs_length(options, body))
    text += fmt::format("Content-Length: {}\r\n", body.size());
  for (const std::string& field : options.headers) text += field + "\r\n";
  text += "\r\n";
  text += body;
  return text;
}

Result<std::vector<Url>> parse_path_file(const std::string& name,
                                         std::string_view text,
                                         const Url& base) {
  std::vector<Url> urls;
  for (size_t number = 1; !text.empty(); ++number) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    auto url = parse_path_line(line, base);
    if (!url)
      return Error{fmt::format("{}:{}: {}", name, number, url.error().text),
                   ExitCode::kUsage};
    urls.push_back(*url);
  }
  if (urls.empty())
    return Error{fmt::format("{}: no path in it", name), ExitCode::kUsage};
  return urls;
}

std::vector<Origin> group_by_peer(const Options& options,
                                  const std::vector<Url>& urls,
                                  std::string_view body) {
  std::vector<Origin> origins;
  bool one_peer = options.connect_to || !options.unix_path.empty();
  for (const Url& url : urls) {
    Origin* origin = nullptr;
    for (Origin& known : origins)
      if (one_peer || known.peer == url.peer) origin = &known;
    if (!origin) origin = &origins.emplace_back(Origin{url.peer, {}, {}});
    origin->requests.push_back(make_request(options, url, body));
  }
  for (Origin& origin : origins)
    for (unsigned i = 0; origin.requests.size() == 1 && i < options.pipeline;
         ++i)
      origin.batch += origin.requests[0];
  return origins;
}

Result<std::vector<Origin>> prepare_requests(const Options& options) {
  std::string body;
  if (!options.body_file.empty()) {
    auto text = read_file(options.body_file);
    if (!text) return text.error();
    body = *text;
  }
  std::vector<Url> urls = options.urls;
  if (!options.path_file.empty()) {
    if (urls.size() > 1)
      return Error{"--path-file takes one URL, the base of its paths",
                   ExitCode::kUsage};
    auto text = read_file(options.path_file);
    if (!text) return text.error();
    auto lines = parse_path_file(options.path_file, *text, urls[0]);
    if (!lines) return lines.error();
    urls = *lines;
  }
  std::vector<Origin> origins = group_by_peer(options, urls, body);
  if (origins.size() > options.connections)
    return Error{fmt::format("{} servers need at least {} connections (-c)",
                             origins.size(), origins.size()),
                 ExitCode::kUsage};
  return origins;
}

}  // namespace htstress
