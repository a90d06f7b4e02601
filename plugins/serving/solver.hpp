// Solver `serving`: a language model behind a serving engine, in closed form. Contract: fleetline/solver.hpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine.hpp"
#include "fleetline/sdk/precision.hpp"
#include "fleetline/sdk/records/dataset.hpp"

namespace fleetline::serving {

/// How requests come: as fast as the engine takes them or at the given rate or concurrency; or all of them at once, and
/// no more.
enum class Arrivals : unsigned char { steady, together };
/// Whether successors arrive at any time, or right behind one another because their predecessors finished so.
enum class Spread : unsigned char { drawn, equal };
enum class Consumer : unsigned char { weights, kv, other };

using TokenEnergy = Quantity<Joules::dimension - Tokens::dimension>;

struct ServingParams {
  Ref<ServingStack> stack;
  std::int64_t tensor_parallel = 1, pipeline_parallel = 1, expert_parallel = 1;
  std::optional<Format> precision, math, weights, activations, kv;
  std::int64_t input_tokens = 1024, output_tokens = 256;
  Ref<Dataset> requests;
  std::optional<std::int64_t> context_limit, concurrency, max_sequences, replica_count;
  std::optional<RequestRate> request_rate;
  Arrivals arrivals = Arrivals::steady;
  Spread lengths = Spread::drawn;
  std::optional<double> memory_utilization;
  std::optional<Seconds> itl_limit, ttft_limit;
  /// Tokens of a prompt and of an answer: the means of the requests, where a record of them is named.
  std::int64_t prompt() const { return requests ? std::llround(*requests->input.mean) : input_tokens; }
  std::int64_t answer() const { return requests ? std::llround(*requests->output.mean) : output_tokens; }
  static const Schema<ServingParams>& schema();
};

struct ServingOutputs {
  Seconds ttft, latency;
  std::optional<Seconds> itl, tpot;  ///< an answer of one token has none
  TokenRate tokens_per_second, tokens_per_second_per_accelerator, total_tokens_per_second;
  RequestRate requests_per_second, capacity;
  double batch = 0;
  std::int64_t max_batch = 0;
  Bytes weight_memory, kv_memory, kv_per_request, activation_memory, reserved_memory, missing_memory;
  Consumer largest_consumer = Consumer::weights;
  std::int64_t replicas = 1, accelerators = 1;
  Seconds itl_floor, ttft_floor;
  double prefill_share = 0;
  std::optional<Watts> accelerator_power;
  std::optional<TokenEnergy> energy_per_token;
  std::span<const double> accelerators_by_partition;
  std::span<const Watts> accelerator_power_by_partition;
  static const Schema<ServingOutputs>& schema();
};

/// Why a case cannot be answered, in words; where the fleet is mixed, each with the partition.
struct Reasons {
  Label no_arithmetic, no_room, no_kv_room, below_itl_floor, below_ttft_floor, no_batch;
  Reasons() = default;
  explicit Reasons(std::string_view where);
};

/// Devices whose replicas cost the same: neighbouring partitions of like hardware.
struct Pool {
  Label name;  ///< of its first partition
  HardwareFacts hardware;
  Peak peak;  ///< of the arithmetic format
  StepCosts costs;
  std::int64_t devices = 1, replicas = 1;  ///< and the replicas those hold
  Reasons reasons;
};

/// One partition of the fleet, as its pool serves it.
struct PartOfPool {
  std::optional<std::size_t> pool;  ///< nothing: it is too small for a replica
  double share = 0;                 ///< of the pool's devices: replicas are spread over like partitions by their size
};

struct ServingState : Prepared {
  ServingStack stack;
  PrecisionPolicy precision, native;
  double max_context = 0;  ///< of the model; 0: no limit
  std::vector<Pool> pools;
  std::vector<PartOfPool> parts;      ///< in the fleet's order
  std::vector<Label> idle;            ///< partitions too small for a replica
  std::int64_t devices = 1;           ///< that can serve
  bool one_device = false;            ///< [hardware] alone: more replicas may be asked for
                                      ///< than there are devices
  std::int64_t group = 1, ranks = 1;  ///< devices of one replica
};

/// What an answer says partition by partition; kept from case to case, so that the hot loop does not allocate.
struct ByPartition {
  std::vector<double> accelerators;
  std::vector<Watts> power;  ///< of one accelerator in use; 0 where none is
};

/// What the replicas of one pool contribute to an answer.
struct PoolAnswer {
  const Pool* pool = nullptr;
  ServingOutputs out;
};

class Serving : public sdk::SolverOf<Serving> {
 public:
  using Params = ServingParams;
  using Outputs = ServingOutputs;
  using State = ServingState;
  using Work = ByPartition;

  std::unique_ptr<State> setup(const Subjects& subjects, const Params& params) const;
  Status evaluate(const State& state, const Params& params, Outputs& out, Work& work, Detail* detail) const;

 private:
  /// `parts`, where wanted: pool by pool, of a mixed fleet.
  Status answer(const State& state, const Params& params, Outputs& out, Work& work,
                std::vector<PoolAnswer>* parts) const;

  Format fp16_ = *parse_format("fp16").value;
  Label overloaded_{"more requests arrive than these replicas can finish"};
  Label fleet_too_small_{"the fleet has too few accelerators for the replicas needed"};
};

inline std::int64_t devices_of_replica(const ServingParams& p) {
  return p.tensor_parallel * p.pipeline_parallel * p.expert_parallel;
}

/// Requests that arrive at a rate of their own do not follow one another, whatever their lengths.
inline Lengths lengths_of(const ServingParams& p) {
  return {static_cast<double>(p.prompt()), static_cast<double>(p.answer()),
          p.lengths == Spread::equal && !p.request_rate};
}

/// Tables, notes and the verdict of one case.
void describe(const ServingState& state, const ServingParams& params, const ServingOutputs& out, const Status& status,
              const std::vector<PoolAnswer>& parts, Detail& detail);

}  // namespace fleetline::serving
