// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/service.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "tools/khttpdctl/compiled.h"
#include "tools/khttpdctl/facts.h"
#include "tools/khttpdctl/findings.h"
#include "tools/khttpdctl/kernel_log.h"
#include "tools/khttpdctl/module_state.h"
#include "tools/khttpdctl/number.h"
#include "tools/khttpdctl/plan.h"

namespace khttpd::ctl {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kUnloadPause{50};

Result<Report> already_loaded(const Config& config, const ModuleState& state) {
  std::vector<Difference> all = differences(config, state.parameters);
  if (all.empty())
    return Report{"the module is loaded already, with this configuration"};
  std::string text = "the module is loaded already, with other parameters";
  for (const Difference& d : all)
    text += fmt::format("\n  {}: running {}, file says {}", d.option->name,
                        shown(d.running), shown(d.wanted));
  text += "\n  unload it first: modprobe -r khttpd";
  return Error{text, ExitCode::kDifferent};
}

std::vector<Endpoint> running_endpoints(const ModuleState& state) {
  auto text = [&](std::string_view name) {
    auto it = state.parameters.find(name);
    return it == state.parameters.end() ? std::string() : it->second;
  };
  auto port = parse_number(text("port"));
  return listen_endpoints(text("listen"),
                          static_cast<uint16_t>(port.value_or(0)));
}

std::string addresses(const ModuleState& state) {
  std::string out;
  for (const Endpoint& endpoint : running_endpoints(state))
    out += " " + endpoint_text(endpoint);
  return out;
}

// What a module of an older version cannot be told.
Report left_out(const Machine& machine, const Config& config,
                const ModuleState& state) {
  if (config.policy().empty() ||
      state.parameters.contains(policy_option().name))
    return {};
  return {
      fmt::format("this version of the module takes no policy: sections, "
                  "rules and types of {} are left out",
                  machine.paths.config)};
}

Result<Report> wait_until_serving(const Machine& machine, const Config& config,
                                  Report report) {
  auto state = read_module_state(machine.paths);
  if (!state) return Error{"the module was unloaded at once"};
  for (std::string& line : left_out(machine, config, *state))
    report.push_back(std::move(line));
  for (const Endpoint& endpoint : running_endpoints(*state))
    if (!machine.answers(endpoint, machine.answer_deadline))
      return Error{fmt::format("the module is loaded, but {} does not answer",
                               endpoint_text(endpoint))};
  report.push_back(fmt::format("khttpd {} serves {} on{}", state->version,
                               state->parameters["root"], addresses(*state)));
  return report;
}

// Writes parameters one by one and can take it back.
class ParameterWriter {
 public:
  explicit ParameterWriter(const Machine& machine)
      : machine_(machine), log_(machine.paths.kernel_log) {}

  // A user must be able to search the root: when both change, one order of
  // the two may be refused and the other not.  So what is refused is tried
  // again as long as something else was taken.
  Status write(std::vector<Difference> all) {
    size_t before;
    do {
      before = all.size();
      std::erase_if(all, [this](const Difference& d) { return take(d); });
    } while (!all.empty() && all.size() < before);
    if (all.empty()) return Done{};
    take_back();
    return Error{refusal_};
  }

 private:
  bool take(const Difference& d) {
    Status written = machine_.write(d.option->name, d.wanted);
    std::vector<std::string> lines = log_.lines();
    if (written) {
      taken_.push_back(d);
      return true;
    }
    refusal_ = fmt::format("nothing applied: the kernel refuses {} = {}: {}",
                           d.option->name, shown(d.wanted),
                           lines.empty() ? written.error().text : lines.back());
    return false;
  }

  // In reverse: each step back leads to a state that was accepted before.
  void take_back() {
    for (auto it = taken_.rbegin(); it != taken_.rend(); ++it)
      (void)machine_.write(it->option->name, it->running);
  }

  const Machine& machine_;
  KernelLog log_;
  std::vector<Difference> taken_;
  std::string refusal_;
};

}  // namespace

Result<Report> load_module(const Machine& machine) {
  const Paths& paths = machine.paths;
  Result<Config> config = load_config(machine);
  if (!config) return config.error();
  if (auto state = read_module_state(paths))
    return already_loaded(*config, *state);
  Status compiled = write_compiled(machine, *config);
  if (!compiled) return compiled.error();
  KernelLog log(paths.kernel_log);
  CommandResult modprobe = machine.run({"modprobe", "--first-time", "khttpd"});
  std::vector<std::string> lines = log.lines();
  if (modprobe.exit_status != 0)
    return Error{
        explain_load_failure(modprobe, lines, collect_facts(machine, config))};
  Report report;
  for (const std::string& line : lines)
    if (line.starts_with("unknown parameter"))
      report.push_back(line + "; see modprobe.d");
  return wait_until_serving(machine, *config, std::move(report));
}

std::string serving(const Machine& machine) {
  auto state = read_module_state(machine.paths);
  if (!state) return "the module is not loaded";
  return fmt::format("khttpd {} serves on{}", state->version,
                     addresses(*state));
}

Result<Report> apply_config(const Machine& machine) {
  Result<Config> config = load_config(machine);
  if (!config) return config.error();
  auto state = read_module_state(machine.paths);
  if (!state) return Error{"the module is not loaded", ExitCode::kNotLoaded};
  auto plan = plan_reload(differences(*config, state->parameters));
  if (!plan) return plan.error();
  Status written = write_policy(*config);
  if (written) written = ParameterWriter(machine).write(*plan);
  if (!written) return written.error();
  Report report = left_out(machine, *config, *state);
  for (const Difference& d : *plan)
    report.push_back(fmt::format("{}: {} (was {})", d.option->name,
                                 shown(d.wanted), shown(d.running)));
  if (report.empty()) report.push_back("nothing changed");
  return report;
}

Result<Report> unload_module(const Machine& machine) {
  Clock::time_point deadline = Clock::now() + machine.unload_deadline;
  for (;;) {
    int error = machine.delete_module();
    if (error == 0) return Report{"the module is unloaded"};
    if (error == ENOENT) return Report{"the module is not loaded"};
    // Busy: something holds a reference for a moment, or it is just loading.
    bool busy = error == EBUSY || error == EWOULDBLOCK;
    if (!busy || Clock::now() >= deadline)
      return Error{fmt::format("the module could not be unloaded: {}",
                               std::strerror(error))};
    std::this_thread::sleep_for(kUnloadPause);
  }
}

}  // namespace khttpd::ctl
