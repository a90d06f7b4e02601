// What was wrong with an input: collected, all of it, then reported together.
//
// Three kinds of failure, three tools. Bad input: add to Problems, and `raise()` once everything that
// can be checked has been (exit code 1). Physics says no: Status::infeasible, an answer (exit code 2).
// A plugin or the program failed: any other exception, turned at the boundary into a failed row (exit code 4).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/value.hpp"

namespace fleetline {

/// One thing wrong: where, on what ("solve.roofline.batch"), what, and what to write instead.
struct Problem {
  Where where;
  std::string path;
  std::string what;
  std::string expected;    ///< "a bandwidth, for example \"3.35 TB/s\""; may be empty. From a solver, "{sites: pue}" in it becomes
                           ///< the names of the registry's sites that have one: what to name instead
  std::string suggestion;  ///< the nearest right thing: "memory_bandwidth"; may be empty

  /// FILE:LINE:COL: PATH: WHAT, then indented lines "expected ..." and "did you mean '...'?".
  std::string text() const;
};

/// Bad input, with every problem that was found. [thrown by Problems::raise]
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Problem> problems);
  ~InputError() override;
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A collector of problems. Not thread-safe: one per check.
class Problems {
 public:
  void add(Problem problem) { list_.push_back(std::move(problem)); }
  void add(Where where, std::string path, std::string what, std::string expected = {},
           std::string suggestion = {}) {
    list_.push_back({where, std::move(path), std::move(what), std::move(expected), std::move(suggestion)});
  }
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  const std::vector<Problem>& list() const { return list_; }
  /// Throws InputError with everything collected, in file order; does nothing when there is nothing.
  void raise() const;

 private:
  std::vector<Problem> list_;
};

}  // namespace fleetline
