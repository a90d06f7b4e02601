#include "structure.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::compression {
namespace {

void put(Gemm& g, Pass pass, const Matrix& m) {
  if (pass == Pass::backward_input)
    g = {.m = m.rows, .n = m.in, .k = m.out, .groups = m.groups, .max_load = g.max_load};
  else if (pass == Pass::backward_weight)
    g = {.m = m.in, .n = m.out, .k = m.rows, .groups = m.groups, .max_load = g.max_load};
  else
    g = {.m = m.rows, .n = m.out, .k = m.in, .groups = m.groups, .max_load = g.max_load};
}

/// A product keeps these shares of its inputs, outputs and groups. A bias goes with the outputs.
void shrink(Operator& op, Pass pass, double in, double out, double groups = 1) {
  Gemm* gemm = std::get_if<Gemm>(&op.shape);
  if (gemm == nullptr) return;
  Matrix m = matrix_of(*gemm, pass);
  const Bytes outputs = min(op.bytes.activations, op.activations.bytes(m.rows * m.out * m.groups));
  const Bytes inputs = op.bytes.activations - outputs;
  const Bytes matrix = min(op.bytes.weights, op.weights.bytes(m.in * m.out * m.groups));
  const Bytes bias = op.bytes.weights - matrix;
  op.flops *= in * out * groups;
  op.bytes.activations = (inputs * in + outputs * out) * groups;
  op.bytes.weights = (matrix * (in * out) + bias * out) * groups;
  op.bytes.state *= in * out * groups;
  m.in *= in, m.out *= out, m.groups *= groups;
  put(*gemm, pass, m);
}

/// All of an operator's work and traffic.
void scale(Operator& op, double share) {
  op.flops *= share;
  op.rework *= share;
  op.bytes = op.bytes * share;
  if (Streaming* s = std::get_if<Streaming>(&op.shape)) s->elements *= share;
}

}  // namespace

/// Heads beyond as many as there are devices are copied: every device has at least one.
double Pruner::kv_heads_on(double heads, const Sharding& sharding) const {
  return std::max(1.0, heads / sharding.tensor);
}

double Pruner::kv_kept(const Sharding& sharding) const {
  if (a_.kv_heads <= 1) return 1;  // multi-query attention: the one head of keys and values stays
  return kv_heads_on(a_.kv_heads * (1 - pruned_.heads), sharding) / kv_heads_on(a_.kv_heads, sharding);
}

void Pruner::check(const Sharding& sharding) const {
  const double t = sharding.tensor;
  Problems problems;
  const auto divides = [&](double units, std::string_view what, std::string_view path) {
    if (units > 0 && std::fmod(std::round(units), t) != 0)
      problems.add({}, std::string(path),
                   cat(std::round(units), " ", what, " are left, which ", t, " devices cannot share evenly"),
                   "a share that leaves a multiple of the tensor-parallel degree");
  };
  if (pruned_.heads > 0) divides(a_.heads * (1 - pruned_.heads), "attention heads", "heads_pruned");
  if (pruned_.heads > 0 && a_.kv_heads > 1) {
    const double kv = std::round(a_.kv_heads * (1 - pruned_.heads));
    if (std::fmod(kv, t) != 0 && std::fmod(t, kv) != 0)
      problems.add({}, "heads_pruned",
                   cat(kv, " key-value heads are left, which ", t, " devices can neither share nor copy evenly"),
                   "a share that leaves a multiple or a divisor of the tensor-parallel degree");
  }
  if (pruned_.ffn > 0) divides(a_.ffn * (1 - pruned_.ffn), "feed-forward columns", "ffn_pruned");
  problems.raise();
}

void Pruner::channels(Operator& op, Pass pass) const {
  const double kept = 1 - pruned_.channels;
  const Gemm* gemm = std::get_if<Gemm>(&op.shape);
  if (gemm == nullptr) return scale(op, kept);
  if (gemm->groups > 1) return shrink(op, pass, 1, 1, kept);
  shrink(op, pass, op.label == a_.first_product ? 1 : kept, op.label == a_.last_product ? 1 : kept);
}

void Pruner::apply(Operator& op, Pass pass, const Sharding& sharding) const {
  if (pruned_.channels > 0) channels(op, pass);
  const double heads = 1 - pruned_.heads, ffn = 1 - pruned_.ffn;
  if (op.label == label::up() || op.label == label::gate_up()) shrink(op, pass, 1, ffn);
  if (op.label == label::down()) shrink(op, pass, ffn, 1);
  if (op.label == label::activation()) scale(op, ffn);
  if (pruned_.heads <= 0) return;
  const double query = a_.heads / sharding.tensor, kv = kv_heads_on(a_.kv_heads, sharding);
  const double with_kv = (query * heads + 2 * kv * kv_kept(sharding)) / (query + 2 * kv);
  if (op.label == label::qkv()) shrink(op, pass, 1, with_kv);
  if (op.label == label::projection()) shrink(op, pass, heads, 1);
  if (op.label == label::rope()) scale(op, (query * heads + kv * kv_kept(sharding)) / (query + kv));
  Attention* attention = std::get_if<Attention>(&op.shape);
  if (attention == nullptr) return;
  op.flops *= heads;
  op.rework *= heads;
  op.bytes.activations *= (query * heads + kv * kv_kept(sharding)) / (query + kv);
  op.bytes.kv *= kv_kept(sharding);
  attention->heads *= heads;
  attention->kv_heads *= kv_kept(sharding);
}

}  // namespace fleetline::compression
