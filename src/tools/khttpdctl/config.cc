// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/common/file.h"
#include "tools/khttpdctl/checker.h"
#include "tools/khttpdctl/diagnostic.h"
#include "tools/khttpdctl/lexer.h"
#include "tools/khttpdctl/policy_block.h"
#include "tools/khttpdctl/policy_builder.h"

namespace khttpd::ctl {
namespace {

// A configuration that says nothing makes the policy that the module has when
// it is given none.
const std::string& default_block() {
  static const std::string block = *policy_block(build_policy(Draft{}));
  return block;
}

Result<Config> config_of(const Draft& draft) {
  Config config;
  for (const Setting& setting : draft.sections[0].settings)
    if (setting.option->carrier == Carrier::kParameter) config.add(setting);
  Policy policy = build_policy(draft);
  for (const Site& site : policy.sites)
    if (!site.root.empty()) config.add_site_root(site.root);
  Result<std::string> block = policy_block(policy);
  if (!block) return block.error();
  if (*block != default_block()) config.set_policy(*block);
  return config;
}

}  // namespace

void Config::name_policy(const std::string& path) {
  if (policy_.empty()) return;
  std::erase_if(settings_,
                [](const Setting& s) { return s.option == &policy_option(); });
  add({&policy_option(), path, 0});
}

const Setting* Config::find(const Option& option) const {
  return find_setting(settings_, option);
}

std::string Config::value_of(const Option& option) const {
  const Setting* setting = find(option);
  return setting ? setting->value : std::string(option.fallback);
}

std::string Config::value_of(std::string_view name) const {
  return value_of(*find_option(name));
}

Result<Config> parse_config(std::string_view file, std::string_view text,
                            const Accounts& accounts) {
  LexResult lexed = lex(text);
  Checker checker(accounts, &lexed.errors);
  for (const Entry& entry : lexed.entries) checker.check(entry);
  if (lexed.errors.empty()) {
    Result<Config> config = config_of(checker.draft());
    if (config) return config;
    return Error{fmt::format("{}: {}", file, config.error().text),
                 ExitCode::kConfig};
  }
  std::stable_sort(
      lexed.errors.begin(), lexed.errors.end(),
      [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
  return Error{format_diagnostics(file, lexed.errors), ExitCode::kConfig};
}

Result<Config> load_config(const Machine& machine) {
  const std::string& path = machine.paths.config;
  Result<std::string> text = read_file(path, kMaxFileBytes);
  if (!text) return Error{text.error().text, ExitCode::kConfig};
  Result<Config> config = parse_config(path, *text, machine.accounts);
  if (config)
    config->name_policy(fmt::format("{}-{}", machine.paths.policy,
                                    block_name(config->policy())));
  return config;
}

}  // namespace khttpd::ctl
