// What a lowered workload consists of, as far as compression must know: which blocks are its ends, what can be pruned,
// how many parameters stand where. Read off the lowering, so that any workload can be compressed.
#pragma once

#include <vector>

#include "fleetline/workload.hpp"

namespace fleetline::compression {

/// Where a block stands. Ends are the blocks that are no layers (embedding, head); in a network of layers alone, the
/// first and the last layer with weights. Quantisers treat them apart (NNCF, weight compression: "embeddings,
/// convolutions and last linear layers" keep 8 bits).
enum class Place : unsigned char { layer, first, last };
std::vector<Place> places(const Lowering& lowering);

/// Weight matrices: what quantisation packs and pruning thins. Norms and biases keep their format.
bool is_matrix(const Operator& op);

/// A product's matrix, whichever of the three products of a layer it is.
struct Matrix {
  double in = 0, out = 0, rows = 0, groups = 1;
};
Matrix matrix_of(const Gemm& gemm, Pass pass);

struct Anatomy {
  double heads = 0, kv_heads = 0;  ///< of attention; 0: none
  double ffn = 0;                  ///< columns between the two products of a feed-forward network; 0: none
  std::vector<double> repeats;     ///< copies of every layer that has more than one
  bool convolutions = false;
  bool latent = false;  ///< attention over latents: heads share one cache
  bool apart = false;   ///< attention whose queries and keys are products of their own: cross attention
  Format own;           ///< a format that some of the layers' matrices come in whatever is asked; empty: none
  Label first_product, last_product;
  double first = 0, last = 0;     ///< parameters of the ends
  double matrices = 0, rest = 0;  ///< of the layers: in matrices; in norms and biases
  std::vector<double> inputs;     ///< lengths along which scales group the layers' weights

  double parameters() const { return first + last + matrices + rest; }
};

/// Of one step of inference, whole on one device.
Anatomy anatomy(const Lowering& lowering);

namespace label {
/// Operators by the names that workloads give them; see structure.hpp for what pruning does to each.
Label qkv(), rope(), projection(), latent(), up(), gate_up(), activation(), down();
}  // namespace label

}  // namespace fleetline::compression
