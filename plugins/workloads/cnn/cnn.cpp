#include "cnn/cnn.hpp"

#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::cnn {
namespace {

Network network_of(const Cnn::Params& p) {
  return expand({static_cast<double>(p.input_height), static_cast<double>(p.input_width),
                 static_cast<double>(p.input_channels)}, p.layer);
}

/// Where the row stands in the file.
Where row(const Table& table, std::size_t index) {
  const Value* layers = table.find("layer");
  const Array* rows = layers == nullptr ? nullptr : layers->array();
  return rows != nullptr && index < rows->size() ? (*rows)[index].where : Where{};
}

void check(const Cnn::Params& params, const Table& table, ReadContext& context) {
  for (const Fault& fault : network_of(params).faults)
    context.problems.add(row(table, fault.layer), context.path_of(cat("layer[", fault.layer, "]")), fault.what, fault.expected);
}

void raise_faults(const Network& network) {
  Problems problems;
  for (const Fault& fault : network.faults) problems.add({}, cat("layer[", fault.layer, "]"), fault.what, fault.expected);
  if (network.stages.empty() && problems.empty())
    problems.add({}, "layer", "the network has no layers", "at least one [[layer]] table");
  problems.raise();
}

Product product_of(const Node& node, Label label) {
  const bool linear = node.kind == NodeKind::fully_connected;
  return {.label = label,
          .shape = {.m = node.out.height * node.out.width, .n = node.out.channels / node.groups, .k = node.fan_in(),
                    .groups = node.groups},
          .weights = node.kernel_weights() + (node.bias ? node.out.channels : 0),
          .inputs = node.in.elements(),
          .outputs = node.out.elements(),
          .kind = linear ? OperatorKind::gemm : OperatorKind::convolution,
          .repeat = node.repeat};
}

/// Outputs kept for backward: of the layer, and of its batch norm; ReLU and additions work in place.
double kept_outputs(const Node& node) {
  if (node.kind == NodeKind::add) return 0;
  return node.repeat * node.out.elements() * (node.batch_norm ? 2 : 1);
}

}  // namespace

const Schema<Cnn::Params>& Cnn::Params::schema() {
  static const Schema<Params> s = [] {
    Schema<Params> all("A convolutional network, layer by layer");
    all.add("input_height", &Params::input_height, "", "Input height", {.range = at_least(1), .required = true})
        .add("input_width", &Params::input_width, "", "Input width", {.range = at_least(1), .required = true})
        .add("input_channels", &Params::input_channels, "", "Input channels", {.range = at_least(1)})
        .add("layer", &Params::layer, "", "The layers in order", {.required = true})
        .add("unit", &Params::unit, "", "What one sample is");
    add_origin(all, "Where the layers are published");
    add_published(all);
    add_published_flops(all, "Forward FLOPs of one sample as published, two per multiply-add: tests compare");
    all.check(check);
    return all;
  }();
  return s;
}

Cnn::Section Cnn::section_of(const Stage& stage) {
  Section section{.label = Label(stage.name), .out = stage.out, .checkpoints = stage.checkpoints};
  for (const Node& node : stage.nodes) {
    const std::string name = node.role.empty() ? stage.name : cat(stage.name, ".", node.role);
    const Label label(name);
    section.nodes.push_back({node, product_of(node, label), label, Label(cat(name, ".norm"))});
    section.weight_layers += node.has_weights() ? node.repeat : 0;
    section.trained += node.repeat * node.trained_parameters();
    section.folded += node.repeat * node.folded_parameters();
    section.layer_outputs += kept_outputs(node);
  }
  return section;
}

Cnn::Cnn(const Params& p) {
  const Network network = network_of(p);
  raise_faults(network);
  for (const Stage& stage : network.stages) sections_.push_back(section_of(stage));
  facts_ = {.parameters = network.trained_parameters(),
            .active_parameters = network.trained_parameters(),
            .layers = network.weight_layers(),
            .unit = Label(p.unit),
            .native = published_in(p.native)};
}

Component component() {
  return sdk::workload<Cnn>(
      {.name = "cnn",
       .summary = "A convolutional network, layer by layer",
       .description =
           "Rows of `[[layer]]` expand to the convolutions they consist of; each becomes an operator with its im2col shape, so "
           "small late layers and depthwise convolutions are bound by what really binds them. One block per row. Parameters and "
           "FLOPs follow from the shapes and agree with published counts to better than 0.5 %. Runs on one device.",
       .assumptions = {"Inference: batch norm is folded into the weights, ReLU and residual additions ride on the convolution.",
                       "Training: batch norm is an operator of its own, ReLU works in place, layer outputs are kept.",
                       "A convolution reads its input once: patches overlap in cache, not in memory.",
                       "Pools, additions and normalisation count no FLOPs, only traffic."},
       .references = {"He et al. 2016, Deep residual learning, arXiv:1512.03385",
                      "Sandler et al. 2018, MobileNetV2, arXiv:1801.04381",
                      "Howard et al. 2017, MobileNets, arXiv:1704.04861",
                      "Jacob et al. 2018, folding batch norm, arXiv:1712.05877"}});
}

}  // namespace fleetline::workloads::cnn
