// Workload kind `state-space`: a language model whose layers scan a state instead of attending (Mamba).
#pragma once

#include <optional>
#include <string>

#include "common/published.hpp"
#include "fleetline/manifest.hpp"
#include "state_space/model.hpp"

namespace fleetline::workloads::state_space {

struct Labels {
  Label embedding{"embedding"}, decoder{"decoder"}, head{"head"}, lookup{"embedding.lookup"}, norm{"mixer.norm"},
      in{"mixer.in"};
  Label convolution{"mixer.convolution"}, selection{"mixer.selection"}, step{"mixer.step"}, scan{"mixer.scan"},
      out{"mixer.out"};
  Label comm{"mixer.tensor_parallel"}, final_norm{"head.norm"}, logits{"head.logits"}, loss{"head.loss"},
      update{"optimizer"};
};

class StateSpace : public Workload {
 public:
  struct Params : Published {
    Params() : Published("bf16") {}
    int layers = 0, hidden = 0, vocabulary = 0, expand = 2, state = 16, kernel = 4;
    std::optional<int> rank;
    bool tied_embeddings = true;
    int max_context = 0;
    static const Schema<Params>& schema();
  };

  explicit StateSpace(const Params& params);

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  Shape shape_;
  Labels labels_;
  WorkloadFacts facts_;
};

Component component();

}  // namespace fleetline::workloads::state_space
