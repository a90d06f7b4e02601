// Workload kind `state-space`: a language model whose layers scan a state instead of attending (Mamba, Mamba-2).
//
// A transformer whose layers are a recurrence alone: lowered as one.
#pragma once

#include <optional>

#include "transformer/transformer.hpp"

namespace fleetline::workloads::state_space {

/// Mamba (Gu & Dao 2023) chooses per channel, Mamba-2 (Dao & Gu 2024) per head.
enum class Version : int { mamba, mamba2 };

class StateSpace : public Workload {
 public:
  struct Params : Published {
    Params() : Published("bf16") {}
    Version version = Version::mamba;
    int layers = 0, hidden = 0, vocabulary = 0, expand = 2, kernel = 4;
    std::optional<int> state, rank, head_dim, groups;
    bool tied_embeddings = true, inner_norms = false;
    int max_context = 0;
    static const Schema<Params>& schema();
  };

  explicit StateSpace(const Params& params);

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  transformer::Model model_;
  WorkloadFacts facts_;
};

Component component();

}  // namespace fleetline::workloads::state_space
