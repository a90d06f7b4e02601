#include "common/network.hpp"

namespace fleetline::workloads {

Flops NetworkNode::flops() const {
  if (kind == NodeKind::product) return product_flops(shape);
  if (kind != NodeKind::attention) return Flops(0);
  const double pairs = attention.queries * attention.context * (attention.causal ? 0.5 : 1.0);
  return Flops(2.0 * pairs * attention.heads * (attention.d_qk + attention.d_v));
}

NetworkNode dense(std::string_view label, double rows, double in, double out, bool bias) {
  return {.label = Label(label),
          .kind = NodeKind::product,
          .op = OperatorKind::gemm,
          .shape = {.m = rows, .n = out, .k = in},
          .weights = in * out + (bias ? out : 0),
          .inputs = rows * in,
          .outputs = rows * out};
}

NetworkNode convolution(std::string_view label, const ConvolutionSizes& c) {
  const double k = c.in / c.groups * c.kernel_height * c.kernel_width;
  return {.label = Label(label),
          .kind = NodeKind::product,
          .op = OperatorKind::convolution,
          .shape = {.m = c.out_height * c.out_width, .n = c.out / c.groups, .k = k, .groups = c.groups},
          .weights = k * c.out + (c.bias ? c.out : 0),
          .inputs = c.in_height * c.in_width * c.in,
          .outputs = c.out_height * c.out_width * c.out};
}

NetworkNode attend(std::string_view label, double queries, double context, double keys, double heads, double d,
                   bool causal) {
  return {.label = Label(label),
          .kind = NodeKind::attention,
          .op = OperatorKind::attention,
          .attention = {.queries = queries,
                        .context = context,
                        .context_max = context,
                        .heads = heads,
                        .kv_heads = heads,
                        .d_qk = d,
                        .d_v = d,
                        .causal = causal},
          .inputs = (queries + 2 * keys) * heads * d,
          .outputs = queries * heads * d};
}

NetworkNode normalisation(std::string_view label, double elements, double parameters) {
  return {.label = Label(label),
          .op = OperatorKind::normalisation,
          .weights = parameters,
          .inputs = elements,
          .outputs = elements};
}

NetworkNode elementwise(std::string_view label, double moved, double parameters) {
  return {.label = Label(label), .op = OperatorKind::elementwise, .weights = parameters, .outputs = moved};
}

NetworkNode lookup(std::string_view label, double lookups, double width, double rows, bool sparse) {
  return {.label = Label(label),
          .kind = NodeKind::gather,
          .op = OperatorKind::gather,
          .table = rows * width,
          .outputs = lookups * width,
          .sparse = sparse};
}

double NetworkSection::parameters() const {
  double sum = 0;
  for (const NetworkNode& node : nodes) sum += node.parameters();
  return sum;
}

double Network::parameters() const {
  double sum = 0;
  for (const NetworkSection& s : sections) sum += s.count * s.parameters();
  return sum;
}

double Network::active_parameters() const {
  double sum = 0;
  for (const NetworkSection& s : sections)
    for (const NetworkNode& node : s.nodes) sum += s.count * node.active_parameters();
  return sum;
}

double Network::layers() const {
  double sum = 0;
  for (const NetworkSection& s : sections) sum += s.count * s.layers;
  return sum;
}

Flops Network::flops() const {
  Flops sum;
  for (const NetworkSection& s : sections)
    for (const NetworkNode& n : s.nodes) sum += n.flops() * (s.count * n.repeat * n.passes * n.rows);
  return sum;
}

NetworkSection& Network::add(std::string_view label, double count, double layers, double boundary) {
  sections.push_back({.label = Label(label), .count = count, .layers = layers, .boundary = boundary});
  return sections.back();
}

}  // namespace fleetline::workloads
