// Selective state-space language models (Gu & Dao 2023, Mamba, arXiv:2312.00752): the mathematics.
//
// h hidden, E = expand h inner channels, N state elements per channel, k convolution width, R rank of the step size, V
// vocabulary. A sequence's memory is E N elements of state and the last k - 1 inputs of the convolution, however long
// its context is.
#pragma once

#include "fleetline/quantity.hpp"

namespace fleetline::workloads::state_space {

struct Shape {
  double layers = 0, hidden = 0, inner = 0, state = 0, kernel = 0, rank = 0, vocabulary = 0;
  bool tied = true;
};

/// What one of t devices holds: inner channels are divided.
inline double share(const Shape& m, double t) { return m.inner / t; }

inline double in_parameters(const Shape& m, double inner) { return m.hidden * 2 * inner; }
inline double convolution_parameters(const Shape& m, double inner) { return inner * (m.kernel + 1); }
inline double selection_columns(const Shape& m) { return m.rank + 2 * m.state; }  ///< step size, B and C of a token
inline double selection_parameters(const Shape& m, double inner) { return inner * selection_columns(m); }
inline double step_parameters(const Shape& m, double inner) { return (m.rank + 1) * inner; }
inline double scan_parameters(const Shape& m, double inner) { return inner * (m.state + 1); }  ///< A and D
inline double out_parameters(const Shape& m, double inner) { return inner * m.hidden; }

inline double layer_parameters(const Shape& m, double inner) {
  return in_parameters(m, inner) + convolution_parameters(m, inner) + selection_parameters(m, inner) +
         step_parameters(m, inner) + scan_parameters(m, inner) + out_parameters(m, inner) + m.hidden;
}
inline double total_parameters(const Shape& m) {
  return m.layers * layer_parameters(m, m.inner) + (m.tied ? 1 : 2) * m.vocabulary * m.hidden + m.hidden;
}

/// Elements that one layer remembers of one sequence.
inline double state_elements(const Shape& m, double inner) { return inner * (m.state + m.kernel - 1); }

/// 9 FLOPs per token, channel and state element: discretising A and B, the recurrence as an associative scan, and C's
/// product (A. Gu in state-spaces/mamba, issue 110).
inline Flops scan_flops(const Shape& m, double tokens, double inner) { return Flops(9.0 * tokens * inner * m.state); }

/// What is kept of one token for the backward pass: inputs of norm and of the first product, x and z, the convolution's
/// output, the step size, B and C, and what is projected. The states are computed again (Gu & Dao 2023, section 3.3.2).
inline double kept_elements(const Shape& m, double inner) { return 2 * m.hidden + 5 * inner + selection_columns(m); }

}  // namespace fleetline::workloads::state_space
