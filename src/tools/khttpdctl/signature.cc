// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "tools/common/file.h"
#include "tools/khttpdctl/certificate.h"

namespace khttpd::ctl {
namespace {

namespace fs = std::filesystem;

// Keyrings, certificates and variables of the firmware are far smaller.
constexpr size_t kMaxBytes = 1 << 20;
// Variables of the firmware; their content follows four bytes of attributes.
constexpr std::string_view kSecureBoot =
    "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
constexpr std::string_view kMokNew =
    "MokNew-605dab50-e046-4300-abb6-3dd810dd8b23";
constexpr size_t kAttributeBytes = 4;
// Where Ubuntu's DKMS keeps the key that shim-signed makes.
constexpr std::string_view kUbuntuCertificate =
    "/var/lib/shim-signed/mok/MOK.der";

bool secure_boot_is_on(const Paths& paths) {
  std::string state = content_of(
      fmt::format("{}/{}", paths.efivars, kSecureBoot), kMaxBytes);
  return state.size() > kAttributeBytes && state[kAttributeBytes] == 1;
}

// The kernel's own settings decide; Secure Boot is why they are as they are.
std::string who_asks(const Paths& paths, bool secure_boot) {
  bool enforced = content_of(paths.sig_enforce, kMaxBytes).starts_with('Y');
  std::string lockdown = content_of(paths.lockdown, kMaxBytes);
  bool locked = !lockdown.empty() && lockdown.find("[none]") == lockdown.npos;
  if (!enforced && !locked) return {};
  if (secure_boot) return "Secure Boot is on";
  return enforced ? "module.sig_enforce is set" : "the kernel is locked down";
}

// dkms takes /etc/dkms/framework.conf and then every file of its folder.
std::string dkms_setting(const Paths& paths, std::string_view name) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(paths.dkms_config + "/framework.conf.d", error))
    if (entry.path().extension() == ".conf") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  files.insert(files.begin(), paths.dkms_config + "/framework.conf");
  std::string value;
  for (const std::string& file : files) {
    std::istringstream lines(content_of(file, kMaxBytes));
    std::string line;
    while (std::getline(lines, line))
      if (auto found = shell_value(line, name); !found.empty()) value = found;
  }
  return value;
}

bool is_ubuntu(const Paths& paths) {
  std::istringstream lines(content_of(paths.os_release, kMaxBytes));
  std::string line;
  while (std::getline(lines, line))
    if (shell_value(line, "ID") == "ubuntu") return true;
  return false;
}

std::string with_release(std::string path, const std::string& release) {
  for (std::string_view word : {"${kernelver}", "$kernelver"})
    for (size_t at; (at = path.find(word)) != path.npos;)
      path.replace(at, word.size(), release);
  return path;
}

std::string certificate_of(const Machine& machine) {
  const Paths& paths = machine.paths;
  std::string set = dkms_setting(paths, "mok_certificate");
  if (!set.empty()) return with_release(set, machine.release);
  if (is_ubuntu(paths) && dkms_setting(paths, "mok_signing_key").empty())
    return std::string(kUbuntuCertificate);
  return paths.dkms_state + "/mok.pub";
}

// The key of Ubuntu comes with a package, any other is made with openssl.
std::string lacking_package(const Paths& paths, std::string_view certificate) {
  if (certificate == kUbuntuCertificate)
    return file_exists(std::string(kUbuntuCertificate)) ? "" : "shim-signed";
  return file_exists(paths.programs + "/openssl") ? "" : "openssl";
}

// The serial number of the certificate that the module is signed with; empty
// when it is not signed.
std::string signer_of_module(const Machine& machine) {
  std::string out = machine.run({"modinfo", "-F", "sig_key", "khttpd"}).output;
  return out.substr(0, out.find('\n'));
}

void look_at_key(const Machine& machine, std::string_view signer,
                 Signature* s) {
  const Paths& paths = machine.paths;
  std::string der = content_of(s->certificate, kMaxBytes);
  auto names = read_certificate(der);
  s->certificate_exists = names.has_value();
  if (!names) return;
  s->by_certificate = signer == names->serial;
  // Others do not see the kernel's keys.
  std::string keys = content_of(paths.proc + "/keys", kMaxBytes);
  s->key_known = !machine.is_root || keys.find(names->key_id) != keys.npos;
  std::string waiting =
      content_of(fmt::format("{}/{}", paths.efivars, kMokNew), kMaxBytes);
  s->key_waits = waiting.find(der) != waiting.npos;
}

}  // namespace

Signature look_at_signature(const Machine& machine) {
  const Paths& paths = machine.paths;
  Signature s;
  s.firmware = file_exists(paths.efivars);
  s.secure_boot = secure_boot_is_on(paths);
  s.required_by = who_asks(paths, s.secure_boot);
  std::string signer = signer_of_module(machine);
  s.module_signed = !signer.empty();
  s.certificate = certificate_of(machine);
  s.lacking = lacking_package(paths, s.certificate);
  s.has_mokutil = file_exists(paths.programs + "/mokutil");
  look_at_key(machine, signer, &s);
  return s;
}

std::string shell_value(std::string_view line, std::string_view name) {
  size_t start = line.find_first_not_of(" \t");
  if (start == line.npos) return {};
  line.remove_prefix(start);
  if (!line.starts_with(name) || line.substr(name.size(), 1) != "=") return {};
  line.remove_prefix(name.size() + 1);
  if (line.empty()) return {};
  if (line.front() == '"' || line.front() == '\'')
    return std::string(line.substr(1, line.find(line.front(), 1) - 1));
  return std::string(line.substr(0, line.find_first_of(" \t\r;#")));
}

}  // namespace khttpd::ctl
