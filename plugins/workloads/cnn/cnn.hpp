// Workload kind `cnn`: a convolutional network, layer by layer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cnn/model.hpp"
#include "common/emitter.hpp"
#include "common/published.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::cnn {

class Cnn : public Workload {
 public:
  struct Params : PublishedWithFlops {
    int input_height = 0, input_width = 0, input_channels = 3;
    std::vector<LayerSpec> layer;  ///< the rows of [[layer]]
    std::string unit = "image";
    static const Schema<Params>& schema();
  };

  explicit Cnn(const Params& params);

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  /// One node with everything that does not depend on the step; `product` is of one sample.
  struct Prepared {
    Node node;
    Product product;
    Label label, normalisation;
  };
  struct Section {
    Label label;
    std::vector<Prepared> nodes;
    Tensor out;
    double weight_layers = 0, trained = 0, folded = 0;
    double layer_outputs = 0, checkpoints = 0;  ///< elements kept for backward, per sample
  };

  static Section section_of(const Stage& stage);
  void infer(double samples, Emitter& emit) const;
  void train(double samples, const Train& train, Emitter& emit) const;
  static void train_forward(const Section& section, Pass pass, double samples, Emitter& emit);
  static void train_backward(const Section& section, double samples, bool first, Emitter& emit);

  std::vector<Section> sections_;
  WorkloadFacts facts_;
  Label update_{"optimizer"};
};

Component component();

}  // namespace fleetline::workloads::cnn
