#include "crash.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "catalog/plugins.hpp"
#include "commands.hpp"

namespace fleetline::cli {
namespace {

constexpr int crash_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// Only what may be called in a signal handler: write() and _exit().
void say(std::string_view text) {
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

void on_crash(int signal) {
  say("fleetline failed: ");
  if (component_at_work != nullptr) {
    say(component_at_work);
    say(" crashed");
  } else {
    say("the program crashed");
  }
  const char* name = ::sigabbrev_np(signal);
  say(" (SIG");
  say(name != nullptr ? name : "?");
  say(")\n  to look into it, check the plugin with 'fleetline verify-plugin FILE', or set FLEETLINE_CRASH=core for a core file\n");
  ::_exit(program_failed);
}

}  // namespace

void report_crashes() {
  if (const char* wish = std::getenv("FLEETLINE_CRASH"); wish != nullptr && std::string_view(wish) == "core") return;
  // A stack of its own: a stack overflow leaves none to run on.
  static char stack[1 << 16];
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = on_crash;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (int signal : crash_signals) ::sigaction(signal, &action, nullptr);
}

}  // namespace fleetline::cli
