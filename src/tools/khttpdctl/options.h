// SPDX-License-Identifier: GPL-2.0-only
//
// The one table of configuration keys.  Parsing, checking, compiling,
// reloading, the shipped /etc/khttpd.conf and the manual page all follow it;
// the module's parameters must agree with it (tests/pkg compares them).
#ifndef KHTTPD_TOOLS_KHTTPDCTL_OPTIONS_H
#define KHTTPD_TOOLS_KHTTPDCTL_OPTIONS_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace khttpd::ctl {

enum class Type {
  kInteger,
  kSize,
  kSeconds,
  kPath,
  kNames,
  kUser,
  kListen,
  kSwitch,
  kChoice,
  kEncodings,
  kPage,
  kMediaType,
  kServer,
  kFile,
  kHeader,
  kRedirect,
  kMade,
};

// What stands between the key and its '='.
enum class Argument { kNone, kStatus, kPaths, kPathsOrType, kExtension };

// Where a key may stand.
enum class Scope {
  kServer,  // above the first section
  kSite,    // there, or in a section
  kNobody,  // nowhere: khttpdctl makes the value
};

// What brings a value to the module.
enum class Carrier { kParameter, kPolicy };

// What makes a changed value take effect.
enum class Applies { kReload, kRestart };

struct Option {
  std::string_view name;
  Type type;
  uint64_t min;                    // numbers only, in the base unit
  uint64_t max;                    // numbers only, in the base unit
  std::string_view fallback;       // what the module uses when nothing is set
  std::string_view fallback_text;  // the same as a person writes it
  Applies applies;
  std::string_view text;     // one or a few sentences for people
  std::string_view example;  // a line of the file, without a comment
  Scope scope = Scope::kServer;
  Carrier carrier = Carrier::kParameter;
  Argument argument = Argument::kNone;
  std::string_view words = {};  // kChoice: what may be chosen, by commas

  // May be set many times, each with an argument of its own.
  bool is_rule() const { return argument != Argument::kNone; }
};

inline constexpr size_t kMaxRootBytes = 1023;
inline constexpr size_t kMaxIndexNames = 8;
inline constexpr size_t kMaxNameBytes = 255;  // NAME_MAX of Linux
inline constexpr size_t kMaxListen = 16;
// The kernel refuses a longer string parameter (param_set_charp).
inline constexpr size_t kMaxStringParameter = 1023;

const std::vector<Option>& options();

// Null when there is no such key.
const Option* find_option(std::string_view name);

// What takes the compiled policy: its value is the name of a file.
const Option& policy_option();

// The key that was probably meant; empty when nothing is near.
std::string_view nearest_option(std::string_view name);

// The accepted values in words, as in "expected ...".
std::string expected_text(const Option& option);
// The same of the argument.
std::string_view expected_argument(const Option& option);

// "reload" or "restart".
std::string_view applies_text(Applies applies);

// "parameter" or "policy".
std::string_view carrier_text(Carrier carrier);

}  // namespace khttpd::ctl

#endif  // KHTTPD_TOOLS_KHTTPDCTL_OPTIONS_H
