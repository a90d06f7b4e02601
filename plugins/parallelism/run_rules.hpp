// What was run, from a row's cells: degrees, batch, fabrics, and what blank cells stand for.
#pragma once

#include <string>
#include <string_view>

#include "row_rules.hpp"

namespace fleetline::parallelism {

struct Run {
  double devices = 1, per_node = 1, tensor = 1, pipeline = 1, data = 1, context = 1, chunks = 1, micro_batch = 1,
         sequence = 1;
  double experts = 0;          ///< replicas among which they are spread; 0: a dense model
  bool whole_experts = false;  ///< over the devices of tensor groups, too
  double zero_group = 0;       ///< replicas that ZeRO divides over; 0: all
  double slice = 0;            ///< TPU chips on one torus; 0: no TPU
  double batch = 1;            ///< as stated, or what stands for it
  bool choose_micro_batch = false,
       choose_chunks = false;  ///< the source is silent: the best, as who publishes a figure takes it
  bool choose_layout = false;  ///< degrees are not stated: the fastest layout that fits
  bool adapters = false;       ///< low-rank adapters are trained, all else is frozen
  double offload = 0;          ///< share of the activations in main memory
  double whole_batch = 1;      ///< rounded up to whole micro-batches, and groups of them when chunks are interleaved
};

Run run_of(const MeasuredRow& row, const Architecture& model);

/// Architecture, with what software of the row's years has by default where cells are blank.
Architecture model_of(const MeasuredRow& row, double tensor);

std::string_view recompute_of(const MeasuredRow& row);
std::string zero_of(const MeasuredRow& row, std::string_view stack);
/// Entry or inline table of the fabric inside a node; empty: unknown.
std::string node_fabric_of(const MeasuredRow& row, const Run& run);
std::string fabric_of(const MeasuredRow& row, const Run& run);

/// Why degrees and devices cannot all be true. Empty: they can.
std::string degrees_reason(const MeasuredRow& row);

/// The sequence length: as stated, or the one that a model of this name was trained with; 0: unknown.
double sequence_of(const MeasuredRow& row);

}  // namespace fleetline::parallelism
