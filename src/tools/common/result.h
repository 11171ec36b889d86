// SPDX-License-Identifier: GPL-2.0-only
//
// A value or an error, handed up the stack untouched.  Only main prints: the
// text is the whole message for the user (no "error:" prefix, no final
// newline; more lines are allowed), the code becomes the exit code.
#ifndef KHTTPD_TOOLS_COMMON_RESULT_H
#define KHTTPD_TOOLS_COMMON_RESULT_H

#include <string>
#include <utility>
#include <variant>

#include "tools/common/exit_code.h"

namespace khttpd {

struct Error {
  std::string text;
  ExitCode code = ExitCode::kFailure;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Calling the wrong one of the two throws std::bad_variant_access.
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

// For work without a value: return Done{}.
struct Done {};
using Status = Result<Done>;

}  // namespace khttpd

#endif  // KHTTPD_TOOLS_COMMON_RESULT_H
