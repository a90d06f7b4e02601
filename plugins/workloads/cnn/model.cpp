#include "cnn/model.hpp"

namespace fleetline::workloads::cnn {

std::string_view op_name(Op op) {
  switch (op) {
    case Op::conv: return "conv";
    case Op::depthwise: return "depthwise";
    case Op::pool: return "pool";
    case Op::global_pool: return "global-pool";
    case Op::fully_connected: return "fully-connected";
    case Op::basic_block: return "basic-block";
    case Op::bottleneck: return "bottleneck";
    case Op::inverted_residual: return "inverted-residual";
    case Op::depthwise_separable: return "depthwise-separable";
  }
  return {};
}

namespace {

template <class F>
double sum_over_nodes(const Network& network, F&& f) {
  double sum = 0;
  for (const Stage& stage : network.stages)
    for (const Node& node : stage.nodes) sum += node.repeat * f(node);
  return sum;
}

}  // namespace

double Node::kernel_weights() const { return has_weights() ? fan_in() * out.channels : 0; }

double Node::trained_parameters() const {
  return kernel_weights() + (bias ? out.channels : 0) + (batch_norm ? 2 * out.channels : 0);
}

// Jacob et al. 2018, section 3.2: w' = gamma w / sigma, and the shift becomes the bias.
double Node::folded_parameters() const { return kernel_weights() + (bias || batch_norm ? out.channels : 0); }

double Node::macs() const { return has_weights() ? out.elements() * fan_in() : 0; }

double Network::trained_parameters() const {
  return sum_over_nodes(*this, [](const Node& n) { return n.trained_parameters(); });
}

double Network::macs() const {
  return sum_over_nodes(*this, [](const Node& n) { return n.macs(); });
}

double Network::weight_layers() const {
  return sum_over_nodes(*this, [](const Node& n) { return n.has_weights() ? 1.0 : 0.0; });
}

}  // namespace fleetline::workloads::cnn
