// Rows to nodes: each kind of module as its paper draws it.
#include <algorithm>
#include <cmath>

#include "cnn/model.hpp"
#include "common/counts.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::cnn {
namespace {

struct Bad {
  std::string what, expected;
};

/// Dumoulin & Visin 2016, relationship 6: o = floor((i + 2p - k) / s) + 1; "same" padding gives ceil(i / s).
double output_size(double input, double kernel, double stride, std::optional<int> padding) {
  if (!padding) return std::ceil(input / stride);
  const double size = std::floor((input + 2.0 * *padding - kernel) / stride) + 1;
  if (size < 1)
    throw Bad{cat("a kernel of ", count_text(kernel), " does not fit an input of ", count_text(input), " padded by ", count_text(*padding)),
              "a smaller kernel or more padding"};
  return size;
}

/// Builds one module of a row.
class Module {
 public:
  Module(const LayerSpec& spec, const Tensor& in, bool first) : spec_(spec), in_(in), first_(first) {
    switch (spec.op) {
      case Op::conv: conv("", need_channels(), spec.groups, true); break;
      case Op::depthwise: keep_channels(); depthwise("", in.channels); break;
      case Op::pool: keep_channels(); pool(); break;
      case Op::global_pool: keep_channels(); global_pool(); break;
      case Op::fully_connected: fully_connected(); break;
      case Op::basic_block: basic_block(); break;
      case Op::bottleneck: bottleneck(); break;
      case Op::inverted_residual: inverted_residual(); break;
      case Op::depthwise_separable: depthwise("depthwise", in.channels); pointwise("pointwise", need_channels()); break;
    }
  }

  std::vector<Node> nodes;
  const Tensor& out() const { return nodes.back().out; }

 private:
  double stride() const { return first_ ? spec_.stride : 1; }
  double stride_width() const { return first_ ? spec_.stride_width.value_or(spec_.stride) : 1; }
  double kernel_width() const { return spec_.kernel_width.value_or(spec_.kernel); }
  Tensor current() const { return nodes.empty() ? in_ : nodes.back().out; }

  double need_channels() const {
    if (spec_.channels > 0) return spec_.channels;
    throw Bad{cat("channels are not given for op = \"", op_name(spec_.op), "\""), "channels = the number of output channels"};
  }
  void keep_channels() const {
    if (spec_.channels != 0 && spec_.channels != in_.channels)
      throw Bad{cat("op = \"", op_name(spec_.op), "\" keeps its ", count_text(in_.channels), " channels, not ", spec_.channels),
                "no channels here"};
  }
  double divided(double channels, double by, std::string_view what) const {
    if (by >= 1 && std::fmod(channels, by) == 0) return channels / by;
    throw Bad{cat(count_text(channels), " channels do not divide by ", what, " = ", count_text(by)),
              cat("a divisor of ", count_text(channels))};
  }

  void add(Node node) {
    const bool normal = spec_.batch_norm.value_or(node.kind == NodeKind::convolution);
    if (node.has_weights()) {
      node.batch_norm = normal;
      node.bias = spec_.bias.value_or(!normal);
    }
    nodes.push_back(std::move(node));
  }
  Node strided(NodeKind kind, std::string role, const Tensor& in, double channels, double groups, bool with_stride) const {
    const double down = with_stride ? stride() : 1, across = with_stride ? stride_width() : 1;
    return {.kind = kind,
            .role = std::move(role),
            .in = in,
            .out = {output_size(in.height, spec_.kernel, down, spec_.padding),
                    output_size(in.width, kernel_width(), across, spec_.padding), channels},
            .kernel_height = static_cast<double>(spec_.kernel),
            .kernel_width = kernel_width(),
            .groups = groups};
  }
  void conv(std::string role, double channels, double groups, bool with_stride) {
    divided(current().channels, groups, "groups");
    divided(channels, groups, "groups");
    add(strided(NodeKind::convolution, std::move(role), current(), channels, groups, with_stride));
  }
  void depthwise(std::string role, double channels) { conv(std::move(role), channels, channels, true); }
  void pointwise(std::string role, double channels) {
    const Tensor in = current();
    add({.role = std::move(role), .in = in, .out = {in.height, in.width, channels}});
  }
  void pool() { add(strided(NodeKind::pool, "", in_, in_.channels, 1, true)); }
  void global_pool() {
    add({.kind = NodeKind::pool, .in = in_, .out = {1, 1, in_.channels}, .kernel_height = in_.height, .kernel_width = in_.width});
  }
  void fully_connected() {
    add({.kind = NodeKind::fully_connected, .in = in_, .out = {1, 1, need_channels()},
         .kernel_height = in_.height, .kernel_width = in_.width});
  }

  /// Closes a residual module: the shortcut is a strided 1x1 convolution where shapes differ, else nothing.
  void close_residual() {
    nodes.back().adds_residual = true;
    const Tensor result = out();
    const bool same = stride() == 1 && stride_width() == 1 && in_.channels == result.channels;
    if (!same) add({.role = "shortcut", .in = in_, .out = result});
    nodes.push_back({.kind = NodeKind::add, .role = "add", .in = result, .out = result});
  }
  void basic_block() {
    conv("first", need_channels(), spec_.groups, true);
    conv("second", need_channels(), spec_.groups, false);
    close_residual();
  }
  void bottleneck() {
    const double middle = divided(need_channels(), spec_.expansion.value_or(4), "expansion");
    pointwise("reduce", middle);
    conv("spatial", middle, spec_.groups, true);
    pointwise("expand", need_channels());
    close_residual();
  }
  /// Hu et al. 2018 (arXiv:1709.01507): every channel is scaled by two layers on the means of all. In EfficientNet the narrow one is
  /// a share of the module's input channels (Tan & Le 2019, arXiv:1905.11946, section 4).
  void squeeze_excite(double narrow) {
    const Tensor plane = current(), mean{1, 1, plane.channels}, squeezed{1, 1, narrow};
    nodes.push_back({.kind = NodeKind::pool,
                     .role = "squeeze",
                     .in = plane,
                     .out = mean,
                     .kernel_height = plane.height,
                     .kernel_width = plane.width});
    nodes.push_back({.kind = NodeKind::fully_connected, .role = "squeeze.reduce", .in = mean, .out = squeezed, .bias = true});
    nodes.push_back({.kind = NodeKind::fully_connected, .role = "squeeze.expand", .in = squeezed, .out = mean, .bias = true});
    nodes.push_back({.kind = NodeKind::add, .role = "squeeze.scale", .in = plane, .out = plane});
  }
  void inverted_residual() {
    const double expansion = spec_.expansion.value_or(6);
    const double hidden = std::round(in_.channels * expansion);
    if (expansion != 1) pointwise("expand", hidden);
    depthwise("depthwise", hidden);
    if (spec_.squeeze) squeeze_excite(std::max(1.0, std::floor(in_.channels * *spec_.squeeze)));
    pointwise("project", need_channels());
    if (stride() == 1 && stride_width() == 1 && in_.channels == out().channels) close_residual();
  }

  const LayerSpec& spec_;
  Tensor in_;
  bool first_;
};

void append(Stage& stage, Module module, double repeat) {
  stage.checkpoints += repeat * stage.out.elements();
  stage.out = module.out();
  for (Node& node : module.nodes) {
    node.repeat = repeat;
    stage.nodes.push_back(std::move(node));
  }
}

/// The first module alone; later ones together as soon as they leave the shape as it is.
Stage expand_row(const LayerSpec& spec, std::size_t index, const Tensor& in) {
  Stage stage{.layer = index,
              .name = spec.name.empty() ? cat(op_name(spec.op), "-", index + 1) : spec.name,
              .in = in,
              .out = in};
  append(stage, Module(spec, in, true), 1);
  for (int done = 1; done < spec.repeat; ++done) {
    Module later(spec, stage.out, false);
    const bool settled = later.out() == stage.out;
    append(stage, std::move(later), settled ? spec.repeat - done : 1);
    if (settled) break;
  }
  return stage;
}

}  // namespace

Network expand(const Tensor& input, std::span<const LayerSpec> layers) {
  Network network;
  Tensor at = input;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    try {
      network.stages.push_back(expand_row(layers[i], i, at));
      at = network.stages.back().out;
    } catch (const Bad& bad) {
      network.faults.push_back({i, bad.what, bad.expected});
      return network;  // what follows depends on this row's output
    }
  }
  return network;
}

}  // namespace fleetline::workloads::cnn
