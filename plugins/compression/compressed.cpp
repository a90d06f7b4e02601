#include "compressed.hpp"

namespace fleetline::compression {
namespace {

void copy_block(const Lowering& from, std::size_t b, Lowering& out) {
  const Block& block = from.blocks()[b];
  out.begin(block.label, block.count, block.layers) = block;
  for (std::size_t p = 0; p < pass_count; ++p) {
    const auto pass = static_cast<Pass>(p);
    for (const Operator& op : from.operators(b, pass)) out.add(pass, op);
    for (const Collective& c : from.collectives(b, pass)) out.add(pass, c);
  }
}

}  // namespace

Compressed::Compressed(const Workload& original, const Recipe& recipe)
    : original_(original), recipe_(recipe), facts_(original.facts()), ends_(original.facts().native.weights) {
  facts_.native.weights = recipe.weights;
  if (recipe.activations) facts_.native.activations = recipe.activations;
  if (recipe.kv) facts_.native.kv = recipe.kv;
  if (recipe.math) facts_.native.math = recipe.math;
}

void Compressed::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  const bool mixed = recipe_.keep_ends && ends_ && step.precision.weights == recipe_.weights;
  if (!mixed) return original_.lower(step, sharding, out);
  Lowering layers, ends;
  original_.lower(step, sharding, layers);
  Step native = step;
  native.precision.weights = ends_;
  original_.lower(native, sharding, ends);
  for (std::size_t b = 0; b < layers.blocks().size(); ++b) copy_block(layers.blocks()[b].layers > 0 ? layers : ends, b, out);
  for (const Label note : layers.notes()) out.note(note);
}

}  // namespace fleetline::compression
