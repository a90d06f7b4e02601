// One thread's view of a plan: the structs of every stage, set to a case, solved in order.
#pragma once

#include <deque>

#include "bound.hpp"
#include "named_numbers.hpp"
#include "prepared.hpp"

namespace fleetline {

/// How one case ended.
struct Outcome {
  Status status;
  bool bad_input = false;    ///< failed for what the scenario says, not by a plugin's fault
  std::string failure = {};  ///< of a failed case, what went wrong

  static Outcome failed(std::string what, bool bad_input = false) {
    return {Status{.code = Status::Code::failed}, bad_input, std::move(what)};
  }
  bool ok() const { return status.code == Status::Code::ok; }
  std::string reason() const { return failure.empty() ? status.text() : failure; }
};

/// The offsets and functions a stage's hot loop needs, resolved from its schemas once per plan.
struct StageAccess {
  std::vector<std::size_t> finite;     ///< offsets of the outputs that must be finite doubles
  std::vector<const Field*> optional;  ///< optional outputs: absent or finite
  std::vector<const Field*> coded;     ///< choices: must be declared codes
  std::vector<const Field*> lists;     ///< of finite doubles
  std::uint32_t key;                   ///< of its random streams
  explicit StageAccess(const Stage& stage);
};

/// Shared by the workers of one plan.
struct PlanRun {
  explicit PlanRun(const Plan& plan);
  const Plan& plan;
  std::deque<PreparationTable> preparations;  ///< one per stage
  std::vector<StageAccess> access;
  std::vector<std::uint32_t> order;           ///< dimensions, slowest first: those that shape preparations, then the rest
  std::optional<MonotoneLine> line = {};      ///< of a search, what may be cut short; its dimension is the fastest
};

class Worker {
 public:
  explicit Worker(PlanRun& run);

  /// Set every stage to the case at `position` in order of execution. Cheap when it is the next one.
  void place(std::uint64_t position);
  /// Set every stage to case `row`.
  void place_row(std::uint64_t row);
  std::uint64_t row() const { return row_; }

  /// Solve the stages and fill slots(). `details`, when given, has one Detail per stage.
  Outcome solve(std::vector<Detail>* details = nullptr);
  const double* slots() const { return slots_.data(); }

  /// The structs of a stage as they stand: for `explain`.
  const void* params(std::size_t stage) const { return stages_[stage].params.data(); }
  const void* inputs(std::size_t stage) const { return stages_[stage].inputs.data(); }
  const void* outputs(std::size_t stage) const { return stages_[stage].outputs.data(); }
  const std::uint32_t* digits() const { return digits_.data(); }

 private:
  struct StageState {
    Box params, inputs, outputs, blank;
    std::unique_ptr<Scratch> scratch;
    std::pair<std::size_t, std::unique_ptr<Preparation>> own;
    const Preparation* preparation = nullptr;
    std::size_t prepared_index = ~std::size_t{0};
    bool solved = false, refused = false;  ///< refused: physics said no
    NamedNumbers told;
  };

  void apply_axes(std::uint32_t dimension);
  void set_digits(std::uint64_t position);
  Outcome solve_stage(std::size_t i, Detail* detail);
  /// One output of an earlier stage into an input of this one.
  Outcome hand_over(const Stage& stage, const Binding& binding, Box& inputs) const;
  const Preparation& prepare(std::size_t i);
  Preparation make_preparation(std::size_t i) const;
  Subjects subjects_of(const Stage& stage, Preparation& preparation) const;
  Case case_of(std::size_t i) const;
  Outcome check_outputs(std::size_t i) const;
  Outcome check_derived() const;
  void fill_slots();
  double output_of(std::size_t stage, const Field& field) const;

  PlanRun& run_;
  std::vector<StageState> stages_;
  std::vector<std::uint32_t> digits_;
  std::vector<std::uint64_t> strides_;  ///< of the row number
  std::vector<double> slots_;
  std::uint64_t position_ = ~std::uint64_t{0}, row_ = 0;
};

}  // namespace fleetline
