// A workload with compressed layers: the original, lowered with other formats. What solvers downstream consume.
#pragma once

#include "fleetline/workload.hpp"
#include "model.hpp"

namespace fleetline::compression {

struct Recipe {
  Format weights;                 ///< of the layers
  Format activations, kv, math;   ///< empty: as they were
  bool keep_ends = true;          ///< embedding and head keep their format
};

class Compressed final : public Workload {
 public:
  Compressed(const Workload& original, const Recipe& recipe);
  const WorkloadFacts& facts() const override { return facts_; }
  /// Formats that `step` leaves as this workload's own are the recipe's in layers and the original's at the ends.
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  const Workload& original_;
  Recipe recipe_;
  WorkloadFacts facts_;
  Format ends_;
};

}  // namespace fleetline::compression
