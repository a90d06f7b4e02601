// Convolutional networks: from a list of layers to convolutions with shapes, parameters and multiply-adds.
//
// Pure: no step, no device, no format. Counts are of one sample; doubles hold them exactly.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fleetline {
template <class T> class Schema;
}

namespace fleetline::workloads::cnn {

enum class Op : int {
  conv, depthwise, pool, global_pool, fully_connected,
  basic_block, bottleneck,   // He et al. 2016, figure 5
  inverted_residual,         // Sandler et al. 2018, table 1
  depthwise_separable        // Howard et al. 2017, figure 2
};

/// "inverted-residual": as architectures are written.
std::string_view op_name(Op op);

/// One row of the architecture, as written. `repeat` modules in a row: the first has the stride, the others stride 1.
struct LayerSpec {
  std::string name;
  Op op = Op::conv;
  int channels = 0;
  int kernel = 3;
  std::optional<int> kernel_width;
  int stride = 1;
  std::optional<int> stride_width;
  std::optional<int> padding;  ///< not given: "same", output = ceil(input / stride)
  int groups = 1;
  std::optional<double> expansion, squeeze;
  int repeat = 1;
  std::optional<bool> batch_norm, bias;

  static const Schema<LayerSpec>& schema();  // layer_schema.cpp: the only thing here that is not mathematics
};

struct Tensor {
  double height = 0, width = 0, channels = 0;
  constexpr double elements() const { return height * width * channels; }
  friend constexpr bool operator==(const Tensor&, const Tensor&) = default;
};

enum class NodeKind : unsigned char { convolution, fully_connected, pool, add };

/// One step of the expanded network. A fully-connected layer is a convolution as large as its input.
struct Node {
  NodeKind kind = NodeKind::convolution;
  std::string role;  ///< within its module: "reduce", "depthwise"; empty when the module is one node
  Tensor in, out;
  double kernel_height = 1, kernel_width = 1, groups = 1;
  bool batch_norm = false, bias = false;
  bool adds_residual = false;  ///< its output is added to the module's input
  double repeat = 1;           ///< identical ones, in the later modules of the row

  bool has_weights() const { return kind == NodeKind::convolution || kind == NodeKind::fully_connected; }
  double fan_in() const { return in.channels / groups * kernel_height * kernel_width; }
  double kernel_weights() const;     ///< without bias and batch norm
  double trained_parameters() const; ///< kernel, bias, batch norm's scale and shift
  double folded_parameters() const;  ///< batch norm folded into the kernel and one bias per output channel
  double macs() const;               ///< multiply-adds
};

/// One row, expanded.
struct Stage {
  std::size_t layer = 0;  ///< index of its row
  std::string name;
  Tensor in, out;
  std::vector<Node> nodes;
  double checkpoints = 0;  ///< elements of all its modules' inputs: what full recomputation keeps
};

/// What is wrong with a row.
struct Fault {
  std::size_t layer = 0;
  std::string what, expected;
};

struct Network {
  std::vector<Stage> stages;
  std::vector<Fault> faults;

  double trained_parameters() const;
  double macs() const;
  double weight_layers() const;
};

/// Follows the input through all rows. After a fault the network is of no use.
Network expand(const Tensor& input, std::span<const LayerSpec> layers);

}  // namespace fleetline::workloads::cnn
