// Workload kind `layers`: a table of layers, each with its own sizes, for networks of any shape (detectors, U-Nets,
// hybrids).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/published.hpp"
#include "common/network.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::layers {

enum class Op : int { conv, linear, attention, norm, elementwise, gather };

/// One row: it says its own input, so that branches, skips and concatenations are written down as what they produce.
struct LayerSpec {
  std::string name;
  Op op = Op::conv;
  int repeat = 1;
  int height = 0, in = 0, out = 0, kernel = 1, stride = 1, groups = 1;
  std::optional<int> width, padding;
  double tokens = 0;
  std::optional<double> context, keys;
  int heads = 1, head_dim = 0;
  double elements = 0, parameters = 0, rows = 0, lookups = 1;
  bool bias = false, batch_norm = false, causal = false, tied = false;
  static const Schema<LayerSpec>& schema();
};

struct Params : PublishedWithFlops {
  std::vector<LayerSpec> layer;
  int steps = 1;
  std::string unit = "image";
  static const Schema<Params>& schema();
};

/// One section per row. Batch norm counts its two parameters per channel and rides on its convolution.
Network network_of(const Params& params);

class Layers : public NetworkWorkload {
 public:
  using Params = layers::Params;
  explicit Layers(const Params& p) : NetworkWorkload(network_of(p), p.unit, p.native) {}
};

Component component();

}  // namespace fleetline::workloads::layers
