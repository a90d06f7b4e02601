// maker: doubles a number and makes a workload with that many parameters. taker: prepares from the number, consumes the workload.
#include <limits>
#include <span>
#include <vector>

#include "fleetline/sdk.hpp"

namespace chain {

using namespace fleetline;

class Counted final : public Workload {
 public:
  explicit Counted(double parameters) : facts_{.parameters = parameters, .active_parameters = parameters, .unit = Label("sample"), .native = {}} {}
  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step&, const Sharding&, Lowering&) const override {}

 private:
  WorkloadFacts facts_;
};

struct Maker : sdk::SolverOf<Maker> {
  struct Params {
    double number = 1;
    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("What to make").add("number", &Params::number, "1", "The number to double", {.shapes = true});
      return s;
    }
  };
  struct Inputs {
    std::optional<double> hint;
    static const Schema<Inputs>& schema() {
      static const auto s = Schema<Inputs>("A hint").add("hint", &Inputs::hint, "1", "Added to the answer when given");
      return s;
    }
  };
  struct Work { std::vector<double> both; };
  struct Outputs {
    double size = 0;
    std::optional<double> maybe;
    std::span<const double> both;
    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("What was made")
          .add("size", &Outputs::size, "1", "Twice the number, and the hint", {.headline = true, .equation = "size = 2 * number + hint", .uses = "number"})
          .add("maybe", &Outputs::maybe, "1", "The number, if it is positive", {.equation = "maybe = number", .uses = "number"})
          .add("both", &Outputs::both, "1", "The number and its size; nothing for 0", {.equation = "both = [number, size]", .uses = "number, size"});
      return s;
    }
  };
  struct State : Prepared {};
  std::unique_ptr<State> setup(const Subjects&, const Params& p) const {
    auto state = std::make_unique<State>();
    state->objects.push_back({.name = Label("workload"), .workload = std::make_shared<Counted>(p.number), .hardware = nullptr});
    return state;
  }
  Status evaluate(const State&, const Params& p, const Inputs& in, Outputs& out, Work& work, Detail*) const {
    if (p.number < -200) return Status::infeasible(Label("there is nothing below -200"));
    out.size = 2 * p.number + in.hint.value_or(0);
    if (p.number > 0) out.maybe = p.number;
    work.both = {p.number, p.number == 13 ? std::numeric_limits<double>::infinity() : out.size};
    if (p.number != 0) out.both = work.both;
    if (p.number < -100) return Status::infeasible(Label("below -100 nobody buys"));
    return Status::ok();
  }
};

struct Taker : sdk::SolverOf<Taker> {
  struct Params {
    double factor = 1;
    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("What to take").add("factor", &Params::factor, "1", "Multiplies the answer");
      return s;
    }
  };
  struct Inputs {
    double size = 0;
    std::optional<double> maybe;
    std::vector<double> both;
    static const Schema<Inputs>& schema() {
      static const auto s = Schema<Inputs>("From the maker")
          .add("size", &Inputs::size, "1", "Prepared with", {.range = {.high = 1000}, .required = true, .shapes = true})
          .add("maybe", &Inputs::maybe, "1", "May be absent")
          .add("both", &Inputs::both, "1", "What the size is one of", {.range = {.high = 500}, .refines = "size"});
      return s;
    }
  };
  struct Work { int calls = 0; };
  struct Outputs {
    double prepared_size = 0, parameters = 0, lucky = 0, sum = 0;
    bool had_maybe = false, fleet_was_there = false;
    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("What was taken")
          .add("prepared_size", &Outputs::prepared_size, "1", "The size that setup() saw, times the factor", {.headline = true, .equation = "prepared_size = size * factor", .uses = "size, factor"})
          .add("parameters", &Outputs::parameters, "1", "Of the workload", {.equation = "parameters = workload.parameters", .uses = "size"})
          .add("lucky", &Outputs::lucky, "1", "A random number", {.equation = "lucky = U(0, 1)", .uses = "factor"})
          .add("sum", &Outputs::sum, "1", "Of `both`", {.equation = "sum = both[0] + both[1]", .uses = "both"})
          .add("had_maybe", &Outputs::had_maybe, "", "The optional input was there", {.equation = "had_maybe = given(maybe)", .uses = "maybe"})
          .add("fleet_was_there", &Outputs::fleet_was_there, "", "There was a fleet", {.equation = "fleet_was_there = given(fleet)", .uses = "factor"});
      return s;
    }
  };
  struct State : Prepared {
    double size = 0, parameters = 0;
    bool fleet = false;
  };
  std::unique_ptr<State> setup(const Subjects& subjects, const Params&, const Inputs& in) const {
    auto state = std::make_unique<State>();
    state->size = in.size;
    state->parameters = subjects.workload->facts().parameters;
    state->fleet = subjects.fleet != nullptr;
    return state;
  }
  Status evaluate(const State& state, const Params& p, const Inputs& in, Outputs& out, Work& work, Detail*, const RngKey& rng) const {
    ++work.calls;
    out.prepared_size = state.size * p.factor;
    out.parameters = state.parameters;
    out.lucky = rng.stream(0).uniform();
    out.had_maybe = in.maybe.has_value();
    for (const double one : in.both) out.sum += one;
    out.fleet_was_there = state.fleet;
    return Status::ok();
  }
};

Manifest manifest() {
  Manifest m{.name = "chain", .version = "1.0.0", .summary = "Solvers that feed one another"};
  m.components.push_back(sdk::solver<Maker>({.name = "maker", .summary = "Makes a number and a workload", .description = "A fixture.", .objects = {"workload"}}));
  m.components.push_back(sdk::solver<Taker>({.name = "taker", .summary = "Takes both", .description = "A fixture.", .needs_workload = true}));
  return m;
}

}  // namespace chain

FLEETLINE_PLUGIN(chain::manifest())
