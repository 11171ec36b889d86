// SPDX-License-Identifier: GPL-2.0-only
// A parameter of the running server, set for the length of a test.
#ifndef KHTTPD_TESTS_WIRE_PARAMETER_H
#define KHTTPD_TESTS_WIRE_PARAMETER_H

#include <string>

namespace wire {

class Parameter {
 public:
  // Writes the value, throws when the server refuses it or has no such
  // parameter; the destructor writes the former value back.
  Parameter(const std::string& name, const std::string& value);
  ~Parameter();
  Parameter(const Parameter&) = delete;
  Parameter& operator=(const Parameter&) = delete;

 private:
  std::string path_;
  std::string former_;
};

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_PARAMETER_H
