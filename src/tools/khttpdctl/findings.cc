// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/findings.h"

#include <fmt/format.h>

#include <optional>

#include "tools/khttpdctl/kernel_log.h"

namespace khttpd::ctl {
namespace {

std::string install(const Facts& f, std::string_view package) {
  return fmt::format("{} install {}", f.has_dnf ? "dnf" : "apt", package);
}

std::string headers_missing(const Facts& f) {
  std::string package =
      (f.has_dnf ? "kernel-devel-" : "linux-headers-") + f.release;
  return fmt::format(
      "the headers of the running kernel {} are not installed, so DKMS could "
      "not build the module\n"
      "  install them: {}",
      f.release, install(f, package));
}

std::string build_failed(const Facts& f) {
  return fmt::format(
      "DKMS could not build the module for kernel {}\n"
      "  first error: {}\n"
      "  whole log: {}",
      f.release, f.make_error.empty() ? "(none named)" : f.make_error,
      f.make_log);
}

std::string not_built(const Facts& f) {
  std::string text = fmt::format(
      "the module was not built for the running kernel {0}\n"
      "  build it: dkms install khttpd/{1} -k {0}",
      f.release, f.source_version);
  if (f.autoinstall_off)
    text += "\n  /etc/dkms/no-autoinstall keeps DKMS from doing so by itself";
  return text;
}

std::string file_missing(const Facts& f) {
  return fmt::format(
      "the module file {} is missing\n"
      "  put it back: dkms install --force khttpd/{} -k {}",
      f.module_file.empty() ? "khttpd.ko" : f.module_file, f.source_version,
      f.release);
}

// Why there is no module for this kernel; nothing when there is one.
std::optional<std::string> module_problem(const Facts& f) {
  if (f.module_file_exists) return std::nullopt;
  if (!f.kernel_supported)
    return fmt::format("kernel {} is too old: khttpd needs 5.10 or newer",
                       f.release);
  if (!f.module_tree)
    return fmt::format(
        "there are no modules at all for the running kernel {}\n"
        "  reboot into the installed kernel",
        f.release);
  if (f.source_version.empty())
    return "the module's sources are not installed\n"
           "  install them: " +
           install(f, "khttpd-dkms");
  if (f.built) return file_missing(f);
  if (!f.headers) return headers_missing(f);
  if (!f.make_log.empty()) return build_failed(f);
  return not_built(f);
}

std::string build_and_sign_again(const Facts& f) {
  std::string words =
      fmt::format("--force khttpd/{} -k {}", f.source_version, f.release);
  return fmt::format("dkms build {0} && dkms install {0}", words);
}

std::string not_signed(const Facts& f) {
  std::string text = fmt::format(
      "the module is not signed, and the kernel takes only signed ones: {}",
      f.signature.required_by);
  if (!f.signature.lacking.empty())
    text += fmt::format("\n  DKMS does not sign without {}: {}",
                        f.signature.lacking, install(f, f.signature.lacking));
  return text + "\n  build and sign it: " + build_and_sign_again(f);
}

std::string signed_by_another(const Facts& f) {
  return fmt::format(
      "the module is signed with another key than DKMS has now, {}\n"
      "  sign it again: {}",
      f.signature.certificate, build_and_sign_again(f));
}

// How the kernel gets to know the key.  It takes what shim hands on, and only
// under Secure Boot.
std::string enrolment(const Facts& f) {
  const Signature& s = f.signature;
  if (!s.firmware)
    return fmt::format(
        "\n  this machine has no Secure Boot to enrol DKMS's key {} with: take "
        "module.sig_enforce and lockdown off the kernel command line",
        s.certificate);
  std::string text;
  if (!s.secure_boot)
    text +=
        "\n  switch Secure Boot on in the firmware: without it the kernel "
        "takes no enrolled key";
  if (s.key_waits)
    return text +
           "\n  the key waits to be enrolled: reboot and choose "
           "\"Enroll MOK\"";
  if (!s.has_mokutil) text += "\n  " + install(f, "mokutil");
  return text + fmt::format(
                    "\n  enrol DKMS's key: mokutil --import {}\n"
                    "  then reboot and choose \"Enroll MOK\"",
                    s.certificate);
}

std::string key_unknown(const Facts& f) {
  return fmt::format(
      "the kernel takes only modules signed with a key that it knows: {}{}",
      f.signature.required_by, enrolment(f));
}

// The kernel refused the module although no fault of its key can be seen.
std::string refused_all_the_same(const Facts& f) {
  if (!f.built || !f.signature.certificate_exists)
    return "DKMS did not sign it, and the kernel does not know who did\n"
           "  enrol the certificate of whoever built it: mokutil --import FILE";
  return "its file is not what was signed\n  build and sign it again: " +
         build_and_sign_again(f);
}

// What is wrong with the module's signature as far as can be seen.
std::optional<std::string> key_problem(const Facts& f) {
  const Signature& s = f.signature;
  if (s.required_by.empty() || !f.module_file_exists) return std::nullopt;
  if (!s.module_signed) return not_signed(f);
  // Of one that did not come from DKMS nothing is known.
  if (!f.built || !s.certificate_exists) return std::nullopt;
  if (!s.by_certificate) return signed_by_another(f);
  if (!s.key_known) return key_unknown(f);
  return std::nullopt;
}

std::string port_problem(const BusyPort& busy) {
  return fmt::format(
      "cannot listen on {}: the port is in use by {}\n"
      "  stop it, or set another port in /etc/khttpd.conf",
      busy.address,
      busy.owner.empty() ? "a process that cannot be seen from here"
                         : busy.owner);
}

std::string root_advice(const BadRoot& root) {
  return fmt::format(
      "the root directory {} cannot be served: {}\n"
      "  set root in /etc/khttpd.conf to a directory that user can search",
      root.path, root.error);
}

constexpr std::string_view kPolicyAdvice =
    "  write it again: khttpdctl compile\n"
    "  if that does not help, khttpdctl and the module are of different "
    "versions";

std::string policy_advice(const Facts& f) {
  return fmt::format(
      "the kernel refused what khttpdctl compiled from /etc/khttpd.conf: "
      "{}\n{}",
      f.policy_refusal, kPolicyAdvice);
}

std::string last_line(const std::string& text) {
  size_t end = text.find_last_not_of('\n');
  if (end == text.npos) return {};
  size_t start = text.rfind('\n', end);
  return text.substr(start == text.npos ? 0 : start + 1,
                     end - (start == text.npos ? 0 : start + 1) + 1);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

// What the failure is about.  modprobe's words do not tell a missing file
// from an unknown symbol, so the file itself is asked about.
std::optional<Subject> subject_of(const std::string& errors,
                                  const std::string& kernel_line,
                                  const Facts& facts) {
  if (has(errors, "Key was rejected") || has(errors, "Required key"))
    return Subject::kKey;
  // So says a kernel that is locked down.
  if (has(errors, "Operation not permitted") &&
      !facts.signature.required_by.empty())
    return Subject::kKey;
  if (kernel_line.starts_with("root:")) return Subject::kRoot;
  if (kernel_line.starts_with(kPolicyLine))
    return facts.bad_roots.empty() ? Subject::kPolicy : Subject::kRoot;
  if (has(errors, "Address already in use")) return Subject::kPort;
  if (kernel_line.empty() && !facts.module_file_exists) return Subject::kModule;
  return std::nullopt;
}

std::string advice_for(Subject subject, const Facts& facts) {
  if (subject == Subject::kPolicy) return std::string(kPolicyAdvice);
  std::string out;
  for (const Finding& finding : find_problems(facts)) {
    if (finding.subject != subject) continue;
    if (!out.empty()) out += '\n';
    out += finding.text;
  }
  if (subject == Subject::kKey && out.empty())
    return refused_all_the_same(facts);
  return out;
}

}  // namespace

std::vector<Finding> find_problems(const Facts& facts) {
  std::vector<Finding> out;
  if (!facts.config_error.empty())
    out.push_back({Subject::kConfig, facts.config_error});
  if (!facts.loaded) {
    if (auto text = module_problem(facts))
      out.push_back({Subject::kModule, *text});
    if (auto text = key_problem(facts)) out.push_back({Subject::kKey, *text});
  }
  for (const BusyPort& busy : facts.busy_ports)
    out.push_back({Subject::kPort, port_problem(busy)});
  for (const BadRoot& root : facts.bad_roots)
    out.push_back({Subject::kRoot, root_advice(root)});
  if (!facts.policy_refusal.empty())
    out.push_back({Subject::kPolicy, policy_advice(facts)});
  return out;
}

std::string explain_load_failure(const CommandResult& modprobe,
                                 const std::vector<std::string>& kernel_lines,
                                 const Facts& facts) {
  constexpr std::string_view kHead = "the module could not be loaded: ";
  std::string reason =
      kernel_lines.empty() ? std::string() : kernel_lines.back();
  auto subject = subject_of(modprobe.errors, reason, facts);
  std::string advice = subject ? advice_for(*subject, facts) : std::string();
  if (subject == Subject::kModule) return fmt::format("{}{}", kHead, advice);
  if (reason.empty()) reason = last_line(modprobe.errors);
  if (reason.empty())
    reason = fmt::format("modprobe ended with {}", modprobe.exit_status);
  if (!advice.empty()) reason += '\n' + advice;
  return fmt::format("{}{}", kHead, reason);
}

}  // namespace khttpd::ctl
