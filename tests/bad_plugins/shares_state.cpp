// Solvers write their load into one common variable: each one alone is right, two of them are not.
#include "fixture.hpp"

namespace {

double common = 0;

class Shared : public fleetline::sdk::SolverOf<Shared> {
 public:
  using Params = fixture::Params;
  using Outputs = fixture::Outputs;
  struct State : fleetline::Prepared {};
  std::unique_ptr<State> setup(const fleetline::Subjects&, const Params& params) const {
    common = params.load;
    return std::make_unique<State>();
  }
  fleetline::Status evaluate(const State&, const Params& params, Outputs& out, fleetline::Detail*) const {
    out.busy = params.pause * common;
    return fleetline::Status::ok();
  }
};

}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fleetline::sdk::solver<Shared>(
    {.name = "fixture", .summary = "Multiplies", .description = "Exact as long as there is only one."})))
