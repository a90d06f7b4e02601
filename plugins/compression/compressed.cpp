#include "compressed.hpp"

namespace fleetline::compression {
namespace {

Lowering lowered(const Workload& workload, Step step, Format weights, const Sharding& sharding) {
  Lowering out;
  step.precision.weights = weights;
  workload.lower(step, sharding, out);
  return out;
}

/// Bytes of a product's bias, which no quantiser packs.
Bytes bias_bytes(const Operator& op, Pass pass) {
  const Gemm* gemm = std::get_if<Gemm>(&op.shape);
  if (gemm == nullptr) return {};
  const Matrix m = matrix_of(*gemm, pass);
  return max(Bytes(0), op.bytes.weights - op.weights.bytes(m.in * m.out * m.groups));
}

/// The operator with its matrix in the narrow format and everything else as it was.
Operator packed(const Operator& was, const Operator& narrow, Pass pass) {
  if (!is_matrix(was)) return was;
  Operator op = narrow;
  op.bytes.weights += bias_bytes(was, pass) - bias_bytes(narrow, pass);
  return op;
}

/// What changes in a block's memory when its operators do.
struct Change {
  Bytes weights_before, weights_after, largest_before, largest_after, activations_before, activations_after;

  void add(const Operator& before, const Operator& after) {
    weights_before += before.bytes.weights * before.repeat;
    weights_after += after.bytes.weights * after.repeat;
    largest_before = max(largest_before, before.bytes.activations);
    largest_after = max(largest_after, after.bytes.activations);
    activations_before += before.bytes.activations * before.repeat;
    activations_after += after.bytes.activations * after.repeat;
  }
  static double share(Bytes after, Bytes before) { return before > Bytes(0) ? after / before : 1.0; }
};

}  // namespace

/// The original in the formats that its parts take.
struct Compressed::Versions {
  Lowering native, layers, embedding, head;
  const Lowering& of(Place place) const {
    return place == Place::layer ? layers : place == Place::first ? embedding : head;
  }
};

Compressed::Compressed(const Workload& original, const Recipe& recipe, const Anatomy& anatomy)
    : original_(original), recipe_(recipe), pruner_(recipe.structure, anatomy), facts_(original.facts()) {
  facts_.native.weights = recipe.weights;
  if (recipe.activations) facts_.native.activations = recipe.activations;
  if (recipe.kv) facts_.native.kv = recipe.kv;
  if (recipe.math) facts_.native.math = recipe.math;
  for (const double copies : anatomy.repeats) facts_.layers -= copies * recipe.structure.layers;
}

void Compressed::sparse(Operator& op) const {
  if (recipe_.sparse_math && is_matrix(op) && op.flops > Flops(0)) op.math = recipe_.sparse_math;
}

void Compressed::copy_block(const Versions& versions, std::size_t b, Place place, const Sharding& sharding,
                            bool training, Lowering& out) const {
  const Lowering &native = versions.native, &narrow = versions.of(place);
  const Block& from = narrow.blocks()[b];
  Block block = from;
  Change packing, pruning;
  std::vector<std::pair<Pass, Operator>> operators;
  for (std::size_t p = 0; p < pass_count; ++p) {
    const auto pass = static_cast<Pass>(p);
    for (std::size_t i = 0; i < narrow.operators(b, pass).size(); ++i) {
      const Operator& low = narrow.operators(b, pass)[i];
      Operator op = packed(native.operators(b, pass)[i], low, pass);
      if (place == Place::layer) sparse(op);
      if (pass == Pass::forward) packing.add(low, op);
      const Operator whole = op;
      if (recipe_.structure.any()) pruner_.apply(op, pass, sharding);
      if (pass == Pass::forward) pruning.add(whole, op);
      operators.emplace_back(pass, op);
    }
  }
  const double weights_kept = Change::share(pruning.weights_after, pruning.weights_before);
  // Corrections, not sums: a lookup reads few rows of the table that the block holds.
  block.memory.weights += packing.weights_after - packing.weights_before;
  block.memory.weights += pruning.weights_after - pruning.weights_before;
  block.memory.gradients *= weights_kept;
  block.memory.optimizer *= weights_kept;
  block.memory.kv *= recipe_.structure.heads > 0 ? pruner_.kv_kept(sharding) : 1;
  block.memory.activations *= training ? Change::share(pruning.activations_after, pruning.activations_before)
                                       : Change::share(pruning.largest_after, pruning.largest_before);
  if (block.count > 1) block.count *= pruner_.layers_kept();
  out.begin(block.label, block.count, block.layers) = block;
  for (auto& [pass, op] : operators) {
    if (op.kind == OperatorKind::optimizer) op.bytes = op.bytes * weights_kept;
    out.add(pass, op);
  }
  for (std::size_t p = 0; p < pass_count; ++p)
    for (const Collective& c : native.collectives(b, static_cast<Pass>(p))) out.add(static_cast<Pass>(p), c);
}

void Compressed::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  pruner_.check(sharding);
  const Format asked = step.precision.weights;
  const bool own = asked == recipe_.weights;
  const Format native = own ? recipe_.native : asked;
  Versions v;
  v.native = lowered(original_, step, native, sharding);
  v.layers = own ? lowered(original_, step, recipe_.weights, sharding) : v.native;
  v.embedding = own && recipe_.embedding ? lowered(original_, step, recipe_.embedding, sharding) : v.native;
  v.head = own && recipe_.head ? lowered(original_, step, recipe_.head, sharding) : v.native;
  const std::vector<Place> where = places(v.native);
  for (std::size_t b = 0; b < v.native.blocks().size(); ++b)
    copy_block(v, b, where[b], sharding, step.mode == Mode::training, out);
  for (const Label note : v.native.notes()) out.note(note);
}

}  // namespace fleetline::compression
