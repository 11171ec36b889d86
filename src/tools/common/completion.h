// SPDX-License-Identifier: GPL-2.0-only
//
// --completion bash: the tool prints its own completion, made from the options
// that it parses, so that the two cannot differ.  What may follow an option is
// read from its type name:
//   FILE or FILE.ext   files, or those with this ending
//   HOST               hosts that are known
//   {a,b,c}            these words
// Anything else is a value that cannot be guessed.  A flag that has a type name
// takes a value after '=' only.
#ifndef KHTTPD_TOOLS_COMMON_COMPLETION_H
#define KHTTPD_TOOLS_COMMON_COMPLETION_H

#include <CLI/CLI.hpp>
#include <string>

namespace khttpd {

// Ends the parsing like a call for help; what() is the text to print.
class CallForCompletion : public CLI::Success {
 public:
  explicit CallForCompletion(std::string script);
};

// Adds the option; `app` must be complete only when it is parsed.
void add_completion_option(CLI::App* app, const std::string& tool);

std::string bash_completion(const CLI::App& app, const std::string& tool);

}  // namespace khttpd

#endif  // KHTTPD_TOOLS_COMMON_COMPLETION_H
