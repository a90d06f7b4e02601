// Workload kind `profile`: for "I only know FLOPs and bytes".
#pragma once

#include <optional>
#include <string>

#include "common/formats.hpp"
#include "fleetline/manifest.hpp"
#include "profile/model.hpp"

namespace fleetline::workloads::profile {

class Profile : public Workload {
 public:
  struct Params {
    double parameters = 0;
    std::optional<double> active_parameters;
    Flops flops_per_sample;
    Bytes activation_bytes_per_sample;
    int layers = 1;
    std::string unit = "sample";
    Format native = format_named("fp32");
    static const Schema<Params>& schema();
  };

  explicit Profile(const Params& params);

  const WorkloadFacts& facts() const override { return facts_; }
  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override;

 private:
  double format_scale(const PrecisionPolicy& policy) const;
  Operator pass_operator(double samples, const PrecisionPolicy& policy) const;

  Totals totals_;
  WorkloadFacts facts_;
  Label block_{"network"}, forward_{"network"}, update_{"optimizer"};
};

Component component();

}  // namespace fleetline::workloads::profile
