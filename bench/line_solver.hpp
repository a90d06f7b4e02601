// y = slope * x + offset: so little work that calling it is what a benchmark sees. Compiled twice, into the benchmark and
// into a plugin.
#pragma once

#include "fleetline/sdk.hpp"

namespace fleetline {

class LineSolver : public sdk::SolverOf<LineSolver> {
 public:
  struct Params {
    double x = 1;
    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("A point on a line").add("x", &Params::x, "1", "Where on the line");
      return s;
    }
  };
  struct Outputs {
    double y = 0;
    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("A point on a line").add("y", &Outputs::y, "1", "Height of the line at x");
      return s;
    }
  };
  struct State : Prepared {
    double slope = 2, offset = 1;
  };

  std::unique_ptr<State> setup(const Subjects&, const Params&) const { return std::make_unique<State>(); }
  Status evaluate(const State& line, const Params& p, Outputs& out, Detail*) const {
    out.y = line.slope * p.x + line.offset;
    return Status::ok();
  }
};

}  // namespace fleetline
