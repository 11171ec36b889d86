// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/machine.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tools/common/fd.h"
#include "tools/khttpdctl/answers.h"
#include "tools/khttpdctl/module_state.h"

namespace khttpd::ctl {
namespace {

// A file without a name, for what a command prints: unlike a pipe it never
// makes the command wait for us.
Fd scratch_file() { return Fd(::memfd_create("khttpdctl", MFD_CLOEXEC)); }

std::string content(const Fd& file) {
  std::string out;
  char buffer[4096];
  ssize_t n;
  while ((n = ::pread(file.get(), buffer, sizeof(buffer),
                      static_cast<off_t>(out.size()))) > 0)
    out.append(buffer, static_cast<size_t>(n));
  return out;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int spawn(const std::vector<std::string>& words, const Fd& output,
          const Fd& errors, pid_t* pid) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  // One language, so that the message can be recognized, and the places
  // where Debian keeps modprobe.
  char language[] = "LC_ALL=C";
  char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  char* environment[] = {language, path, nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                   O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.get(), STDERR_FILENO);
  ::setenv("PATH", path + std::strlen("PATH="), 1);
  // It may be ended by what we put off.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  int error = ::posix_spawnp(pid, argv[0], &actions, &attributes, argv.data(),
                             environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

CommandResult run_command(const std::vector<std::string>& words) {
  Fd output = scratch_file();
  Fd errors = scratch_file();
  if (!output.valid() || !errors.valid()) return {127, std::strerror(errno)};
  pid_t pid = 0;
  if (int error = spawn(words, output, errors, &pid))
    return {127, words[0] + ": " + std::strerror(error)};
  int status = wait_for(pid);
  return {status, content(errors), content(output)};
}

// Not `modprobe -r`: that needs the file of the module, which is gone when
// the package was removed or rebuilt meanwhile.
int delete_khttpd() {
  if (::syscall(SYS_delete_module, "khttpd", O_NONBLOCK) == 0) return 0;
  return errno;
}

}  // namespace

Machine this_machine() {
  Machine machine;
  utsname names{};
  if (::uname(&names) == 0) machine.release = names.release;
  machine.is_root = ::geteuid() == 0;
  machine.accounts = system_accounts();
  machine.run = run_command;
  machine.write = [](std::string_view name, std::string_view value) {
    return write_parameter(Paths{}, name, value);
  };
  machine.delete_module = delete_khttpd;
  machine.answers = http_answers;
  return machine;
}

}  // namespace khttpd::ctl
