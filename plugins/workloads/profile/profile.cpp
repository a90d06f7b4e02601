#include "profile/profile.hpp"

#include "common/emitter.hpp"
#include "common/refusal.hpp"
#include "common/training_state.hpp"
#include "fleetline/sdk.hpp"

namespace fleetline::workloads::profile {

const Schema<Profile::Params>& Profile::Params::schema() {
  static const auto s =
      Schema<Params>("A workload known by its totals")
          .add("parameters", &Params::parameters, "1", "Trained parameters", {.range = non_negative, .required = true})
          .add("active_parameters", &Params::active_parameters, "1",
               "Parameters that one sample passes through, of a mixture of experts; not given: all. Every step still reads "
               "all: which of them a batch touches is not known",
               {.range = positive})
          .add("flops_per_sample", &Params::flops_per_sample, "GFLOP",
               "Forward pass of one sample; a multiply-add is two FLOPs", {.range = non_negative, .required = true})
          .add("activation_bytes_per_sample", &Params::activation_bytes_per_sample, "MB",
               "Activations read and written by the forward pass of one sample, in the native format; scaled when the "
               "activations are kept in another",
               {.range = non_negative})
          .add("layers", &Params::layers, "", "Layers, for overheads that every layer pays", {.range = at_least(1)})
          .add("unit", &Params::unit, "", "What one sample is: image, utterance, row")
          .add("native", &Params::native, "",
               "Format in which the weights were published; what they multiply in unless a solver is told otherwise");
  return s;
}

Profile::Profile(const Params& p)
    : totals_{p.parameters, p.flops_per_sample, p.activation_bytes_per_sample, static_cast<double>(p.layers)},
      facts_{.parameters = p.parameters,
             .active_parameters = p.active_parameters.value_or(p.parameters),
             .layers = static_cast<double>(p.layers),
             .unit = Label(p.unit),
             .native = published_in(p.native)} {}

/// The given activation bytes are of the native format.
double Profile::format_scale(const PrecisionPolicy& policy) const {
  return policy.activations.bytes(1) / facts_.native.activations.bytes(1);
}

Operator Profile::pass_operator(double samples, const PrecisionPolicy& policy) const {
  const double scale = format_scale(policy);
  return {.kind = OperatorKind::other,
          .math = policy.math,
          .weights = policy.weights,
          .activations = policy.activations,
          .flops = totals_.flops * samples,
          .bytes = {.weights = policy.weights.bytes(totals_.parameters), .activations = totals_.activations * (samples * scale)},
          .label = forward_};
}

void Profile::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  require_unsharded(sharding);
  const double samples = samples_of(step);
  require_formats(step, false);
  const PrecisionPolicy& policy = step.precision;
  const double scale = format_scale(policy);
  const Operator op = pass_operator(samples, policy);

  Emitter emit(policy, out);
  Block& block = emit.begin(block_, 1, facts_.layers);
  out.add(Pass::forward, op);
  if (step.mode == Mode::inference) {
    block.memory = {.weights = op.bytes.weights, .activations = working_set(totals_, samples) * scale};
    return;
  }
  if (step.train.recompute != Recompute::none)
    refuse("step.train.recompute", "a profile does not know its layers: it cannot recompute some of them", "none", "none");
  out.add(Pass::backward_input, op);
  Operator weights = op;
  weights.bytes.weights = Bytes(0);
  weights.bytes.state = 2.0 * policy.gradients.bytes(totals_.parameters);
  out.add(Pass::backward_weight, weights);
  emit.update(update_, totals_.parameters, step.train.optimizer);
  block.memory = training_state(totals_.parameters, policy, step.train.optimizer);
  block.memory.activations = kept_for_backward(totals_, samples) * scale;
}

Component component() {
  return sdk::workload<Profile>(
      {.name = "profile",
       .summary = "A workload known by its totals only: parameters, FLOPs and activation bytes per sample",
       .description =
           "One block with one operator. Weights move once per step, FLOPs and activations once per sample. Training adds the "
           "gradients for inputs and for weights at the FLOPs of the forward pass each. Good to a roofline's accuracy; it "
           "cannot see layers that are bound differently, and runs on one device.",
       .assumptions = {"Every parameter is read once per pass, whatever the batch.",
                       "In training half of the activation traffic is kept for the backward pass.",
                       "In inference the layers share the activation traffic equally: one layer's share is resident."},
       .references = {"Williams, Waterman, Patterson 2009, Roofline, doi:10.1145/1498765.1498785"}});
}

}  // namespace fleetline::workloads::profile
