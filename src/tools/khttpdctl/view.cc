// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/view.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/khttpdctl/plan.h"

namespace khttpd::ctl {
namespace {

constexpr size_t kWidth = 77;

std::string people_parameters(const std::vector<Difference>& all,
                              std::string_view config_path) {
  if (all.empty()) return fmt::format("parameters as in {}\n", config_path);
  std::string out =
      fmt::format("parameters that differ from {}:\n", config_path);
  for (const Difference& d : all)
    out += fmt::format("  {}: running {}, file says {} ({} applies it)\n",
                       d.option->name, shown(d.running), shown(d.wanted),
                       applies_text(d.option->applies));
  return out;
}

std::string people_counters(const Counters& counters) {
  size_t width = 0;
  for (const auto& [name, value] : counters)
    width = std::max(width, name.size());
  std::string out;
  for (const auto& [name, value] : counters)
    if (name != "version")
      out += fmt::format("  {:<{}}  {}\n", name, width, value);
  return out.empty() ? out : "counters:\n" + out;
}

std::string program_parameters(const Parameters& running,
                               const Result<Config>& config) {
  std::string out;
  for (const Option& option : options()) {
    auto it = running.find(option.name);
    if (it == running.end()) continue;
    std::string wanted = config ? config->value_of(option) : "";
    std::string_view state = "unknown";
    if (config)
      state = it->second == wanted ? "same" : applies_text(option.applies);
    out += fmt::format("parameter\t{}\t{}\t{}\t{}\n", option.name, it->second,
                       wanted, state);
  }
  return out;
}

// Breaks text at blanks into lines of at most kWidth bytes.
std::string wrapped(std::string_view text, std::string_view prefix) {
  std::string out;
  std::string line;
  while (!text.empty()) {
    size_t end = std::min(text.find(' '), text.size());
    if (line.size() + 1 + end > kWidth - prefix.size()) {
      out += fmt::format("{}{}\n", prefix, line);
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + fmt::format("{}{}\n", prefix, line);
}

// mdoc wants each sentence on a line of its own.
std::string sentences(std::string_view text) {
  std::string out;
  for (;;) {
    size_t dot = text.find(". ");
    if (dot == text.npos) return out + wrapped(text, "");
    out += wrapped(text.substr(0, dot + 1), "");
    text.remove_prefix(dot + 2);
  }
}

std::string fallback_words(const Option& option) {
  if (option.is_rule()) return "none";
  return option.fallback_text.empty() ? "empty"
                                      : std::string(option.fallback_text);
}

// "Takes ...", of the argument too.
std::string taken_words(const Option& option) {
  std::string out = expected_text(option);
  if (!option.is_rule()) return out;
  return fmt::format("{}; before the =, {}", out, expected_argument(option));
}

// What a person would uncomment: the default, or how a key is used that has
// none.
std::string conf_line(const Option& option) {
  if (option.is_rule()) return fmt::format("#{}\n", option.example);
  if (option.fallback_text.empty()) return fmt::format("#{} =\n", option.name);
  return fmt::format("#{} = {}\n", option.name, option.fallback_text);
}

std::string_view argument_name(const Option& option) {
  switch (option.argument) {
    case Argument::kNone:
      return "";
    case Argument::kStatus:
      return " Ar status";
    case Argument::kPaths:
      return " Ar path";
    case Argument::kPathsOrType:
      return " Ar path-or-type";
    case Argument::kExtension:
      return " Ar .extension";
  }
  return "";
}

// A line of mdoc text; what roff would take for its own is escaped.
std::string roff(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '"')
      out += "\\(dq";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kInteger:
      return "integer";
    case Type::kSize:
      return "size";
    case Type::kSeconds:
      return "seconds";
    case Type::kPath:
      return "path";
    case Type::kNames:
      return "names";
    case Type::kUser:
      return "user";
    case Type::kListen:
      return "listen";
    case Type::kSwitch:
      return "switch";
    case Type::kChoice:
      return "choice";
    case Type::kEncodings:
      return "encodings";
    case Type::kPage:
      return "page";
    case Type::kMediaType:
      return "mediatype";
    case Type::kServer:
      return "server";
    case Type::kFile:
      return "file";
    case Type::kHeader:
      return "header";
    case Type::kRedirect:
      return "redirect";
    case Type::kMade:
      return "made";
  }
  return "";
}

std::string upper_first(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] -= 'a' - 'A';
  return text;
}

constexpr std::string_view kConfHead =
    "# Configuration of khttpd, the HTTP server in the kernel.\n"
    "#\n"
    "# One `key = value` a line; # begins a comment. A value with a # after a\n"
    "# blank or with blanks at its ends stands in double quotes. See\n"
    "# khttpd.conf(5).\n"
    "#\n"
    "# What is commented out below is the default, or an example of a key "
    "that\n"
    "# has none. After a change:\n"
    "#   systemctl reload khttpd    takes the keys marked \"reload\"\n"
    "#   systemctl restart khttpd   takes every key\n"
    "# khttpdctl check finds mistakes before either.\n";

constexpr std::string_view kConfTail =
    "\n"
    "# Virtual hosts: a section for each site. What it does not set is as set\n"
    "# above, redirects excepted. *.NAME stands for all names below NAME, and "
    "*\n"
    "# for all that have no section. Keys marked \"In [host] too\" may stand\n"
    "# in it.\n"
    "#[host example.org www.example.org]\n"
    "#root = /srv/example\n"
    "#[host *]\n"
    "#root = /srv/vhosts/{host}\n";

}  // namespace

std::string status_for_people(const std::optional<ModuleState>& state,
                              std::string_view config_path,
                              const Result<Config>& config) {
  std::string bad;
  if (!config) bad = config.error().text + "\n";
  if (!state) return "khttpd is not loaded\n" + bad;
  std::string out = fmt::format("khttpd {} is loaded\n", state->version);
  if (config)
    out +=
        people_parameters(differences(*config, state->parameters), config_path);
  return out + bad + people_counters(state->counters);
}

std::string status_for_programs(const std::optional<ModuleState>& state,
                                const Result<Config>& config) {
  std::string out = fmt::format("loaded\t{}\n", state ? "yes" : "no");
  if (state) out += fmt::format("version\t{}\n", state->version);
  out += fmt::format("config\t{}\n", config ? "ok" : "bad");
  if (!state) return out;
  out += program_parameters(state->parameters, config);
  for (const auto& [name, value] : state->counters)
    out += fmt::format("counter\t{}\t{}\n", name, value);
  return out;
}

std::string options_as_conf() {
  std::string out(kConfHead);
  for (const Option& option : options()) {
    if (option.scope == Scope::kNobody) continue;
    out += '\n';
    out += wrapped(option.text, "# ");
    out += wrapped(upper_first(taken_words(option)) + ".", "# ");
    out += fmt::format("# Default: {}. Changed by: {}{}.\n",
                       fallback_words(option), applies_text(option.applies),
                       option.scope == Scope::kSite ? ". In [host] too" : "");
    if (option.fallback_text.empty() && !option.is_rule())
      out += fmt::format("# Example: {}\n", option.example);
    out += conf_line(option);
  }
  return out + std::string(kConfTail);
}

std::string options_as_manual() {
  std::string out;
  for (const Option& option : options()) {
    if (option.scope == Scope::kNobody) continue;
    out += fmt::format(".It Ic {}{}\n{}.br\n", option.name,
                       argument_name(option), sentences(option.text));
    out += sentences(fmt::format("Takes {}.", taken_words(option)));
    out += fmt::format(".br\nDefault: {}.\nChanged by: {}.\n",
                       fallback_words(option), applies_text(option.applies));
    if (option.scope == Scope::kSite) out += "May stand in a section too.\n";
    out += fmt::format(".br\nExample:\n.Dl \"{}\"\n", roff(option.example));
  }
  return out;
}

std::string options_for_programs() {
  std::string out;
  for (const Option& option : options())
    out += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", option.name,
                       type_name(option.type), option.min, option.max,
                       option.fallback, applies_text(option.applies),
                       carrier_text(option.carrier));
  return out;
}

}  // namespace khttpd::ctl
