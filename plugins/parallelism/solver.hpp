// Solver `parallelism`: one training step under a 3D layout; the layout given, or the fastest that fits. Contract:
// fleetline/solver.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "fleetline/sdk.hpp"
#include "fleetline/sdk/precision.hpp"
#include "pricing.hpp"
#include "search.hpp"

namespace fleetline::parallelism {

enum class Communication : unsigned char { fabric, free };
enum class Fit : unsigned char { required, ignored };

/// Recompute and Zero with one value more: the search chooses.
enum class RecomputeWish : unsigned char { choose, none, selective, full };
enum class ZeroWish : unsigned char { choose, none, optimizer, gradients, weights };

/// A layout to compare with; a degree of 0 is not given.
struct Reference {
  std::int64_t tensor_parallel = 0, pipeline_parallel = 0, data_parallel = 0;
  bool given() const { return tensor_parallel > 0; }
  static const Schema<Reference>& schema();
};

struct ParallelismParams {
  std::int64_t batch = 512, context_parallel = 1;
  std::optional<std::int64_t> sequence;
  std::optional<std::int64_t> tensor_parallel, pipeline_parallel, data_parallel, expert_parallel, virtual_stages,
      micro_batch;
  RecomputeWish recompute = RecomputeWish::choose;
  std::optional<bool> sequence_parallel;
  ZeroWish zero = ZeroWish::choose;
  std::optional<std::int64_t> zero_group;
  std::int64_t adapter_rank = 0;
  bool whole_experts = false;
  double offload = 0;
  std::optional<Format> precision;
  Optimizer optimizer = Optimizer::adam;
  Ref<TrainingStack> stack;
  Communication communication = Communication::fabric;
  Fit fit = Fit::required;
  Reference reference;
  std::int64_t top = 10;
  static const Schema<ParallelismParams>& schema();
};

struct ParallelismOutputs {
  Seconds step_time;
  double mfu = 0, hfu = 0;
  TokenRate tokens_per_second;
  std::int64_t accelerators = 0;
  std::optional<Watts> accelerator_power;
  std::int64_t tp = 0, pp = 0, dp = 0, ep = 1, vpp = 0, micro_batch_size = 0, micro_batches = 0, zero_stage = 0;
  Recompute recomputation = Recompute::none;
  bool sp = false;
  Seconds compute_time, recompute_time, tensor_time, expert_time, bubble_time, stage_time, data_time, optimizer_time,
      overhead_time, layer_forward_time, layer_backward_time;
  Bytes peak_memory, allocated_memory, state_memory, training_state, activation_memory, logit_memory, usable_memory,
      missing_memory;
  std::int64_t layouts_searched = 0, layouts_too_large = 0;
  std::optional<std::int64_t> reference_rank;
  std::optional<double> reference_gap;
  static const Schema<ParallelismOutputs>& schema();
};

/// The search, done: its splits in order, and what is needed to look closer at any of them.
struct ParallelismState : Prepared {
  LayoutSpace space;
  MemoryTable memory;
  Found found;
  Bytes usable;
  double sequence = 0;  ///< tokens of each sequence that one device of a context group holds
  std::uint32_t context = 1;
  bool tokens = true;
  HardwareFacts hardware;
  Candidate best;
  Timed timed;
  ModelTimes model;           ///< of the best
  std::vector<Timed> others;  ///< of the first `top` splits that fit
  std::optional<Timed> reference;
  std::uint32_t devices_per_node = 1;
  bool free_communication = false;
};

class Parallelism : public sdk::SolverOf<Parallelism> {
 public:
  using Params = ParallelismParams;
  using Outputs = ParallelismOutputs;
  using State = ParallelismState;

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Detail* detail) const;

 private:
  Format bf16_ = *parse_format("bf16").value, fp32_ = *parse_format("fp32").value;
  Label no_room_{"no allowed layout fits in device memory; the one named misses least"};
  Label too_large_{"weights, training state and activations do not fit in device memory"};
};

/// The space of layouts that these parameters leave open; adds problems for degrees that cannot be.
LayoutSpace space_of(const Workload& workload, const ParallelismParams& params, std::uint32_t devices, const Step& step,
                     Problems& problems);

/// Rising.
std::vector<std::uint32_t> divisors(std::uint32_t n);

/// "TP 8, PP 2, DP 4".
std::string split_text(const LayoutChoice& choice);
std::string layout_text(const LayoutChoice& choice);

void describe(const ParallelismState& state, const ParallelismParams& params, const ParallelismOutputs& out,
              const Status& status, Detail& detail);

}  // namespace fleetline::parallelism
