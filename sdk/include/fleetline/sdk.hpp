// The authoring layer: typed plugin classes over the kernel's untyped boundary. Include this, nothing else.
//
// A solver is a class with four plain structs and two functions:
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
// With a struct Inputs (values of other stages), evaluate takes it after Params. Hardware, workloads and fabrics are
// classes with a Params struct and a constructor from it.
#pragma once

#include <memory>
#include <utility>

#include "fleetline/plugin.hpp"

namespace fleetline::sdk {

template <class S> concept HasInputs = requires { typename S::Inputs; };

template <class Self>
class SolverOf : public Solver {
 private:
  std::unique_ptr<Prepared> do_prepare(const Subjects& subjects, const void* params) const final {
    return self().setup(subjects, *static_cast<const typename Self::Params*>(params));
  }
  Status do_solve(const Prepared& prepared, const Case& c, Scratch*, Answer& answer) const final {
    const auto& state = static_cast<const typename Self::State&>(prepared);
    const auto& params = *static_cast<const typename Self::Params*>(c.params);
    auto& outputs = *static_cast<typename Self::Outputs*>(answer.outputs);
    if constexpr (HasInputs<Self>)
      return self().evaluate(state, params, *static_cast<const typename Self::Inputs*>(c.inputs), outputs, answer.detail);
    else
      return self().evaluate(state, params, outputs, answer.detail);
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
  c.make_hardware = [](const void* p) -> std::unique_ptr<Hardware> {
    return std::make_unique<H>(*static_cast<const typename H::Params*>(p));
  };
  return c;
}

template <class W>
Component workload(Component c) {
  c.noun = Noun::workload;
  c.params = &W::Params::schema();
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
