// A bench top: a workload with round numbers, a device, and the solver, so that each test states only what it changes.
#pragma once

#include <string>
#include <vector>

#include "accelerators/datasheet.hpp"
#include "roofline/solver.hpp"

namespace fleetline::roofline {

inline Format format(std::string_view name) { return *parse_format(name).value; }
inline PrecisionPolicy all_in(std::string_view name) {
  const Format f = format(name);
  return {.math = f, .weights = f, .activations = f, .kv = f};
}

/// One layer of the test workload: arithmetic and traffic per sample, elements of weights, elements of kept activations.
struct TestLayer {
  double flops = 0, activations = 0, weights = 0, kv = 0;
};

/// Layers in a row. Forward costs one unit; backward-for-input and backward-for-weight one more each; the update moves the
/// training state. `experts` > 0 makes weight traffic saturate with the batch: min(batch, experts) copies.
class TestWorkload final : public Workload {
 public:
  std::vector<TestLayer> layers;
  double copies = 1, experts = 0, largest_batch = 0;
  WorkloadFacts about{.layers = 1, .unit = Label("image"), .native = all_in("fp16")};

  const WorkloadFacts& facts() const override { return about; }

  void lower(const Step& step, const Sharding&, Lowering& out) const override {
    const bool training = step.mode == Mode::training;
    const double batch = training ? step.train.sequences : step.samples + step.decode.sequences + prompt_tokens(step);
    if (largest_batch > 0 && batch > largest_batch) refuse();
    for (const TestLayer& layer : layers) {
      Block& block = out.begin(Label("layer"), copies, 1);
      const PrecisionPolicy& p = step.precision;
      block.memory.weights = p.weights.bytes(layer.weights);
      block.memory.activations = p.activations.bytes(batch * layer.activations);
      block.memory.kv = p.kv.bytes(step.decode.context_sum * layer.kv);
      if (training) {
        block.memory.gradients = p.gradients.bytes(layer.weights);
        block.memory.optimizer = p.moments.bytes(2 * layer.weights) + p.master.bytes(layer.weights);
      }
      out.add(Pass::forward, one(layer, step, batch));
      if (!training) continue;
      if (step.train.recompute == Recompute::full) out.add(Pass::recompute, one(layer, step, batch));
      out.add(Pass::backward_input, one(layer, step, batch));
      out.add(Pass::backward_weight, one(layer, step, batch));
      out.add(Pass::update, update(block.memory, step));
    }
  }

 private:
  static double prompt_tokens(const Step& step) {
    double tokens = 0;
    for (const Chunk& c : step.prefill) tokens += c.sequences * c.tokens;
    return tokens;
  }
  Operator one(const TestLayer& layer, const Step& step, double batch) const {
    Operator op;
    op.math = step.precision.math;
    op.label = Label("work");
    op.flops = Flops(batch * layer.flops);
    op.bytes.weights = step.precision.weights.bytes(layer.weights) * (experts > 0 ? std::min(batch, experts) : 1.0);
    op.bytes.activations = step.precision.activations.bytes(batch * layer.activations);
    op.bytes.kv = step.precision.kv.bytes(step.decode.context_sum * layer.kv);
    return op;
  }
  static Operator update(const Footprint& memory, const Step& step) {
    Operator op;
    op.math = step.precision.moments;
    op.label = Label("update");
    op.bytes.state = memory.gradients + memory.optimizer * 2;
    return op;
  }
  [[noreturn]] static void refuse() {
    Problems problems;
    problems.add({}, "batch", "too many samples at once");
    problems.raise();
    throw std::logic_error("unreachable");
  }
};

/// 100 TFLOP/s fp16, 10 fp32; 80 GB at 1 TB/s; 10 us per step and 1 us per layer and pass; 100 W idle, 500 W peak.
inline accelerators::DatasheetParams round_gpu() {
  accelerators::DatasheetParams p;
  p.memory = Bytes(80e9);
  p.memory_bandwidth = Bandwidth(1e12);
  p.peak = {{"fp16", FlopRate(100e12)}, {"fp32", FlopRate(10e12)}};
  p.dispatch_overhead = Seconds(10e-6);
  p.layer_overhead = Seconds(1e-6);
  p.idle_power = Watts(100);
  p.peak_power = Watts(500);
  return p;
}

struct Solved {
  RooflineOutputs out;
  Status status;
  Detail detail;
};

/// Prepare and solve, as the kernel does it.
inline Solved solve(const Workload& workload, const Hardware& hardware, const RooflineParams& params) {
  const Roofline solver;
  const auto prepared = solver.prepare({&workload, &hardware, nullptr}, {&params, nullptr});
  Solved solved;
  Answer answer{&solved.out, &solved.detail};
  solved.status = solver.solve(*prepared, {&params, nullptr}, nullptr, answer);
  return solved;
}
inline Solved solve(const Workload& workload, const accelerators::DatasheetParams& device, const RooflineParams& params) {
  return solve(workload, accelerators::Datasheet(device), params);
}

/// A two-layer network: the first layer heavy on arithmetic, the second on weights. Per sample and in fp16:
///   layer 1:   1 GFLOP, 1 MB of activations, 10 MB of weights
///   layer 2: 0.1 GFLOP, 1 MB of activations, 90 MB of weights
inline TestWorkload two_layers() {
  TestWorkload w;
  w.layers = {{1e9, 0.5e6, 5e6}, {0.1e9, 0.5e6, 45e6}};
  w.about.layers = 2;
  return w;
}

/// A decoder-like layer stack with a KV cache: per token 2 FLOP per weight, 1 kB of KV per cached token.
inline TestWorkload decoder() {
  TestWorkload w;
  w.layers = {{2e9, 10e3, 1e9, 500}};
  w.copies = 4;
  w.about = {.layers = 4, .tokens = true, .unit = Label("token"), .native = all_in("fp16")};
  return w;
}

}  // namespace fleetline::roofline
