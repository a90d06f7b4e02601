// How publications count the FLOPs of a training step. Seconds are predicted first; these convert them.
#pragma once

namespace fleetline::parallelism {

struct ModelSize {
  double layers = 0, hidden = 0, heads = 0, kv_heads = 0, ffn = 0, vocabulary = 0, sequence = 0;
  bool gated = false;
};

/// Narayanan et al. 2021, section 5.1, per sequence: 96 s l h^2 (1 + s/6h + V/16lh) with full recomputation, three quarters of it
/// without. For four-h feed-forward networks and full attention; published with any model.
inline double megatron_hardware_flops(const ModelSize& m, bool recompute) {
  const double s = m.sequence, l = m.layers, h = m.hidden, v = m.vocabulary;
  return recompute ? 96 * s * l * h * h * (1 + s / (6 * h) + v / (16 * l * h)) : 72 * s * l * h * h * (1 + s / (6 * h) + v / (12 * l * h));
}

/// Megatron-LM, training.py, num_floating_point_operations, per sequence: six per weight and token, causal half of attention.
inline double megatron_model_flops(const ModelSize& m) {
  const double head = m.hidden / m.heads;
  const double weights = m.layers * (2 * m.hidden * m.hidden + 2 * m.hidden * m.kv_heads * head + (m.gated ? 3 : 2) * m.hidden * m.ffn) + m.hidden * m.vocabulary;
  return m.sequence * (6 * weights + 6 * m.layers * m.hidden * m.sequence);
}

}  // namespace fleetline::parallelism
