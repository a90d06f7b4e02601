// A step, lowered: blocks of operators and collectives.
//
// Blocks, not one flat list: embeddings, layers of different kinds, the head differ and are placed
// separately; forward, backward-for-input and backward-for-weight are apart because pipeline schedules move
// them apart. A Lowering is an arena: clear() keeps its memory, so lowering again allocates nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "fleetline/collective.hpp"
#include "fleetline/operator.hpp"
#include "fleetline/quantity.hpp"

namespace fleetline {

/// Bytes one run of a block needs resident on its device, by what they are.
struct Footprint {
  Bytes weights, gradients, optimizer;  ///< parameters and their training state
  Bytes activations;                    ///< kept for the backward pass, or the working set of inference
  Bytes kv;

  constexpr Bytes total() const { return weights + gradients + optimizer + activations + kv; }
  constexpr Footprint& operator+=(const Footprint& b) {
    weights += b.weights; gradients += b.gradients; optimizer += b.optimizer;
    activations += b.activations; kv += b.kv;
    return *this;
  }
  friend constexpr Footprint operator*(Footprint a, double k) {
    a.weights *= k; a.gradients *= k; a.optimizer *= k; a.activations *= k; a.kv *= k;
    return a;
  }
};

/// The passes of a block, in the order they are appended. Inference has only `forward`.
enum class Pass : unsigned char { forward, recompute, backward_input, backward_weight, update };
inline constexpr std::size_t pass_count = 5;

/// `count` identical copies in a row (80 decoder layers are one block). Sums over a block are per copy.
struct Block {
  Label label;        ///< "decoder", "head"
  double count = 1;   ///< copies
  double layers = 1;  ///< layers in one copy, for per-layer overheads
  Bytes boundary;     ///< activations handed to the next block, per copy
  Footprint memory;   ///< per copy; `activations` is summed over copies when training, shared otherwise
};

class Lowering {
 public:
  void clear();

  /// Start a block; the operators and collectives appended next belong to it.
  Block& begin(Label label, double count = 1, double layers = 1);
  void add(Pass pass, const Operator& op);
  void add(Pass pass, const Collective& collective);

  /// A sentence about this lowering that its reader should know: "selective recomputation changes nothing: ...".
  void note(Label sentence);

  std::span<const Block> blocks() const { return blocks_; }
  std::span<const Label> notes() const { return notes_; }
  /// The operators of a block and pass, in order. `block` indexes blocks().
  std::span<const Operator> operators(std::size_t block, Pass pass) const;
  std::span<const Collective> collectives(std::size_t block, Pass pass) const;

 private:
  struct Range { std::uint32_t begin = 0, end = 0; };
  struct Ranges { Range ops[pass_count], comm[pass_count]; };
  std::vector<Block> blocks_;
  std::vector<Ranges> ranges_;
  std::vector<Operator> operators_;
  std::vector<Collective> collectives_;
  std::vector<Label> notes_;
};

}  // namespace fleetline
