// SPDX-License-Identifier: GPL-2.0-only
#include "parameter.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "options.h"

namespace wire {
namespace {

bool put(const std::string& path, const std::string& value) {
  // Opened without truncation: a parameter is no plain file.
  std::fstream out(path, std::ios::in | std::ios::out);
  out << value << '\n' << std::flush;
  return out.good();
}

}  // namespace

Parameter::Parameter(const std::string& name, const std::string& value)
    : path_(options().parameters + "/" + name) {
  std::ifstream in(path_);
  if (!std::getline(in, former_))
    throw std::runtime_error(path_ + ": " + std::strerror(errno));
  if (!put(path_, value))
    throw std::runtime_error(path_ + ": does not take " + value);
}

Parameter::~Parameter() {
  EXPECT_TRUE(put(path_, former_)) << path_ << ": cannot be set back";
}

}  // namespace wire
