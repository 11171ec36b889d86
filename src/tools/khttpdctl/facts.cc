// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/facts.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tools/common/file.h"
#include "tools/khttpdctl/diagnostic.h"
#include "tools/khttpdctl/kernel_log.h"
#include "tools/khttpdctl/module_state.h"
#include "tools/khttpdctl/number.h"
#include "tools/khttpdctl/port_owner.h"

namespace khttpd::ctl {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = 64 << 20;  // logs, lists of modules: far smaller
constexpr std::string_view kSourcePrefix = "khttpd-";

template <typename F>
void for_each_line(std::string_view text, F use) {
  while (!text.empty()) {
    size_t end = text.find('\n');
    use(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

// The newest of several by name order is good enough for a message.
std::string source_version(const std::string& sources) {
  std::string version;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(sources, error)) {
    std::string name = entry.path().filename();
    if (name.starts_with(kSourcePrefix))
      version = std::max(version, name.substr(kSourcePrefix.size()));
  }
  return version;
}

void look_at_dkms(const Machine& machine, Facts* facts) {
  const Paths& paths = machine.paths;
  facts->source_version = source_version(paths.sources);
  facts->autoinstall_off = file_exists(paths.dkms_config + "/no-autoinstall");
  std::string state =
      fmt::format("{}/khttpd/{}", paths.dkms_state, facts->source_version);
  facts->built = file_exists(fmt::format("{}/{}", state, machine.release));
  std::string log = state + "/build/make.log";
  std::string text = content_of(log, kMaxBytes);
  // The first line of the log names the kernel it was made for.
  if (text.substr(0, text.find('\n')).find(machine.release) == text.npos)
    return;
  facts->make_log = log;
  facts->make_error = first_error_line(text);
}

void look_at_kernel(const Machine& machine, Facts* facts) {
  std::string tree = machine.paths.modules + "/" + machine.release;
  facts->release = machine.release;
  facts->kernel_supported = is_supported_release(machine.release);
  facts->module_tree = file_exists(tree);
  facts->headers = file_exists(tree + "/build/Makefile");
  std::string listed =
      module_file_in(content_of(tree + "/modules.dep", kMaxBytes));
  if (listed.empty()) return;
  facts->module_file = listed.front() == '/' ? listed : tree + "/" + listed;
  facts->module_file_exists = file_exists(facts->module_file);
}

void look_at_ports(const Machine& machine, const Config& config, Facts* facts) {
  auto port = parse_number(config.value_of("port"));
  if (!port) return;
  std::vector<Listener> listeners = read_listeners(machine.paths.proc);
  for (const Endpoint& wanted : listen_endpoints(
           config.value_of("listen"), static_cast<uint16_t>(*port))) {
    auto taken = std::find_if(
        listeners.begin(), listeners.end(), [&](const Listener& listener) {
          return endpoints_conflict(listener.endpoint, wanted);
        });
    if (taken == listeners.end()) continue;
    facts->busy_ports.push_back(
        {endpoint_text(wanted),
         socket_owner(machine.paths.proc, taken->inode)});
  }
}

void look_at_root(const std::string& path, const Config& config, Facts* facts) {
  std::string error = root_problem(path, config.value_of("user"));
  if (!error.empty()) facts->bad_roots.push_back({path, error});
}

void look_at_policy(const Machine& machine, const Config& config,
                    Facts* facts) {
  if (config.policy().empty()) return;
  auto state = read_module_state(machine.paths);
  if (state && state->parameters[std::string(policy_option().name)] ==
                   config.value_of(policy_option()))
    return;
  KernelLog log(machine.paths.kernel_log, KernelLog::From::kBoot);
  for (std::string& line : log.lines())
    if (line.starts_with(kPolicyLine)) facts->policy_refusal = std::move(line);
}

void look_at_config(const Machine& machine, const Result<Config>& config,
                    Facts* facts) {
  if (!config) {
    facts->config_error = config.error().text;
    return;
  }
  look_at_root(config->value_of("root"), *config, facts);
  for (const std::string& root : config->site_roots())
    look_at_root(root, *config, facts);
  look_at_policy(machine, *config, facts);
  // The module's own sockets hold them when it is loaded.
  if (!facts->loaded) look_at_ports(machine, *config, facts);
}

}  // namespace

bool is_supported_release(std::string_view release) {
  size_t dot = std::min(release.find('.'), release.size());
  auto major = parse_number(release.substr(0, dot));
  if (!major || dot == release.size()) return false;
  std::string_view rest = release.substr(dot + 1);
  size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  auto minor = parse_number(rest.substr(0, digits));
  return minor && (*major > 5 || (*major == 5 && *minor >= 10));
}

std::string module_file_in(std::string_view modules_dep) {
  std::string found;
  for_each_line(modules_dep, [&](std::string_view line) {
    std::string_view path = line.substr(0, line.find(':'));
    std::string_view name = path.substr(path.rfind('/') + 1);
    if (name == "khttpd.ko" || name.starts_with("khttpd.ko.")) found = path;
  });
  return found;
}

std::string first_error_line(std::string_view make_log) {
  std::string found;
  for_each_line(make_log, [&](std::string_view line) {
    if (!found.empty()) return;
    if (line.find("error:") != line.npos || line.find("***") != line.npos)
      found = printable(line);
  });
  return found;
}

std::string root_problem(const std::string& path, std::string_view user) {
  struct stat info {};
  if (::stat(path.c_str(), &info) < 0) return std::strerror(errno);
  if (!S_ISDIR(info.st_mode)) return std::strerror(ENOTDIR);
  size_t colon = user.find(':');
  auto uid = parse_number(user.substr(0, colon));
  auto gid = parse_number(user.substr(colon + 1));
  mode_t search = S_IXOTH;
  if (uid == info.st_uid)
    search = S_IXUSR;
  else if (gid == info.st_gid)
    search = S_IXGRP;
  if (info.st_mode & search) return {};
  return fmt::format("user {} may not search it", user);
}

Facts collect_facts(const Machine& machine, const Result<Config>& config) {
  Facts facts;
  facts.loaded = file_exists(machine.paths.sys_module);
  const std::string& programs = machine.paths.programs;
  facts.has_dnf =
      file_exists(programs + "/dnf") && !file_exists(programs + "/apt");
  look_at_kernel(machine, &facts);
  look_at_dkms(machine, &facts);
  facts.signature = look_at_signature(machine);
  look_at_config(machine, config, &facts);
  return facts;
}

}  // namespace khttpd::ctl
