// A workload with compressed layers: the original, lowered with other formats and fewer units. What solvers downstream
// consume.
#pragma once

#include "anatomy.hpp"
#include "fleetline/workload.hpp"
#include "structure.hpp"

namespace fleetline::compression {

struct Recipe {
  Format native;           ///< what the weights were in
  Format weights;          ///< of the layers' matrices, as they are held in memory: zero points and masks counted in
  Format embedding, head;  ///< of the ends; empty: as they were
  Format activations, kv, math;  ///< empty: as they were
  Format sparse_math;            ///< what products with 2:4 matrices run as; empty: dense
  Structure structure;
};

class Compressed final : public Workload {
 public:
  /// `anatomy` is the original's. `original` must outlive this.
  Compressed(const Workload& original, const Recipe& recipe, const Anatomy& anatomy);
  const WorkloadFacts& facts() const override { return facts_; }
  /// Weights that `step` leaves in this workload's own format are the recipe's: layers, ends, norms each in theirs.
  /// Another format is taken for all weights, as any workload takes it; what is pruned stays pruned.
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  struct Versions;
  void copy_block(const Versions& versions, std::size_t b, Place place, const Sharding& sharding, bool training,
                  Lowering& out) const;
  void sparse(Operator& op) const;

  const Workload& original_;
  Recipe recipe_;
  Pruner pruner_;
  WorkloadFacts facts_;
};

}  // namespace fleetline::compression
