// The authoring layer: typed plugin classes over the kernel's untyped boundary. Include this, nothing else.
//
// A solver is a class with a few plain structs and two functions:
//
//   class MySolver : public sdk::SolverOf<MySolver> {
//    public:
//     struct Params  { ...; static const Schema<Params>& schema(); };
//     struct Outputs { ...; static const Schema<Outputs>& schema(); };
//     struct State : Prepared { ... };                      // what setup() makes
//     std::unique_ptr<State> setup(const Subjects&, const Params&) const;
//     Status evaluate(const State&, const Params&, Outputs&, Detail*) const;
//   };
//
// More, only if declared:
//   struct Inputs { ...schema... };  values of other stages; evaluate takes them after Params, and setup may, too (those marked `shapes`)
//   struct Work { ... };             memory that is kept between cases, one per thread; evaluate takes a Work& after Outputs
// and evaluate may take an RngKey last. Hardware, workloads and fabrics are classes with a Params struct and a constructor from it.
#pragma once

#include <memory>
#include <utility>

#include "fleetline/plugin.hpp"
#include "fleetline/sdk/facts.hpp"

namespace fleetline::sdk {

template <class S> concept HasInputs = requires { typename S::Inputs; };
template <class S> concept HasWork = requires { typename S::Work; };

/// A solver's Work as the kernel keeps it.
template <class Work>
struct WorkScratch : Scratch {
  Work work;
};

template <class Self>
class SolverOf : public Solver {
 public:
  std::unique_ptr<Scratch> make_scratch() const final {
    if constexpr (HasWork<Self>) return std::make_unique<WorkScratch<typename Self::Work>>();
    else return nullptr;
  }

 private:
  std::unique_ptr<Prepared> do_prepare(const Subjects& subjects, const Case& c) const final {
    const auto& params = *static_cast<const typename Self::Params*>(c.params);
    if constexpr (HasInputs<Self>) {
      const auto& inputs = *static_cast<const typename Self::Inputs*>(c.inputs);
      if constexpr (requires { self().setup(subjects, params, inputs); }) return self().setup(subjects, params, inputs);
      else return self().setup(subjects, params);
    } else {
      return self().setup(subjects, params);
    }
  }

  Status do_solve(const Prepared& prepared, const Case& c, Scratch* scratch, Answer& answer) const final {
    const auto& state = static_cast<const typename Self::State&>(prepared);
    const auto& params = *static_cast<const typename Self::Params*>(c.params);
    auto& outputs = *static_cast<typename Self::Outputs*>(answer.outputs);
    // From the outside in: inputs, then work, then randomness, each only if the author asked for it.
    const auto with_rng = [&](auto&... arguments) -> Status {
      if constexpr (requires { self().evaluate(arguments..., answer.detail, c.rng); }) return self().evaluate(arguments..., answer.detail, c.rng);
      else return self().evaluate(arguments..., answer.detail);
    };
    const auto with_work = [&](auto&... arguments) -> Status {
      if constexpr (HasWork<Self>) return with_rng(arguments..., static_cast<WorkScratch<typename Self::Work>*>(scratch)->work);
      else return with_rng(arguments...);
    };
    if constexpr (HasInputs<Self>) return with_work(state, params, *static_cast<const typename Self::Inputs*>(c.inputs), outputs);
    else return with_work(state, params, outputs);
  }

  const Self& self() const { return static_cast<const Self&>(*this); }
};

/// Completes a Component for solver class S: schemas and factory.
template <class S>
Component solver(Component c) {
  static_assert(std::is_trivially_copyable_v<typename S::Outputs>,
                "Outputs are reset by copying bytes before every case: plain members only (text belongs into Detail)");
  c.noun = Noun::solver;
  c.params = &S::Params::schema();
  c.outputs = &S::Outputs::schema();
  if constexpr (HasInputs<S>) c.inputs = &S::Inputs::schema();
  c.make_solver = []() -> std::unique_ptr<Solver> { return std::make_unique<S>(); };
  return c;
}

template <class H>
Component hardware(Component c) {
  c.noun = Noun::hardware;
  c.params = &H::Params::schema();
  add_hardware_facts(c);
  c.make_hardware = [](const void* p) -> std::unique_ptr<Hardware> {
    return std::make_unique<H>(*static_cast<const typename H::Params*>(p));
  };
  return c;
}

template <class W>
Component workload(Component c) {
  c.noun = Noun::workload;
  c.params = &W::Params::schema();
  add_workload_facts(c);
  c.make_workload = [](const void* p) -> std::unique_ptr<Workload> {
    return std::make_unique<W>(*static_cast<const typename W::Params*>(p));
  };
  return c;
}

template <class F>
Component fabric(Component c) {
  c.noun = Noun::fabric;
  c.params = &F::Params::schema();
  c.make_fabric = [](const void* p) -> std::unique_ptr<Fabric> {
    return std::make_unique<F>(*static_cast<const typename F::Params*>(p));
  };
  return c;
}

template <class R>
Component record(Component c) {
  c.noun = Noun::record;
  c.name = R::record_kind;
  c.params = &R::schema();
  return c;
}

}  // namespace fleetline::sdk
