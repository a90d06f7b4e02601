// What may stand in attention's place: a recurrence over the sequence, whose memory has a fixed size. The mathematics.
//
// h hidden, E inner channels (of values), H heads of P channels, N state elements of a channel (the size of a key), G
// groups of heads that share theirs (key heads), k width of the convolution along the sequence, R rank of the step
// size. All kinds have one form: a product in, a short convolution along the sequence, products that choose what enters
// the state (Mamba), the scan, a gated norm, a product out. Each kind says how wide they are.
#pragma once

#include "fleetline/quantity.hpp"

namespace fleetline::workloads::recurrent {

enum class Kind : int { none, mamba, mamba2, gated_delta, lightning, convolution };

/// As published.
struct Sizes {
  Kind kind = Kind::none;
  double hidden = 0;
  double heads = 0, head_dim = 0;  ///< H and P; Mamba has no heads: as many of one channel as there are channels
  double state = 0, groups = 1, kernel = 0;
  double rank = 0;           ///< Mamba: R
  bool inner_norms = false;  ///< Mamba: norms of step size, B and C (Lieber et al. 2024, Jamba, arXiv:2403.19887)
  double inner() const { return heads * head_dim; }
};

/// What one of t devices holds and does in one layer. Heads are divided; groups beyond t = G are copied, as key-value
/// heads are.
struct Mixer {
  double hidden = 0, inner = 0;
  double in_columns = 0;  ///< of the product in
  double channels = 0;    ///< that are convolved; 0: none
  double kernel = 0;
  bool convolution_bias = false;
  double selection = 0,
         rank = 0;         ///< Mamba: columns of the second product, inputs of the third; all devices add up the second
  double scan_inputs = 0;  ///< elements of a token that the scan reads beyond what the product in gave
  double state = 0;        ///< elements of one sequence
  double scan_flops = 0;   ///< of a token
  double scan_parameters = 0, norm_parameters = 0;
  bool gated_norm = false;

  double convolution_parameters() const { return channels * (kernel + (convolution_bias ? 1 : 0)); }
  double in_parameters() const { return hidden * in_columns; }
  double selection_parameters() const { return inner * selection; }
  double step_parameters() const { return rank > 0 ? (rank + 1) * inner : 0; }
  double out_parameters() const { return inner * hidden; }
  double parameters() const {
    return in_parameters() + convolution_parameters() + selection_parameters() + step_parameters() + scan_parameters +
           norm_parameters + out_parameters();
  }
  /// Elements that are remembered of one sequence: the state and the convolution's last k - 1 inputs.
  double remembered() const { return state + channels * (kernel > 0 ? kernel - 1 : 0); }
  /// Kept of one token for the backward pass, beside the layer's input: what each part made. The states are computed
  /// again (Gu & Dao 2023, section 3.3.2).
  double kept() const {
    return in_columns + channels + selection + (rank > 0 ? inner : 0) + (gated_norm ? 2 : 1) * inner;
  }
};

Mixer mixer_of(const Sizes& sizes, double t = 1);

/// Whether t devices can divide it.
bool divides(const Sizes& sizes, double t);

}  // namespace fleetline::workloads::recurrent
