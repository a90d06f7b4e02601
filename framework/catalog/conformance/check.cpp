#include "check.hpp"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>

#include "catalog/plugins.hpp"
#include "fleetline/text.hpp"

namespace fleetline::conformance {
namespace {

constexpr char separator = '\0', complete = '\4';

/// STATE reason \0 reason \0 ... \4: a message that was cut short says so.
std::string packed(const Finding& finding) {
  std::string out(1, static_cast<char>(finding.state));
  for (const std::string& reason : finding.reasons) (out += reason) += separator;
  return out + complete;
}

Finding unpacked(std::string_view message) {
  Finding finding{static_cast<Finding::State>(message.front()), {}};
  message = message.substr(1, message.size() - 2);
  while (!message.empty()) {
    finding.reasons.emplace_back(message.substr(0, message.find(separator)));
    message.remove_prefix(finding.reasons.back().size() + 1);
  }
  return finding;
}

/// A plugin that allocates without end must not take the machine with it. (Sanitizers reserve far more than they use.)
void limit_memory() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit limit{rlim_t{8} << 30, rlim_t{8} << 30};
  setrlimit(RLIMIT_AS, &limit);
#endif
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
}

[[noreturn]] void be_the_child(const Check& check, int out) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(STDERR_FILENO, STDOUT_FILENO);  // what the plugin prints is no part of our report
  limit_memory();
  Finding finding;
  try {
    finding = check.run();
  } catch (const PluginError& error) {
    finding.fail(error.what());
  } catch (...) {
    finding.fail(cat("threw ", describe_current_exception()));
  }
  const std::string message = packed(finding);
  for (std::size_t sent = 0; sent < message.size();) {
    const ssize_t n = write(out, message.data() + sent, message.size() - sent);
    if (n < 0 && errno != EINTR) break;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  _exit(0);  // no destructors: the parent's objects are not ours to destroy
}

/// Reads until the child closes its end or time is over; returns false in the latter case.
bool listen(int in, std::chrono::milliseconds limit, std::string& message) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd descriptor{in, POLLIN, 0};
    const int ready = left <= 0 ? 0 : poll(&descriptor, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    char buffer[4096];
    const ssize_t n = read(in, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    message.append(buffer, static_cast<std::size_t>(n));
  }
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return cat("crashed: SIG", name == nullptr ? "?" : name, " (", strsignal(WTERMSIG(status)), ")");
  }
  return cat("ended the whole process with exit code ", WEXITSTATUS(status));
}

}  // namespace

Outcome run_in_child(const Check& check, std::chrono::milliseconds limit) {
  Outcome outcome{check.name, check.explanation, {}};
  int ends[2];
  if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);  // or the child would print our buffers again
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    close(ends[0]);
    be_the_child(check, ends[1]);
  }
  close(ends[1]);
  std::string message;
  const bool in_time = listen(ends[0], limit, message);
  close(ends[0]);
  if (!in_time) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) outcome.finding.fail(cat("took longer than ", number_text(std::chrono::duration<double>(limit).count()), " s"));
  else if (message.size() >= 2 && message.back() == complete) outcome.finding = unpacked(message);
  else outcome.finding.fail(how_it_ended(status));
  return outcome;
}

void run_group(const std::vector<Check>& group, std::vector<Outcome>& outcomes) {
  const Check* closed = nullptr;
  for (const Check& check : group) {
    if (closed != nullptr) {
      outcomes.push_back({check.name, check.explanation, Finding::skip(cat("needs '", closed->name, "' to pass"))});
      continue;
    }
    outcomes.push_back(run_in_child(check));
    if (check.gate && outcomes.back().finding.state != Finding::State::pass) closed = &check;
  }
}

}  // namespace fleetline::conformance
