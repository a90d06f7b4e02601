// A solver that is right in every way, to be spoilt in exactly one way by each file of this directory.
#pragma once

#include "fleetline/sdk.hpp"

namespace fixture {

using namespace fleetline;

struct Params {
  double load = 0.5;
  Seconds pause{1e-3};
  static const Schema<Params>& schema() {
    static const auto s = Schema<Params>("What the fixture is asked")
        .add("load", &Params::load, "1", "Share of the time that is busy", {.range = share})
        .add("pause", &Params::pause, "ms", "Time between two requests", {.range = positive});
    return s;
  }
};

struct Outputs {
  Seconds busy;
  static const Schema<Outputs>& schema() {
    static const auto s = Schema<Outputs>("What the fixture answers")
        .add("busy", &Outputs::busy, "ms", "Busy time between two requests", {.range = non_negative});
    return s;
  }
};

/// What the fixture should answer, for any parameters and outputs that have its members.
inline constexpr auto right = [](const auto& params, auto& out) {
  out.busy = params.pause * params.load;
  return Status::ok();
};

/// The fixture with another `evaluate`, another set-up or other schemas.
template <auto Evaluate, class P = Params, class O = Outputs>
class Solver : public sdk::SolverOf<Solver<Evaluate, P, O>> {
 public:
  using Params = P;
  using Outputs = O;
  struct State : Prepared {};
  std::unique_ptr<State> setup(const Subjects&, const P&) const { return std::make_unique<State>(); }
  Status evaluate(const State&, const P& params, O& out, Detail*) const { return Evaluate(params, out); }
};

template <auto Evaluate, class P = Params, class O = Outputs>
Component solver() {
  return sdk::solver<Solver<Evaluate, P, O>>({.name = "fixture", .summary = "Multiplies a pause by a load",
                                             .description = "Exact: a product of two numbers, and nothing else."});
}

inline Manifest plugin(Component component) {
  Manifest manifest{.name = "fixture", .version = "1.0.0", .summary = "A fixture of the tests"};
  manifest.components.push_back(std::move(component));
  return manifest;
}

}  // namespace fixture
