#include <cmath>
#include <utility>

#include "examples.hpp"
#include "fleetline/text.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

/// Inputs come from other stages; here each is its default, or an example when there is none.
Box example_inputs(const Component& component) {
  if (component.inputs == nullptr) return {};
  Box inputs(*component.inputs);
  for (const Field& field : component.inputs->fields())
    if (field.numeric() && field.options.required && field.codec.type == FieldType::number)
      field.codec.set(field.in(inputs.data()), example_number(field));
  return inputs;
}

/// A solver that refuses for want of something says of what: that parameter or input gets an example, and it is asked again.
struct Asked {
  Box params, inputs;

  /// False when the refusal names nothing that could be given.
  bool give(const Component& component, const InputError& refusal) {
    bool given = false;
    for (const Problem& problem : refusal.problems())
      given |= fill_blank(*component.params, problem.path, params) || (component.inputs != nullptr && fill_blank(*component.inputs, problem.path, inputs));
    return given;
  }

  static bool fill_blank(const AnySchema& schema, const std::string& name, Box& box) {
    const Field* field = schema.find(name);
    if (field == nullptr || !field->numeric() || !std::isnan(field->codec.get(field->in(box.data())))) return false;
    field->codec.set(field->in(box.data()), example_number(*field));
    return true;
  }
};

template <class Ask>
auto ask_until_given(const Component& component, Asked asked, Ask&& ask) {
  constexpr int most = 8;
  for (int i = 0;; ++i) {
    try {
      return ask(asked);
    } catch (const InputError& refusal) {
      if (i == most || !asked.give(component, refusal)) throw;
    }
  }
}

void add_outputs(Readings& out, const AnySchema& schema, const Box& outputs) {
  for (const Field& field : schema.fields()) {
    if (!field.numeric()) {
      out.push_back({cat("output '", field.name, "' = ", field.codec.write(field.in(outputs.data()), field))});
      continue;
    }
    Reading reading{cat("output '", field.name, "'"), field.codec.get(field.in(outputs.data()))};
    reading.may_be_negative = true;  // ranges are another check's business
    reading.may_be_nan = field.codec.optional;
    out.push_back(std::move(reading));
  }
}

class SolverProbe final : public Probe {
 public:
  SolverProbe(const Loaded& loaded, const Box& params)
      : component_(*loaded.component), params_(params), inputs_(example_inputs(component_)), solver_(make_solver(loaded)),
        prepared_(prepare(params_, inputs_)) {}

  Readings ask() const override {
    return ask_until_given(component_, {params_, inputs_}, [this, first = true](const Asked& asked) mutable {
      const auto again = std::exchange(first, false) ? nullptr : prepare(asked.params, asked.inputs);
      return readings(again ? *again : *prepared_, {asked.params.data(), asked.inputs.data()});
    });
  }

 private:
  std::unique_ptr<const Prepared> prepare(const Box& params, const Box& inputs) const {
    return at_boundary(component_.name, [&] { return solver_->prepare(subjects_.view(), {params.data(), inputs.data()}); });
  }

  Readings readings(const Prepared& prepared, const Case& question) const {
    const std::unique_ptr<Scratch> scratch = at_boundary(component_.name, [&] { return solver_->make_scratch(); });
    Readings out;
    for (bool detailed : {false, true}) {  // details must not change the answer
      Box outputs(*component_.outputs);
      Detail detail;
      Answer answer{outputs.data(), detailed ? &detail : nullptr};
      const Status status = at_boundary(component_.name, [&] {
        return solver_->solve(prepared, question, scratch.get(), answer);
      });
      out.push_back({cat(detailed ? "with details: " : "", "status ", static_cast<int>(status.code), " ", status.reason.text()),
                     status.missing});
      if (status) add_outputs(out, *component_.outputs, outputs);
    }
    return out;
  }

  const Component& component_;
  TestSubjects subjects_;
  Box params_, inputs_;
  std::shared_ptr<const Solver> solver_;
  std::unique_ptr<const Prepared> prepared_;
};

}  // namespace

std::unique_ptr<Probe> probe_solver(const Loaded& loaded, const Box& params) {
  return std::make_unique<SolverProbe>(loaded, params);
}

Solved solve_once(const Loaded& loaded, const Subjects& subjects, const Box& params, Detail* detail) {
  const Component& component = *loaded.component;
  const std::shared_ptr<const Solver> solver = make_solver(loaded);
  return ask_until_given(component, {params, example_inputs(component)}, [&](const Asked& asked) {
    Solved solved{{}, Box(*component.outputs)};
    at_boundary(component.name, [&] {
      const Case question{asked.params.data(), asked.inputs.data()};
      const auto prepared = solver->prepare(subjects, question);
      const auto scratch = solver->make_scratch();
      Answer answer{solved.outputs.data(), detail};
      solved.status = solver->solve(*prepared, question, scratch.get(), answer);
    });
    return solved;
  });
}

}  // namespace fleetline::conformance
