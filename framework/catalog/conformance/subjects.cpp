#include "subjects.hpp"

#include <array>
#include <cmath>

#include "fleetline/text.hpp"
#include "topology/built_fleet.hpp"

namespace fleetline::conformance {

TestDevice::TestDevice() {
  facts.memory_capacity = Bytes(64e9);
  facts.memory_bandwidth = Bandwidth(1e12);
  facts.dispatch_overhead = Seconds(10e-6);
  facts.layer_overhead = Seconds(1e-6);
  facts.idle_power = Watts(50);
  facts.peak_power = Watts(500);
  facts.has_power = true;
}

TestModel::TestModel() {
  facts.parameters = facts.active_parameters = 1e9;
  facts.layers = 10;
  facts.max_context = 4096;
  facts.tokens = true;
  facts.unit = Label{"token"};
  const Format half = parse_format("fp16").value.value_or(Format{});
  facts.native = {.math = half, .weights = half, .activations = half, .kv = half};
}

namespace {

class TestHardware final : public Hardware {
 public:
  explicit TestHardware(const TestDevice& device)
      : device_(device), levels_{{{Label{"memory"}, device.facts.memory_capacity, device.facts.memory_bandwidth}}} {}

  Cost price(const Operator& op) const override {
    Cost cost;
    cost.compute = op.flops / device_.rate;
    cost.memory = op.bytes.total() / device_.facts.memory_bandwidth;
    cost.time = max(cost.compute, cost.memory);
    cost.bound = cost.compute < cost.memory ? Bound::memory : Bound::compute;
    cost.dynamic = (device_.facts.peak_power - device_.facts.idle_power) * cost.time;
    return cost;
  }
  Peak peak(Format math) const override { return {device_.rate, math}; }
  const HardwareFacts& facts() const override { return device_.facts; }
  std::span<const MemoryLevel> levels() const override { return levels_; }

 private:
  TestDevice device_;
  std::array<MemoryLevel, 1> levels_;
};

/// Rows that one step pushes through each matrix: every new token, or every sample.
double rows_of(const Step& step) {
  double rows = step.samples + step.decode.sequences;
  for (const Chunk& chunk : step.prefill) rows += chunk.sequences * chunk.tokens;
  if (step.mode == Mode::training) rows += step.train.sequences * std::max(1.0, step.train.tokens_per_sequence);
  return rows;
}

class TestWorkload final : public Workload {
 public:
  explicit TestWorkload(const TestModel& model) : facts_(model.facts) {}
  const WorkloadFacts& facts() const override { return facts_; }

  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override {
    const double width = std::sqrt(facts_.parameters / facts_.layers);
    const Operator layer = matrix(step, rows_of(step), width, width / sharding.tensor);
    Block& block = out.begin(Label{"layer"}, facts_.layers);
    block.boundary = layer.activations.bytes(rows_of(step) * width);
    block.memory.weights = layer.bytes.weights;
    block.memory.activations = layer.bytes.activations;
    block.memory.kv = layer.kv.bytes(2 * width * (step.decode.context_sum + rows_of(step)) / sharding.tensor);
    out.add(Pass::forward, layer);
    if (sharding.tensor > 1)
      out.add(Pass::forward, Collective{.payload = block.boundary, .label = Label{"all-reduce"}});
    if (step.mode != Mode::training) return;
    out.add(Pass::backward_input, layer);
    out.add(Pass::backward_weight, layer);
    Operator update{.kind = OperatorKind::optimizer, .label = Label{"adam"}};
    update.math = layer.math;
    update.flops = Flops(10 * width * width / sharding.tensor);
    update.bytes.state = Bytes(28 * width * width / sharding.tensor);
    out.add(Pass::update, update);
  }

 private:
  static Operator matrix(const Step& step, double m, double k, double n) {
    const PrecisionPolicy& p = step.precision;
    Operator op{.kind = OperatorKind::gemm, .label = Label{"matrix"}};
    op.math = p.math, op.weights = p.weights, op.activations = p.activations, op.kv = p.kv;
    op.flops = Flops(2 * m * n * k);
    op.bytes.weights = p.weights.bytes(n * k);
    op.bytes.activations = p.activations.bytes(m * (n + k));
    op.shape = Gemm{.m = m, .n = n, .k = k};
    return op;
  }

  WorkloadFacts facts_;
};

template <Dimension D>
void scale(Quantity<D>& quantity, double factor) { quantity *= factor; }
void scale(double& number, double factor) { number *= factor; }

bool scale_hardware(std::string_view fact, double factor, TestDevice& device) {
  if (fact == "memory" || fact == "memory_capacity") scale(device.facts.memory_capacity, factor);
  else if (fact == "memory_bandwidth") scale(device.facts.memory_bandwidth, factor);
  else if (fact == "dispatch_overhead") scale(device.facts.dispatch_overhead, factor);
  else if (fact == "layer_overhead") scale(device.facts.layer_overhead, factor);
  else if (fact == "idle_power") scale(device.facts.idle_power, factor);
  else if (fact == "peak_power") scale(device.facts.peak_power, factor);
  else if (fact == "peak") scale(device.rate, factor);
  else return false;
  return true;
}

bool scale_workload(std::string_view fact, double factor, TestModel& model) {
  if (fact == "parameters") scale(model.facts.parameters, factor), scale(model.facts.active_parameters, factor);
  else if (fact == "layers") scale(model.facts.layers, factor);
  else return false;
  return true;
}

}  // namespace

std::shared_ptr<const Hardware> make_test_hardware(const TestDevice& device) {
  return std::make_shared<TestHardware>(device);
}

TestSubjects::TestSubjects(const TestDevice& device, const TestModel& model)
    : hardware_(make_test_hardware(device)), workload_(std::make_unique<TestWorkload>(model)),
      fleet_(fleet_of_one(hardware_)) {}

TestSubjects::~TestSubjects() = default;

std::unique_ptr<TestSubjects> scaled_subjects(std::string_view fact, double factor) {
  TestDevice device;
  TestModel model;
  const std::size_t dot = fact.find('.');
  const std::string_view noun = fact.substr(0, dot), name = dot == fact.npos ? std::string_view() : fact.substr(dot + 1);
  const bool known = (noun == "hardware" && scale_hardware(name, factor, device)) ||
                     (noun == "workload" && scale_workload(name, factor, model));
  return known ? std::make_unique<TestSubjects>(device, model) : nullptr;
}

}  // namespace fleetline::conformance
