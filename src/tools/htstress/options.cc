// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tools/common/completion.h"
#include "tools/htstress/help.h"
#include "tools/htstress/units.h"

namespace htstress {
namespace {

using khttpd::Done;
using khttpd::Error;
using khttpd::ExitCode;
using khttpd::Result;
using khttpd::Status;

// Bounds against typing errors; nobody measures beyond them.
constexpr uint64_t kMaxConnections = 1'000'000;
constexpr uint64_t kMaxThreads = 1024;
constexpr uint64_t kMaxPipeline = 1024;
constexpr std::string_view kDefaultPercentiles = "50,75,90,99,99.9,99.99";
constexpr double kMaxRate = 1e9;  // one request per nanosecond

// What was typed.  The values stay text until convert(), because the texts
// of our errors must not depend on the version of the parser library.
struct Raw {
  std::vector<std::string> urls, headers, compare;
  std::string number, concurrency, threads, duration, warmup, pipeline, rate;
  std::string method, body, timeout, connect_to, path_file, seed;
  std::string unix_path, host, percentiles, histogram, plot, fail_if;
  std::string json, csv;
  bool debug = false, ipv4 = false, ipv6 = false, keep_alive = false;
  bool no_keep_alive = false, quiet = false, no_progress = false;
};

Error usage(std::string text) { return {std::move(text), ExitCode::kUsage}; }

// The type is what the completion offers (common/completion.h).
void add_text(CLI::App* app, const char* names, std::string* value,
              const char* type = "TEXT") {
  app->add_option(names, *value)->take_last()->type_name(type);
}

void add_load_options(CLI::App* app, Raw* raw) {
  add_text(app, "-n,--number", &raw->number);
  add_text(app, "-c,--concurrency", &raw->concurrency);
  add_text(app, "-t,--threads", &raw->threads);
  add_text(app, "-D,--duration", &raw->duration);
  add_text(app, "--warmup", &raw->warmup);
  add_text(app, "-R,--rate", &raw->rate);
  add_text(app, "-p,--pipeline", &raw->pipeline);
  app->add_flag("-k,--keepalive", raw->keep_alive);
  app->add_flag("--no-keepalive", raw->no_keep_alive);
  add_text(app, "--timeout", &raw->timeout);
}

void add_request_options(CLI::App* app, Raw* raw) {
  add_text(app, "-m,--method", &raw->method,
           "{GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS}");
  app->add_option("-H,--header", raw->headers)
      ->type_size(1)
      ->allow_extra_args(false);
  add_text(app, "--body", &raw->body, "FILE");
  add_text(app, "-h,--host", &raw->host, "HOST");
  add_text(app, "--path-file", &raw->path_file, "FILE");
  add_text(app, "--seed", &raw->seed);
  add_text(app, "-u,--udaddr", &raw->unix_path, "FILE");
  add_text(app, "--connect-to", &raw->connect_to, "HOST");
  app->add_flag("-4", raw->ipv4);
  app->add_flag("-6", raw->ipv6);
}

// {-}: the value, standard output, that the bare option stands for.
void add_report_options(CLI::App* app, Raw* raw) {
  add_text(app, "--percentiles", &raw->percentiles);
  app->add_flag("-j{-},--json{-}", raw->json)->type_name("FILE");
  app->add_flag("--csv{-}", raw->csv)->type_name("FILE");
  add_text(app, "--histogram", &raw->histogram, "FILE");
  add_text(app, "--plot", &raw->plot, "FILE.svg");
  app->add_option("--compare", raw->compare)
      ->type_size(2)
      ->type_name("FILE.json")
      ->allow_extra_args(false);
  add_text(app, "--fail-if", &raw->fail_if);
  app->add_flag("-q,--quiet", raw->quiet);
  app->add_flag("--no-progress", raw->no_progress);
  app->add_flag("-d,--debug", raw->debug);
}

void describe(CLI::App* app, Raw* raw) {
  app->set_help_flag("--help");
  app->set_version_flag("-V,--version", "htstress " KHTTPD_VERSION);
  khttpd::add_completion_option(app, "htstress");
  app->add_option("url", raw->urls);
  add_load_options(app, raw);
  add_request_options(app, raw);
  add_report_options(app, raw);
}

Status read_count(const char* name, const std::string& text, uint64_t low,
                  uint64_t high, uint64_t* value) {
  if (text.empty()) return Done{};
  auto number = parse_count(text);
  if (!number)
    return usage(
        fmt::format("{}: expected a whole number, got '{}'", name, text));
  if (*number < low || *number > high)
    return usage(fmt::format("{}: {} is out of range, expected {} to {}", name,
                             text, low, high));
  *value = *number;
  return Done{};
}

Status read_time(const char* name, const std::string& text, bool may_be_zero,
                 uint64_t* value) {
  if (text.empty()) return Done{};
  auto time = parse_duration(text);
  if (!time)
    return usage(fmt::format(
        "{}: expected a time like 10s or 500ms, got '{}'", name, text));
  if (*time == 0 && !may_be_zero)
    return usage(fmt::format("{}: must be longer than 0", name));
  *value = *time;
  return Done{};
}

Status read_load(const Raw& raw, Options* options) {
  uint64_t connections = 1, threads = 1, pipeline = 1;
  options->timeout_ns = 30 * kNsPerSecond;
  Status all[] = {
      read_count("--number", raw.number, 0, UINT64_MAX, &options->number),
      read_count("--concurrency", raw.concurrency, 1, kMaxConnections,
                 &connections),
      read_count("--threads", raw.threads, 1, kMaxThreads, &threads),
      read_count("--pipeline", raw.pipeline, 1, kMaxPipeline, &pipeline),
      read_time("--duration", raw.duration, false, &options->duration_ns),
      read_time("--warmup", raw.warmup, true, &options->warmup_ns),
      read_time("--timeout", raw.timeout, false, &options->timeout_ns),
  };
  for (Status& status : all)
    if (!status) return status;
  options->connections = static_cast<unsigned>(connections);
  options->asked_threads = static_cast<unsigned>(threads);
  options->threads = static_cast<unsigned>(std::min(threads, connections));
  options->pipeline = static_cast<unsigned>(pipeline);
  options->keep_alive = !raw.no_keep_alive;
  if (raw.keep_alive && raw.no_keep_alive)
    return usage("--keepalive and --no-keepalive exclude each other");
  if (pipeline > 1 && !options->keep_alive)
    return usage("--pipeline needs keep-alive connections");
  if (raw.rate.empty()) return Done{};
  auto rate = parse_rate(raw.rate);
  if (!rate || *rate <= 0 || *rate > kMaxRate)
    return usage(fmt::format(
        "--rate: expected requests per second above 0, got '{}'", raw.rate));
  options->rate = *rate;
  return Done{};
}

bool is_token(const std::string& text) {
  constexpr std::string_view kAllowed = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           kAllowed.find(c) != std::string_view::npos;
  });
}

Status check_header(const std::string& field) {
  size_t colon = field.find(':');
  bool clean = field.find_first_of(std::string_view("\r\n\0", 3)) ==
               std::string::npos;
  if (colon == std::string::npos || !clean ||
      !is_token(field.substr(0, colon)))
    return usage(
        fmt::format("--header: expected 'Name: value', got '{}'", field));
  return Done{};
}

Status read_request(const Raw& raw, Options* options) {
  if (!raw.method.empty()) options->method = raw.method;
  if (!is_token(options->method))
    return usage(fmt::format("--method: '{}' is not a method", raw.method));
  if (options->method == "CONNECT")
    return usage("--method: CONNECT opens tunnels, it cannot be measured");
  for (const std::string& field : raw.headers)
    if (auto status = check_header(field); !status) return status;
  options->headers = raw.headers;
  options->body_file = raw.body;
  if (!is_target(raw.host))
    return usage(fmt::format("--host: '{}' is not a host", raw.host));
  options->host = raw.host;
  options->path_file = raw.path_file;
  if (raw.seed.empty()) return Done{};
  uint64_t seed = 0;
  auto status = read_count("--seed", raw.seed, 0, UINT64_MAX, &seed);
  if (status) options->seed = seed;
  return status;
}

// sockaddr_un holds 108 bytes, one of them the end.
constexpr size_t kMaxUnixPath = 107;

Status read_peer(const Raw& raw, Options* options) {
  options->unix_path = raw.unix_path;
  if (raw.unix_path.size() > kMaxUnixPath)
    return usage(fmt::format("--udaddr: the path is longer than {} bytes",
                             kMaxUnixPath));
  if (raw.ipv4 && raw.ipv6) return usage("-4 and -6 exclude each other");
  options->family = raw.ipv4   ? Family::kIpv4
                    : raw.ipv6 ? Family::kIpv6
                               : Family::kAny;
  if (raw.connect_to.empty()) return Done{};
  if (!raw.unix_path.empty())
    return usage("--udaddr and --connect-to exclude each other");
  auto peer = parse_host_port(raw.connect_to, 0);
  if (!peer) return usage("--connect-to: " + peer.error().text);
  options->connect_to = *peer;
  return Done{};
}

Status read_percentiles(const std::string& text, Options* options) {
  std::string_view rest = text;
  if (text.empty()) rest = kDefaultPercentiles;
  while (true) {
    size_t comma = rest.find(',');
    std::string_view part = rest.substr(0, comma);
    auto percent = parse_number(part);
    if (!percent || *percent <= 0 || *percent > 100)
      return usage(fmt::format(
          "--percentiles: expected numbers above 0 up to 100, got '{}'",
          part));
    options->percentiles.push_back(*percent);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  std::sort(options->percentiles.begin(), options->percentiles.end());
  return Done{};
}

Status read_report(const Raw& raw, Options* options) {
  if (auto status = read_percentiles(raw.percentiles, options); !status)
    return status;
  options->json = !raw.json.empty();
  options->json_file = raw.json;
  options->csv = !raw.csv.empty();
  options->csv_file = raw.csv;
  if (raw.json == "-" && raw.csv == "-")
    return usage("--json and --csv cannot both go to standard output");
  options->histogram_file = raw.histogram;
  options->plot_file = raw.plot;
  options->quiet = raw.quiet;
  options->progress = !raw.no_progress && !raw.quiet;
  options->debug = raw.debug;
  if (raw.fail_if.empty()) return Done{};
  auto thresholds = parse_thresholds(raw.fail_if);
  if (!thresholds) return thresholds.error();
  options->fail_if = *thresholds;
  return Done{};
}

Status read_urls(const Raw& raw, Options* options) {
  if (raw.urls.empty()) return usage("a URL is needed (see htstress --help)");
  for (const std::string& text : raw.urls) {
    auto url = parse_url(text);
    if (!url) return url.error();
    options->urls.push_back(*url);
  }
  options->url_texts = raw.urls;
  return Done{};
}

Result<Options> convert(const Raw& raw) {
  Options options;
  if (!raw.compare.empty()) {
    if (!raw.urls.empty()) return usage("--compare takes no URL");
    options.action = Action::kCompare;
    options.compare_a = raw.compare[0];
    options.compare_b = raw.compare[1];
    return options;
  }
  for (auto read :
       {read_load, read_request, read_peer, read_report, read_urls})
    if (auto status = read(raw, &options); !status) return status.error();
  return options;
}

Options print(std::string text) {
  Options options;
  options.action = Action::kPrintText;
  options.text = std::move(text);
  return options;
}

// "--number: 1 required ...": only the name of the option is the same in all
// versions of the library.
std::string value_is_needed(const std::string& text) {
  std::string name = text.substr(0, text.find_first_of(": "));
  const char* hint = name == "--host" ? " (for help: --help)" : "";
  return name + ": a value is needed" + hint;
}

}  // namespace

Result<Options> parse_options(int argc, const char* const* argv) {
  CLI::App app;
  Raw raw;
  describe(&app, &raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return print(kHelp);
  } catch (const CLI::CallForVersion&) {
    return print("htstress " KHTTPD_VERSION "\n");
  } catch (const khttpd::CallForCompletion& call) {
    return print(call.what());
  } catch (const CLI::ExtrasError&) {
    return usage(fmt::format("unknown option {} (see htstress --help)",
                             app.remaining().front()));
  } catch (const CLI::ArgumentMismatch& error) {
    return usage(value_is_needed(error.what()));
  } catch (const CLI::ParseError& error) {
    return usage(error.what());
  }
  return convert(raw);
}

}  // namespace htstress
