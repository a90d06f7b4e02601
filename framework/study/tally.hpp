// What a search remembers of the cases it has tried: the best, and why the others are not. Bounded by what it shows, not by how
// many cases there are; two tallies merge into what one would have become, in any order.
#pragma once

#include <limits>
#include <map>
#include <optional>

#include "worker.hpp"

namespace fleetline {

/// A case that meets every constraint. Values are turned so that less is better.
struct Candidate {
  std::uint64_t row = 0;
  std::vector<double> values;
};

/// A case that misses some constraint: by how much, relative to each limit.
struct Miss {
  double worst = std::numeric_limits<double>::infinity(), sum = worst;
  std::uint64_t row = ~std::uint64_t{0};
  friend auto operator<=>(const Miss&, const Miss&) = default;  // the nearest first, ties by case order
};

/// What one constraint rules out.
struct ConstraintTally {
  std::uint64_t broken = 0;  ///< cases that break it, whatever else they break
  std::uint64_t alone = 0;   ///< cases that break nothing else
  Miss cheapest;             ///< of those, the one that misses it by least
  Candidate without;         ///< of those, the best in the first objective: what the constraint costs; no values: none
};

/// Cases without an answer for one reason.
struct ReasonTally {
  std::uint64_t cases = 0;
  std::uint64_t row = ~std::uint64_t{0};  ///< the one with the least missing, ties by case order
  double missing = 0;
  Outcome outcome;
};

class Tally {
 public:
  /// `plan` has a search.
  explicit Tally(const Plan& plan);

  /// One more case, solved. True when it meets every constraint.
  bool add(const Outcome& outcome, const double* slots, std::uint64_t row);
  void merge(const Tally& other);

  std::uint64_t tried = 0, admissible = 0;
  std::vector<Candidate> best;  ///< sorted: of one objective the best `keep`; of several the front, by the first one
  std::vector<ConstraintTally> constraints;
  std::map<std::string, ReasonTally> reasons;
  Miss nearest;                 ///< of the cases that were solved
  Candidate unbound;            ///< of those, the best in the first objective, whatever it breaks
  std::optional<std::pair<std::uint64_t, std::string>> failure;  ///< first case a plugin failed in

  /// More than this many cases of which none is best in everything.
  static constexpr std::size_t front_limit = 200'000;

 private:
  void add_candidate(Candidate candidate);
  void add_to_front(Candidate candidate);
  void add_reason(const std::string& kind, ReasonTally reason);
  bool judge(const double* slots, std::uint64_t row);

  const Plan* plan_;
  std::vector<double> values_;  ///< of the case being added
};

/// By how much a constraint is missed, relative to its limit; 0: met; infinite: undecided, or not a matter of amount.
double gap_of(const Constraint& constraint, const double* slots);
/// The side of a comparison that no case changes, or the right one.
bool limit_is_left(const Comparison& comparison);

}  // namespace fleetline
