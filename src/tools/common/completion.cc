// SPDX-License-Identifier: GPL-2.0-only
#include "tools/common/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace khttpd {
namespace {

using Words = std::vector<std::string>;

std::string join(const Words& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

Words names_of(const CLI::Option& option) {
  Words names;
  for (const std::string& name : option.get_snames())
    names.push_back("-" + name);
  for (const std::string& name : option.get_lnames())
    names.push_back("--" + name);
  return names;
}

// A long name says more, so a short one is offered only where there is none.
Words offered_names(const CLI::App& app) {
  Words offered;
  for (const CLI::Option* option : app.get_options()) {
    bool is_short = option->get_lnames().empty();
    for (const std::string& name : names_of(*option))
      if (is_short || name.compare(0, 2, "--") == 0) offered.push_back(name);
  }
  return offered;
}

// One context is the tool itself or one of its commands.  The options of the
// tool itself are known in all of them.
struct Context {
  std::string command;  // empty: the tool itself
  const CLI::App* app;
};

std::vector<Context> contexts_of(const CLI::App& app) {
  std::vector<Context> contexts = {{"", &app}};
  for (const CLI::App* command : app.get_subcommands({}))
    contexts.push_back({command->get_name(), command});
  return contexts;
}

// The patterns that "$command $word" matches when word is this option.
Words patterns_of(const Context& context, const CLI::Option& option) {
  std::string anywhere = context.command.empty() ? "*" : "";
  Words patterns;
  for (const std::string& name : names_of(option))
    patterns.push_back(
        fmt::format("{}'{} {}'", anywhere, context.command, name));
  return patterns;
}

// The lines that fill COMPREPLY with what may follow an option.
std::string offer_values(const std::string& type) {
  size_t open = type.find('{'), close = type.rfind('}');
  if (open != std::string::npos && close != std::string::npos) {
    std::string words = type.substr(open + 1, close - open - 1);
    std::replace(words.begin(), words.end(), ',', ' ');
    return fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$cur\")",
                       words);
  }
  if (type == "FILE") return "_filedir";
  if (type.compare(0, 5, "FILE.") == 0) return "_filedir " + type.substr(5);
  if (type == "HOST") return "_known_hosts_real -- \"$cur\"";
  return {};
}

// Options that are completed alike share one branch of a `case`.
class Branches {
 public:
  void add(const Words& patterns, const std::string& lines) {
    auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& branch) {
      return branch.second == lines;
    });
    if (at == all_.end()) at = all_.insert(all_.end(), {{}, lines});
    at->first.insert(at->first.end(), patterns.begin(), patterns.end());
  }

  std::string text() const {
    std::string out;
    for (const auto& [patterns, lines] : all_)
      out += fmt::format("        {})\n{}            ;;\n",
                         join(patterns, " | "), lines);
    return out;
  }

 private:
  std::vector<std::pair<Words, std::string>> all_;
};

std::string line(const std::string& text) {
  return text.empty() ? "" : "            " + text + "\n";
}

std::string value_branches(const std::vector<Context>& contexts) {
  Branches branches;
  for (const Context& context : contexts) {
    for (const CLI::Option* option : context.app->get_options()) {
      bool takes_value = option->get_items_expected_max() > 0;
      std::string offer = offer_values(option->get_type_name());
      if (takes_value)
        branches.add(patterns_of(context, *option),
                     line(offer) + line("return"));
      else if (!offer.empty())
        branches.add(patterns_of(context, *option),
                     line("if $split; then") + line("    " + offer) +
                         line("    return") + line("fi"));
    }
  }
  return branches.text();
}

// Words before the cursor: a value must not be taken for a command.
std::string command_branches(const std::vector<Context>& contexts) {
  Branches branches;
  Words commands;
  for (const Context& context : contexts) {
    if (!context.command.empty())
      commands.push_back(fmt::format("' {}'", context.command));
    for (const CLI::Option* option : context.app->get_options())
      if (option->get_items_expected_max() > 0)
        branches.add(patterns_of(context, *option), line("((++i))"));
  }
  branches.add(commands, line("command=${words[i]}"));
  return branches.text();
}

std::string find_command(const std::vector<Context>& contexts) {
  if (contexts.size() == 1) return {};
  return fmt::format(R"(
    for ((i = 1; i < cword; i++)); do
        case "$command ${{words[i]}}" in
{}        esac
    done
)",
                     command_branches(contexts));
}

// An option with two values: at the second, the word before is the first.
std::string find_second_value(const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : app.get_options())
    if (option->get_type_size() == 2)
      for (const std::string& name : names_of(*option))
        out += fmt::format(
            "    [[ $cword -lt 2 || ${{words[cword - 2]}} != {0} ]] || "
            "prev={0}\n",
            name);
  return out;
}

std::string name_branches(const std::vector<Context>& contexts) {
  Words anywhere = offered_names(*contexts.front().app);
  std::string out;
  for (const Context& context : contexts) {
    if (context.command.empty()) continue;
    Words own = offered_names(*context.app);
    auto is_known = [&](const std::string& name) {
      return std::count(anywhere.begin(), anywhere.end(), name) != 0;
    };
    own.erase(std::remove_if(own.begin(), own.end(), is_known), own.end());
    if (!own.empty())
      out += fmt::format("        {}) names+=' {}' ;;\n", context.command,
                         join(own, " "));
  }
  return out.empty() ? out : "    case $command in\n" + out + "    esac\n";
}

std::string offer_commands(const std::vector<Context>& contexts) {
  Words commands;
  for (const Context& context : contexts)
    if (!context.command.empty()) commands.push_back(context.command);
  if (commands.empty()) return {};
  return fmt::format(
      "    [[ $cur == -* || -n $command ]] ||\n"
      "        names='{}'\n",
      join(commands, " "));
}

}  // namespace

CallForCompletion::CallForCompletion(std::string script)
    : CLI::Success("CallForCompletion", std::move(script),
                   CLI::ExitCodes::Success) {}

std::string bash_completion(const CLI::App& app, const std::string& tool) {
  std::vector<Context> contexts = contexts_of(app);
  // A tool without commands has nothing to offer where no option begins.
  std::string only_options =
      contexts.size() == 1 ? "    [[ $cur == -* ]] || return\n" : "";
  return fmt::format(
      R"(# bash completion for {0}, printed by {0} --completion bash

_{0}() {{
    local cur prev words cword split command='' names i
    _init_completion -s || return
{1}{2}
    case "$command $prev" in
{3}    esac
{4}
    names='{5}'
{6}{7}    mapfile -t COMPREPLY < <(compgen -W "$names" -- "$cur")
}} &&
    complete -F _{0} {0}
)",
      tool, find_second_value(app), find_command(contexts),
      value_branches(contexts), only_options, join(offered_names(app), " "),
      name_branches(contexts), offer_commands(contexts));
}

void add_completion_option(CLI::App* app, const std::string& tool) {
  app->add_option_function<std::string>(
         "--completion",
         [app, tool](const std::string& shell) {
           if (shell != "bash")
             throw CLI::ValidationError(
                 "--completion",
                 fmt::format("expected 'bash', got '{}'", shell));
           throw CallForCompletion(bash_completion(*app, tool));
         },
         "print the completion for a shell (bash)")
      ->type_name("{bash}");
}

}  // namespace khttpd
