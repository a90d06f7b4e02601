// Which format each family of tensors has: the workload's own, then what a solver's parameters say.
#pragma once

#include <optional>

#include "fleetline/workload.hpp"

namespace fleetline::sdk {

/// The parameters every solver that lowers a workload offers. Empty: not given.
struct PrecisionParams {
  std::optional<Format> precision;                       ///< all of math, weights, activations and KV cache alike
  std::optional<Format> math, weights, activations, kv;  ///< one of them
};

/// The workload's own formats, overridden as a whole by `precision`, then one by one. A quantised workload keeps its 4-bit weights
/// and its 16-bit arithmetic, KV cache and activations, unless somebody says otherwise.
inline PrecisionPolicy policy_of(const PrecisionPolicy& native, const PrecisionParams& params) {
  PrecisionPolicy policy = native;
  if (params.precision) policy.math = policy.weights = policy.activations = policy.kv = *params.precision;
  if (params.math) policy.math = *params.math;
  if (params.weights) policy.weights = *params.weights;
  if (params.activations) policy.activations = *params.activations;
  if (params.kv) policy.kv = *params.kv;
  return policy;
}

}  // namespace fleetline::sdk
