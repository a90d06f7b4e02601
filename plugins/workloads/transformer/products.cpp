#include "transformer/products.hpp"

namespace fleetline::workloads::transformer {

Product linear(Label label, const Matrix& w, double tokens) {
  return {.label = label,
          .shape = {.m = tokens, .n = w.out, .k = w.in},
          .weights = w.parameters(),
          .inputs = tokens * w.in,
          .outputs = tokens * w.out};
}

Product grouped(Label label, const Matrix& w, double tokens_each, double groups) {
  Product p = linear(label, w, tokens_each);
  p.shape.groups = groups;
  p.weights *= groups;
  p.inputs *= groups;
  p.outputs *= groups;
  return p;
}

void reduce_partial_sums(Emitter& emit, const Share& share, Pass pass, Label label, double elements) {
  if (share.degree > 1)
    emit.collective(pass, share.tokens < 1 ? CollectiveKind::reduce_scatter : CollectiveKind::all_reduce, label,
                    elements);
}

void gather_tokens(Emitter& emit, const Share& share, Pass pass, Label label, double elements) {
  if (share.tokens < 1) emit.collective(pass, CollectiveKind::all_gather, label, elements);
}

}  // namespace fleetline::workloads::transformer
