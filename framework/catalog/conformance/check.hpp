// One check of the conformance kit, and how it is run: in a child process, under a time limit, so that a plugin that crashes,
// exits or never comes back is a failing line and not the end of the program.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace fleetline::conformance {

/// What a check found. Failed: every reason. Skipped: why it could not be asked.
struct Finding {
  enum class State : char { pass = 'P', fail = 'F', skip = 'S' };
  State state = State::pass;
  std::vector<std::string> reasons;

  static Finding skip(std::string reason) { return {State::skip, {std::move(reason)}}; }
  void fail(std::string reason) {
    state = State::fail;
    reasons.push_back(std::move(reason));
  }
};

struct Check {
  std::string name;         ///< "solver roofline: same-bits"
  std::string explanation;  ///< one sentence: what is true when it passes
  std::function<Finding()> run;
  bool gate = false;        ///< unless it passes, the checks after it in its group mean nothing
};

/// A check that was run.
struct Outcome {
  std::string name, explanation;
  Finding finding;
};

inline constexpr std::chrono::seconds time_limit{10};

/// Forks and runs. Whatever `check.run` throws is a reason.
Outcome run_in_child(const Check& check, std::chrono::milliseconds limit = time_limit);

/// Runs a group in order; after a gate that did not pass the rest is skipped.
void run_group(const std::vector<Check>& group, std::vector<Outcome>& outcomes);

}  // namespace fleetline::conformance
