// How publications count the FLOPs of one training step. Pure functions; L layers, h hidden, s sequence, V vocabulary,
// B sequences.
#pragma once

#include "row_rules.hpp"

namespace fleetline::parallelism {

/// Parameters of the layers, of one matrix of the vocabulary, and those of attention's width.
struct Counted {
  double layers = 0, width = 0;  ///< `width`: heads times head size
  double layer_parameters = 0, vocabulary_parameters = 0;
  double hidden = 0, vocabulary = 0;
};

inline Counted counted(const Architecture& m) {
  const double head = m.head_dim > 0 ? m.head_dim : m.hidden / m.heads;
  return {.layers = m.layers,
          .width = m.heads * head,
          .layer_parameters =
              2 * m.hidden * m.heads * head + 2 * m.hidden * m.kv_heads * head + (m.llama ? 3 : 2) * m.hidden * m.ffn,
          .vocabulary_parameters = m.hidden * m.vocabulary,
          .hidden = m.hidden,
          .vocabulary = m.vocabulary};
}

// Narayanan et al. 2021, eq. 3: 96 B s L h^2 (1 + s/6h + V/16Lh), a forward pass of full recomputation included; 72
// without one. The vocabulary's products are not run again: 6 B s h V either way.
inline double hardware_flops(const Counted& c, double batch, double s, bool recomputed) {
  const double passes = recomputed ? 4 : 3, h = c.hidden;
  return batch * s * (passes * 24 * c.layers * h * h * (1 + s / (6 * h)) + 6 * h * c.vocabulary);
}

// Chowdhery et al. 2022 (PaLM), appendix B: 6N + 12 L H Q T per token; the masked half of the scores counts. N here
// without the embedding, which multiplies nothing. `share`: 1 as in PaLM, 1/2 where the causal half counts.
inline double model_flops(const Counted& c, double batch, double s, double share) {
  return batch * s *
         (6 * (c.layers * c.layer_parameters + c.vocabulary_parameters) + 12 * share * c.layers * c.width * s);
}

// BigScience chronicles: 8 N per token, recomputation included, attention not.
inline double eight_n_flops(const Counted& c, double batch, double s) {
  return 8 * batch * s * (c.layers * c.layer_parameters + c.vocabulary_parameters);
}

}  // namespace fleetline::parallelism
