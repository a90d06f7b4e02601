#include "anatomy.hpp"

#include <algorithm>

namespace fleetline::compression {
namespace {

double elements(Bytes bytes, Format format) { return bytes / format.bytes(1); }

/// The format that a block's weights were lowered in.
Format format_in(const Lowering& lowering, std::size_t b) {
  for (const Operator& op : lowering.operators(b, Pass::forward))
    if (op.bytes.weights > Bytes(0)) return op.weights;
  return {};
}

void note_shape(const Operator& op, Anatomy& a) {
  if (const Attention* attention = std::get_if<Attention>(&op.shape))
    a.heads = attention->heads, a.kv_heads = attention->kv_heads;
  a.convolutions = a.convolutions || op.kind == OperatorKind::convolution;
  a.latent = a.latent || op.label == label::latent();
  a.apart = a.apart || op.label.text() == "attention.query" || op.label.text().starts_with("cross_attention.");
  const Gemm* gemm = std::get_if<Gemm>(&op.shape);
  if (gemm == nullptr || !is_matrix(op)) return;
  if (op.label == label::down()) a.ffn = gemm->k;
  if (!a.first_product) a.first_product = op.label;
  a.last_product = op.label;
}

/// Norms and biases are read whole in every step; what else the layer holds is matrices, those of experts that no token
/// chose, too.
void count_layer(const Lowering& lowering, std::size_t b, double all, Format format, Anatomy& a) {
  double rest = 0;
  for (const Operator& op : lowering.operators(b, Pass::forward)) {
    if (!(op.bytes.weights > Bytes(0))) continue;
    const double stored = elements(op.bytes.weights, op.weights);
    const Gemm* gemm = std::get_if<Gemm>(&op.shape);
    if (!is_matrix(op))
      rest += op.repeat * stored;
    else if (op.weights != format)
      a.own = op.weights;
    if (gemm == nullptr || !is_matrix(op)) continue;
    const Matrix m = matrix_of(*gemm, Pass::forward);
    rest += op.repeat * std::max(0.0, stored - m.in * m.out * m.groups);
    a.inputs.push_back(m.in);
  }
  const double copies = lowering.blocks()[b].count;
  a.matrices += copies * std::max(0.0, all - rest);
  a.rest += copies * std::min(all, rest);
}

}  // namespace

std::vector<Place> places(const Lowering& lowering) {
  const std::span<const Block> blocks = lowering.blocks();
  std::vector<Place> out(blocks.size(), Place::layer);
  std::vector<std::size_t> weighted;
  std::size_t first_layer = blocks.size();
  bool ends = false;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (blocks[b].layers > 0) first_layer = std::min(first_layer, b);
    if (!(blocks[b].memory.weights > Bytes(0))) continue;
    weighted.push_back(b);
    ends = ends || blocks[b].layers == 0;
  }
  if (ends && first_layer < blocks.size()) {
    for (std::size_t b = 0; b < blocks.size(); ++b)
      if (blocks[b].layers == 0) out[b] = b < first_layer ? Place::first : Place::last;
  } else if (weighted.size() > 2) {
    out[weighted.front()] = Place::first;
    out[weighted.back()] = Place::last;
  }
  return out;
}

bool is_matrix(const Operator& op) {
  const bool product = op.kind == OperatorKind::gemm || op.kind == OperatorKind::convolution ||
                       op.kind == OperatorKind::gather || op.kind == OperatorKind::other;
  return product && op.bytes.weights > Bytes(0);
}

Matrix matrix_of(const Gemm& g, Pass pass) {
  if (pass == Pass::backward_input) return {.in = g.n, .out = g.k, .rows = g.m, .groups = g.groups};
  if (pass == Pass::backward_weight) return {.in = g.m, .out = g.n, .rows = g.k, .groups = g.groups};
  return {.in = g.k, .out = g.n, .rows = g.m, .groups = g.groups};
}

Anatomy anatomy(const Lowering& lowering) {
  Anatomy a;
  const std::vector<Place> where = places(lowering);
  for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
    const Block& block = lowering.blocks()[b];
    for (const Operator& op : lowering.operators(b, Pass::forward)) note_shape(op, a);
    const Format format = format_in(lowering, b);
    if (!format) continue;
    const double all = elements(block.memory.weights, format);
    if (where[b] == Place::layer)
      count_layer(lowering, b, all, format, a);
    else
      (where[b] == Place::first ? a.first : a.last) += block.count * all;
    if (block.layers > 0 && block.count > 1) a.repeats.push_back(block.count);
  }
  return a;
}

namespace label {

Label qkv() {
  static const Label l("attention.qkv");
  return l;
}
Label rope() {
  static const Label l("attention.rope");
  return l;
}
Label projection() {
  static const Label l("attention.projection");
  return l;
}
Label up() {
  static const Label l("ffn.up");
  return l;
}
Label gate_up() {
  static const Label l("ffn.gate_up");
  return l;
}
Label activation() {
  static const Label l("ffn.activation");
  return l;
}
Label latent() {
  static const Label l("attention.latent_down");
  return l;
}
Label down() {
  static const Label l("ffn.down");
  return l;
}

}  // namespace label
}  // namespace fleetline::compression
