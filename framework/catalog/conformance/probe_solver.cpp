#include <cmath>

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
        prepared_(at_boundary(component_.name, [&] { return solver_->prepare(subjects_.view(), question()); })) {}

  Readings ask() const override {
    const std::unique_ptr<Scratch> scratch = at_boundary(component_.name, [&] { return solver_->make_scratch(); });
    Readings out;
    for (bool detailed : {false, true}) {  // details must not change the answer
      Box outputs(*component_.outputs);
      Detail detail;
      Answer answer{outputs.data(), detailed ? &detail : nullptr};
      const Status status = at_boundary(component_.name, [&] {
        return solver_->solve(*prepared_, question(), scratch.get(), answer);
      });
      out.push_back({cat(detailed ? "with details: " : "", "status ", static_cast<int>(status.code), " ", status.reason.text()),
                     status.missing});
      if (status) add_outputs(out, *component_.outputs, outputs);
    }
    return out;
  }

 private:
  Case question() const { return {params_.data(), inputs_.data()}; }

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
  const Box inputs = example_inputs(component);
  Solved solved{{}, Box(*component.outputs)};
  at_boundary(component.name, [&] {
    const Case question{params.data(), inputs.data()};
    const auto prepared = solver->prepare(subjects, question);
    const auto scratch = solver->make_scratch();
    Answer answer{solved.outputs.data(), detail};
    solved.status = solver->solve(*prepared, question, scratch.get(), answer);
  });
  return solved;
}

}  // namespace fleetline::conformance
