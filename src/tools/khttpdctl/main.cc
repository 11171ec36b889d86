// SPDX-License-Identifier: GPL-2.0-only
//
// khttpdctl: the command line, one function per subcommand, and the only
// place that prints.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <string>

#include "tools/common/completion.h"
#include "tools/khttpdctl/compiled.h"
#include "tools/khttpdctl/config.h"
#include "tools/khttpdctl/facts.h"
#include "tools/khttpdctl/findings.h"
#include "tools/khttpdctl/machine.h"
#include "tools/khttpdctl/modprobe_options.h"
#include "tools/khttpdctl/module_state.h"
#include "tools/khttpdctl/notify.h"
#include "tools/khttpdctl/service.h"
#include "tools/khttpdctl/view.h"
#include "tools/khttpdctl/watch.h"

namespace khttpd::ctl {
namespace {

ExitCode print_error(const Error& error) {
  fmt::print(stderr, "khttpdctl: {}\n", error.text);
  return error.code;
}

ExitCode print_report(const Result<Report>& report) {
  if (!report) return print_error(report.error());
  for (const std::string& line : *report) fmt::print("{}\n", line);
  return ExitCode::kOk;
}

// What khttpd.service runs: as long as it does, the module is loaded.
ExitCode cmd_run(const Machine& machine) {
  Result<Watch> watch = Watch::start();
  if (!watch) return print_error(watch.error());
  ExitCode loaded = print_report(load_module(machine));
  if (loaded != ExitCode::kOk) return loaded;
  std::fflush(stdout);
  notify_manager("READY=1\nSTATUS=" + serving(machine));
  Result<Watch::End> end = watch->wait(machine.paths.sys_module);
  if (!end) return print_error(end.error());
  if (*end == Watch::End::kAsked) return print_report(unload_module(machine));
  fmt::print("the module was unloaded by someone else\n");
  return ExitCode::kOk;
}

ExitCode cmd_check(const Machine& machine) {
  Result<Config> config = load_config(machine);
  if (!config) return print_error(config.error());
  fmt::print("{}: no mistakes\n", machine.paths.config);
  return ExitCode::kOk;
}

ExitCode cmd_compile(const Machine& machine, const std::string& policy) {
  const Paths& paths = machine.paths;
  Result<Config> config = load_config(machine);
  if (!config) return print_error(config.error());
  if (!policy.empty()) config->name_policy(policy);
  if (paths.options == "-") {
    fmt::print("{}", modprobe_options(paths.config, *config));
    return ExitCode::kOk;
  }
  Status written = write_compiled(machine, *config);
  return written ? ExitCode::kOk : print_error(written.error());
}

ExitCode cmd_diagnose(const Machine& machine) {
  Result<Config> config = load_config(machine);
  Facts facts = collect_facts(machine, config);
  std::vector<Finding> problems = find_problems(facts);
  for (const Finding& problem : problems) fmt::print("{}\n", problem.text);
  if (!machine.is_root)
    fmt::print("not run as root: some things could not be looked at\n");
  if (!problems.empty()) return ExitCode::kFailure;
  fmt::print("nothing stands in the way: the module is {}\n",
             facts.loaded ? "loaded" : "not loaded; systemctl start khttpd");
  return ExitCode::kOk;
}

ExitCode cmd_status(const Machine& machine, bool for_programs) {
  Result<Config> config = load_config(machine);
  auto state = read_module_state(machine.paths);
  if (for_programs)
    fmt::print("{}", status_for_programs(state, config));
  else
    fmt::print("{}", status_for_people(state, machine.paths.config, config));
  return state ? ExitCode::kOk : ExitCode::kNotLoaded;
}

ExitCode cmd_options(const std::string& form) {
  if (form == "manual")
    fmt::print("{}", options_as_manual());
  else if (form == "machine")
    fmt::print("{}", options_for_programs());
  else
    fmt::print("{}", options_as_conf());
  return ExitCode::kOk;
}

using Command = std::function<ExitCode()>;

// Adds a subcommand; choosing it sets `chosen`.
CLI::App* add(CLI::App& app, const char* name, const char* help,
              const Command& command, Command* chosen) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->callback([command, chosen] { *chosen = command; });
  return sub;
}

int run(int argc, char** argv) {
  CLI::App app{
      "Configures, starts and explains khttpd, the HTTP server in "
      "the kernel."};
  app.set_version_flag("-V,--version", "khttpdctl " KHTTPD_VERSION);
  app.require_subcommand(1);
  app.fallthrough();  // options of the tool may follow the command
  Machine machine = this_machine();
  app.add_option("-c,--config", machine.paths.config,
                 "configuration file (default /etc/khttpd.conf)")
      ->type_name("FILE");
  add_completion_option(&app, "khttpdctl");
  Command chosen;
  bool for_programs = false;
  std::string form = "conf";
  std::string policy;

  add(
      app, "check", "find mistakes in the configuration",
      [&] { return cmd_check(machine); }, &chosen);
  CLI::App* compile = add(
      app, "compile", "write the options and the policy that the module takes",
      [&] { return cmd_compile(machine, policy); }, &chosen);
  compile->add_option("-o,--output", machine.paths.options,
                      "file of options to write, - for standard output")
      ->type_name("FILE");
  compile->add_option("-p,--policy", policy,
                      "file of the policy to write, if there is need of one")
      ->type_name("FILE");
  add(
      app, "apply", "give changed run-time parameters to the loaded module",
      [&] { return print_report(apply_config(machine)); }, &chosen);
  add(
      app, "diagnose", "say what keeps the module from starting",
      [&] { return cmd_diagnose(machine); }, &chosen);
  add(
      app, "status", "show the loaded module and its counters",
      [&] { return cmd_status(machine, for_programs); }, &chosen)
      ->add_flag("-m,--machine", for_programs, "tab-separated, for programs");
  add(
      app, "load", "load the module and wait until it serves",
      [&] { return print_report(load_module(machine)); }, &chosen);
  add(
      app, "run", "load the module and stay until it is unloaded",
      [&] { return cmd_run(machine); }, &chosen);
  add(
      app, "unload", "remove the module from the kernel",
      [&] { return print_report(unload_module(machine)); }, &chosen);
  add(
      app, "options", "print every key with its default",
      [&] { return cmd_options(form); }, &chosen)
      ->add_option("-f,--form", form, "conf, manual or machine")
      ->check(CLI::IsMember({"conf", "manual", "machine"}));

  try {
    app.parse(argc, argv);
  } catch (const CallForCompletion& call) {
    fmt::print("{}", call.what());
    return static_cast<int>(ExitCode::kOk);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? static_cast<int>(ExitCode::kOk)
                                : static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(chosen());
}

}  // namespace
}  // namespace khttpd::ctl

int main(int argc, char** argv) { return khttpd::ctl::run(argc, argv); }
