#include "recurrent/recurrence.hpp"

namespace fleetline::workloads::recurrent {
namespace {

/// Gradients of both factors of each product; the states are computed once more before.
constexpr double scan_backward = 2;

}  // namespace

Recurrence::Recurrence(const Mixer& mixer, double degree, const Labels& labels, const Load& load)
    : m_(mixer),
      labels_(labels),
      degree_(degree),
      load_(load),
      in_(linear(labels.in, m_.hidden, m_.in_columns, m_.in_parameters())),
      convolution_{.label = labels.convolution,
                   .shape = {.m = load.tokens, .n = 1, .k = m_.kernel, .groups = m_.channels},
                   .weights = m_.convolution_parameters(),
                   .inputs = load.tokens * m_.channels,
                   .outputs = load.tokens * m_.channels,
                   .kind = OperatorKind::convolution},
      selection_(linear(labels.selection, m_.inner, m_.selection, m_.selection_parameters())),
      step_(linear(labels.step, m_.rank, m_.inner, m_.step_parameters())),
      out_(linear(labels.out, m_.inner, m_.hidden, m_.out_parameters())) {}

Product Recurrence::linear(Label label, double in, double columns, double parameters) const {
  return {.label = label,
          .shape = {.m = load_.tokens, .n = columns, .k = in},
          .weights = parameters,
          .inputs = load_.tokens * in,
          .outputs = load_.tokens * columns};
}

/// Reads what came in and was chosen, writes y; `factor` times the forward pass's FLOPs, `rework` of them computed
/// again.
Stream Recurrence::scanning(double factor, double rework, double moved, bool gradients) const {
  const Flops flops(m_.scan_flops * load_.tokens);
  return {.label = labels_.scan,
          .kind = OperatorKind::other,
          .activations = moved * load_.tokens * (m_.in_columns + m_.scan_inputs + m_.inner),
          .weights = m_.scan_parameters,
          .gradients = gradients ? m_.scan_parameters : 0,
          .flops = flops * (factor + rework),
          .rework = flops * rework,
          .kv = load_.states_moved * m_.remembered()};
}

/// Norm of y and its product with the gate: reads both, writes one. Mamba's three norms ride on what they scale.
Stream Recurrence::gate(bool backward) const {
  const double passes = !m_.gated_norm ? 0 : backward ? 5 : 3;
  return {.label = labels_.gate,
          .kind = OperatorKind::normalisation,
          .activations = passes * load_.tokens * m_.inner,
          .weights = m_.norm_parameters,
          .gradients = backward ? m_.norm_parameters : 0};
}

void Recurrence::before(Emitter& emit, Pass pass) const {
  emit.product(pass, in_);
  if (convolves()) emit.product(pass, convolution_);
  if (!selects()) return;
  emit.product(pass, selection_);
  if (degree_ > 1) emit.collective(pass, CollectiveKind::all_reduce, labels_.comm, load_.tokens * m_.selection);
  emit.product(pass, step_);
}

void Recurrence::after(Emitter& emit, Pass pass) const {
  if (m_.norm_parameters > 0) emit.stream(pass, gate(false));
  emit.product(pass, out_);
}

void Recurrence::backward_after(Emitter& emit) const {
  emit.product(Pass::backward_input, out_);
  if (m_.norm_parameters > 0) emit.stream(Pass::backward_input, gate(true));
}

void Recurrence::backward_scan(Emitter& emit) const {
  emit.stream(Pass::backward_input, scanning(scan_backward, 1, 2, true));
}

void Recurrence::backward_before(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_input;
  if (selects()) {
    emit.product(pass, step_);
    emit.product(pass, selection_);
  }
  if (convolves()) emit.product(pass, convolution_);
  emit.product(pass, in_);
}

void Recurrence::backward_weights_before(Emitter& emit) const {
  constexpr Pass pass = Pass::backward_weight;
  if (selects()) {
    emit.product(pass, step_);
    emit.product(pass, selection_);
  }
  if (convolves()) emit.product(pass, convolution_);
  emit.product(pass, in_);
}

}  // namespace fleetline::workloads::recurrent
