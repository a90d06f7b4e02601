// What sdk::SolverOf hands to an author who asks for it: inputs when preparing, work kept between cases, randomness.
#include <gtest/gtest.h>

#include "fleetline/sdk.hpp"

namespace fleetline {
namespace {

struct Counting : sdk::SolverOf<Counting> {
  struct Params {
    double step = 2;
    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("").add("step", &Params::step, "", "Added for every case");
      return s;
    }
  };
  struct Inputs {
    double offset = 0;
    static const Schema<Inputs>& schema() {
      static const auto s = Schema<Inputs>("").add("offset", &Inputs::offset, "", "Where counting starts", {.shapes = true});
      return s;
    }
  };
  struct Outputs {
    double start = 0, step = 0, offset = 0, cases = 0, luck = 0;
    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("").add("start", &Outputs::start, "", "The offset that setup saw");
      return s;
    }
  };
  struct State : Prepared {
    double start = 0;
  };
  struct Work {
    double cases = 0;
  };

  std::unique_ptr<State> setup(const Subjects&, const Params&, const Inputs& in) const {
    auto state = std::make_unique<State>();
    state->start = in.offset;
    return state;
  }
  Status evaluate(const State& s, const Params& p, const Inputs& in, Outputs& out, Work& work, Detail*, RngKey rng) const {
    work.cases += 1;
    out = {.start = s.start, .step = p.step, .offset = in.offset, .cases = work.cases, .luck = rng.stream(3).uniform()};
    return Status::ok();
  }
};

/// The same solver through the kernel's interface, one scratch for all its cases.
struct Session {
  Counting::Outputs solve(RngKey rng) {
    Counting::Outputs outputs;
    Answer answer{&outputs, nullptr};
    const Status status = solver.solve(*prepared, {&params, &inputs, rng}, scratch.get(), answer);
    EXPECT_TRUE(status);
    return outputs;
  }

  Counting counting;
  const Solver& solver = counting;
  Counting::Params params;
  Counting::Inputs inputs{40};
  std::unique_ptr<Prepared> prepared = solver.prepare({}, {&params, &inputs});
  std::unique_ptr<Scratch> scratch = solver.make_scratch();
};

TEST(Authoring, InputsReachSetupAndEvaluate) {
  Session session;
  session.inputs.offset = 41;  // of a later case, which shares what setup made
  const Counting::Outputs out = session.solve({});
  EXPECT_EQ(out.start, 40);
  EXPECT_EQ(out.offset, 41);
  EXPECT_EQ(out.step, 2);
}

TEST(Authoring, WorkIsKeptBetweenCasesAndNotSharedBetweenThreads) {
  Session session;
  EXPECT_EQ(session.solve({}).cases, 1);
  EXPECT_EQ(session.solve({}).cases, 2);
  session.scratch = session.solver.make_scratch();  // as another thread has it
  EXPECT_EQ(session.solve({}).cases, 1);
}

TEST(Authoring, RandomnessIsThatOfTheKey) {
  Session session;
  const RngKey key{.seed = 7, .replicate = 1, .stage = 5};
  EXPECT_EQ(session.solve(key).luck, Rng(7, 1, 5, 3).uniform());
  EXPECT_EQ(session.solve(key).luck, session.solve(key).luck);
  EXPECT_NE(session.solve(key).luck, session.solve({.seed = 7, .replicate = 2, .stage = 5}).luck);
}

struct Plain : sdk::SolverOf<Plain> {
  using Params = Counting::Params;
  using Outputs = Counting::Outputs;
  struct State : Prepared {};
  std::unique_ptr<State> setup(const Subjects&, const Params&) const { return std::make_unique<State>(); }
  Status evaluate(const State&, const Params& p, Outputs& out, Detail*) const {
    out.step = p.step;
    return Status::ok();
  }
};

TEST(Authoring, WhoAsksForNothingGetsNothing) {
  const Plain plain;
  const Solver& solver = plain;
  EXPECT_EQ(solver.make_scratch(), nullptr);
  const Plain::Params params;
  Plain::Outputs outputs;
  Answer answer{&outputs, nullptr};
  const auto prepared = solver.prepare({}, {&params});
  EXPECT_TRUE(solver.solve(*prepared, {&params}, nullptr, answer));
  EXPECT_EQ(outputs.step, 2);
}

}  // namespace
}  // namespace fleetline
