// A network as a table: sections of nodes whose sizes are those of one sample. What vision, diffusion, recommendation
// and listed networks share: one table, lowered the same way for inference and for training.
//
// Conventions are those of the emitter: products and attention count FLOPs, everything else is priced by what it moves.
// A node keeps for the backward pass what it read; what works in place (activation functions, additions) keeps nothing
// of its own.
#pragma once

#include <string>
#include <vector>

#include "common/emitter.hpp"
#include "fleetline/workload.hpp"

namespace fleetline::workloads {

enum class NodeKind : unsigned char {
  product,    ///< a linear layer, or a convolution seen as one
  attention,  ///< every query against every key of its group (or the causal half)
  stream,     ///< reads and writes elements: norms, activations, additions
  gather      ///< reads rows of a table
};

/// One step of the network. Counts are of one sample unless they are weights.
struct NetworkNode {
  Label label;
  NodeKind kind = NodeKind::stream;
  OperatorKind op = OperatorKind::elementwise;
  Gemm shape;           ///< products: m rows of one sample
  Attention attention;  ///< attention: `context` is that of one group of queries, `queries` are all of them
  double weights = 0;   ///< parameters read in a pass (of a gather: none, its rows are counted in `outputs`)
  double table = 0;     ///< gather: parameters of the whole table
  double inputs = 0, outputs = 0;
  double repeat = 1;
  double passes = 1;    ///< times it runs in one inference of a sample: denoising steps, generated tokens
  double rows = 1;      ///< copies of each sample that pass through together: classifier-free guidance takes two
  bool sparse = false;  ///< gather: only the rows that were read are updated
  bool tied = false;    ///< its weights are those of another node: read again, held once

  double parameters() const { return tied ? 0 : repeat * (weights + table); }
  /// Of a sparse table the rows that one sample reads.
  double active_parameters() const { return sparse ? repeat * (outputs < table ? outputs : table) : parameters(); }
  Flops flops() const;  ///< of one sample, one pass, forward
};

/// A linear layer of `rows` rows; a bias counts as weights.
NetworkNode dense(std::string_view label, double rows, double in, double out, bool bias = true);
/// A convolution: `height` x `width` outputs, im2col shape.
struct ConvolutionSizes {
  double in_height = 1, in_width = 1, out_height = 1, out_width = 1, in = 1, out = 1, kernel_height = 1,
         kernel_width = 1, groups = 1;
  bool bias = true;
};
NetworkNode convolution(std::string_view label, const ConvolutionSizes& c);
/// `queries` against `context` keys each, of `keys` in all (windows have as many as queries), in heads of size `d`.
NetworkNode attend(std::string_view label, double queries, double context, double keys, double heads, double d,
                   bool causal = false);
NetworkNode normalisation(std::string_view label, double elements, double parameters);
NetworkNode elementwise(std::string_view label, double moved, double parameters = 0);
/// `lookups` rows of `width` elements out of a table of `rows`.
NetworkNode lookup(std::string_view label, double lookups, double width, double rows, bool sparse = false);

struct NetworkSection {
  Label label;
  double count = 1;     ///< identical copies in a row
  double layers = 0;    ///< of one copy
  double boundary = 0;  ///< elements of one sample handed on; what full recomputation keeps of each copy
  std::vector<NetworkNode> nodes;

  double parameters() const;
};

struct Network {
  std::vector<NetworkSection> sections;

  double parameters() const;
  /// What one sample passes through: all, but of tables that are updated sparsely only the rows that it reads.
  double active_parameters() const;
  double layers() const;
  Flops flops() const;  ///< one inference of one sample, all passes
  NetworkSection& add(std::string_view label, double count, double layers, double boundary);
};

/// An assumption of all kinds whose networks attend.
inline constexpr const char* fused_attention = "Attention is a fused kernel: no score matrix in memory.";

/// A workload without a token axis that is one network for inference and, where that differs, another for training.
class NetworkWorkload : public Workload {
 public:
  NetworkWorkload(Network inference, Network training, std::string_view unit, Format native);
  NetworkWorkload(const Network& both, std::string_view unit, Format native)
      : NetworkWorkload(both, both, unit, native) {}

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;
  const Network& network() const { return inference_; }

 private:
  Network inference_, training_;
  WorkloadFacts facts_;
  Label update_{"optimizer"};
};

}  // namespace fleetline::workloads
