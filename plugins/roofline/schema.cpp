// What the roofline is asked, and what it answers.
#include "solver.hpp"

namespace fleetline::roofline {

const Schema<RooflineParams>& RooflineParams::schema() {
  using P = RooflineParams;
  static const FieldOptions shape{.shapes = true};
  static const FieldOptions count{.range = at_least(1), .shapes = true};
  static const auto schema =
      Schema<P>("One step of the workload on one device")
          .add("batch", &P::batch, "", "Samples, sequences or prompts in the step; the micro-batch when training", count)
          .add("mode", &P::mode,
               {{Mode::inference, {"inference", 0, "forward pass"}},
                {Mode::training, {"training", 0, "forward, backward and optimizer update"}}},
               "What the step does", shape)
          .add("phase", &P::phase,
               {{Phase::decode, {"decode", 0, "every sequence produces one token"}},
                {Phase::prefill, {"prefill", 0, "every prompt is read at once"}}},
               "Which half of generation; only for inference of workloads with a token axis", shape)
          .add("context", &P::context, "", "Tokens already cached per sequence; decode only",
               {.range = non_negative, .shapes = true})
          .add("prompt", &P::prompt, "", "Tokens per prompt; prefill only", count)
          .add("sequence", &P::sequence, "", "Tokens per training sequence", count)
          .add("precision", &P::precision, "",
               "Format of weights, activations, KV cache and arithmetic alike; not given: the workload's own formats", shape)
          .add("math", &P::math, "", "Format that multiplies, when it differs", shape)
          .add("weights", &P::weights, "", "Format weights are stored in, when it differs: \"int4 g128\"", shape)
          .add("activations", &P::activations, "", "Format activations are stored in, when it differs", shape)
          .add("kv", &P::kv, "", "Format of the KV cache, when it differs", shape)
          .add("recompute", &P::recompute,
               {{Recompute::none, {"none", 0, "keep all activations"}},
                {Recompute::selective, {"selective", 0, "recompute attention scores; flash kernels do so anyway"}},
                {Recompute::full, {"full", 0, "keep block inputs only"}}},
               "Activations computed again in the backward pass; training only", shape)
          .add("optimizer", &P::optimizer,
               {{Optimizer::adam, {"adam", 0, "two moments per parameter"}},
                {Optimizer::momentum, {"momentum", 0, "one"}},
                {Optimizer::sgd, {"sgd", 0, "none"}}},
               "Optimizer state per parameter; training only", shape)
          .add("efficiency", &P::efficiency, "1", "Fraction of peak arithmetic that kernels reach; 1 is the bound itself, not a prediction",
               {.range = fraction, .calibrate = true})
          .add("memory_efficiency", &P::memory_efficiency, "1", "Fraction of peak bandwidth that kernels reach",
               {.range = fraction, .calibrate = true})
          .add("memory_reserve", &P::memory_reserve, "1",
               "Share of device memory that runtime, fragmentation and others keep from the workload",
               {.range = {.low = 0, .high = 1, .open_high = true}})
          .add("target_latency", &P::target_latency, "ms",
               "Asks which bandwidth or which peak, all else fixed, would meet this latency", {.range = positive});
  return schema;
}

const Schema<RooflineOutputs>& RooflineOutputs::schema() {
  using O = RooflineOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("Bounds on one step, and what sets them")
          .add("latency", &O::latency, "ms", "Time of the step: operators one after the other, then overheads",
               {.direction = lower, .headline = true,
                .equation = "latency = sum over operators of max(compute / efficiency, memory / memory_efficiency) + overhead_time;"
                            " devices that do not overlap the two add their share of the shorter",
                .uses = "overhead_time, efficiency, memory_efficiency, hardware.peak, hardware.memory_bandwidth"})
          .add("throughput", &O::throughput, "1/s", "Samples, or tokens for workloads with a token axis, per second",
               {.direction = higher, .headline = true, .equation = "throughput = items per step / latency",
                .uses = "batch, prompt, sequence, latency"})
          .add("bottleneck", &O::bottleneck,
               {{Bottleneck::compute, {"compute", 0, "arithmetic takes at least as long as traffic"}},
                {Bottleneck::memory, {"memory", 0, "traffic takes longer"}}},
               "Which engine is busy for longer",
               {.headline = true, .equation = "bottleneck = memory if memory_time > compute_time, else compute",
                .uses = "compute_time, memory_time"})
          .add("dominant", &O::dominant,
               {{Dominant::compute, {"compute", 0, "arithmetic"}},
                {Dominant::memory, {"memory", 0, "memory traffic"}},
                {Dominant::overhead, {"overhead", 0, "launches and host work"}}},
               "The largest of the three parts of the step",
               {.headline = true, .equation = "dominant = the largest of compute_time, memory_time, overhead_time",
                .uses = "compute_time, memory_time, overhead_time"})
          .add("compute_time", &O::compute_time, "ms", "How long arithmetic is busy",
               {.direction = lower, .equation = "compute_time = sum of FLOPs / peak(format) / efficiency",
                .uses = "flops, efficiency, hardware.peak"})
          .add("memory_time", &O::memory_time, "ms", "How long memory is busy",
               {.direction = lower, .equation = "memory_time = sum of bytes / bandwidth / memory_efficiency",
                .uses = "weight_traffic, activation_traffic, kv_traffic, state_traffic, memory_efficiency, "
                        "hardware.memory_bandwidth"})
          .add("overhead_time", &O::overhead_time, "ms", "Host dispatch, per-layer launches, kernel floors",
               {.direction = lower,
                .equation = "overhead_time = dispatch_overhead + layer_overhead * layers * passes + floors",
                .uses = "hardware.dispatch_overhead, hardware.layer_overhead"})
          .add("roofline_latency", &O::roofline_latency, "ms", "The classic whole-model roofline: everything overlaps",
               {.source = "Williams, Waterman, Patterson 2009, eq. 1", .direction = lower,
                .equation = "roofline_latency = max(compute_time, memory_time) + overhead_time",
                .uses = "compute_time, memory_time, overhead_time"})
          .add("mfu", &O::mfu, "%",
               "Model FLOPs utilisation, causal convention: neither recomputed nor masked arithmetic counts",
               {.source = "After Chowdhery et al. 2022 (PaLM), appendix B, which counts masked scores, too: 12 L H Q T per token "
                          "in training, the causal convention 6 L H Q T",
                .direction = higher, .headline = true,
                .equation = "mfu = sum of model FLOPs (flops - recomputed - masked) / peak(format) / latency",
                .uses = "flops, latency, hardware.peak"})
          .add("hfu", &O::hfu, "%", "Hardware FLOPs utilisation: all that is computed counts",
               {.direction = higher, .equation = "hfu = sum of FLOPs / peak(format) / latency",
                .uses = "flops, latency, hardware.peak"})
          .add("flops", &O::flops, "GFLOP", "Arithmetic of the step, all that is computed; a multiply-add is two", {})
          .add("arithmetic_intensity", &O::arithmetic_intensity, "FLOP/B", "Arithmetic per byte moved",
               {.equation = "arithmetic_intensity = flops / all traffic",
                .uses = "flops, weight_traffic, activation_traffic, kv_traffic, state_traffic"})
          .add("ridge_point", &O::ridge_point, "FLOP/B",
               "The intensity above which this step would be compute-bound, at the efficiencies in force",
               {.equation = "ridge_point = (flops / compute_time) / (all traffic / memory_time)",
                .uses = "flops, compute_time, memory_time, efficiency, memory_efficiency"})
          .add("weight_traffic", &O::weight_traffic, "MB", "Bytes of weights moved", {.direction = lower})
          .add("activation_traffic", &O::activation_traffic, "MB", "Bytes of activations moved", {.direction = lower})
          .add("kv_traffic", &O::kv_traffic, "MB", "Bytes of KV cache moved", {.direction = lower})
          .add("state_traffic", &O::state_traffic, "MB", "Bytes of gradients and optimizer state moved",
               {.direction = lower})
          .add("memory_footprint", &O::memory_footprint, "GB", "Bytes resident during the step",
               {.direction = lower, .headline = true,
                .equation = "memory_footprint = weight_memory + activation_memory + kv_memory + state_memory",
                .uses = "weight_memory, activation_memory, kv_memory, state_memory"})
          .add("weight_memory", &O::weight_memory, "GB", "Of those: weights", {.direction = lower})
          .add("activation_memory", &O::activation_memory, "GB", "Of those: activations", {.direction = lower})
          .add("kv_memory", &O::kv_memory, "GB", "Of those: KV cache", {.direction = lower})
          .add("state_memory", &O::state_memory, "GB", "Of those: gradients, master weights and moments",
               {.direction = lower})
          .add("memory_utilization", &O::memory_utilization, "%", "Footprint over usable memory, of the fullest level",
               {.direction = lower,
                .equation = "memory_utilization = memory_footprint / (memory * (1 - memory_reserve))",
                .uses = "memory_footprint, memory_reserve, hardware.memory"})
          .add("missing_memory", &O::missing_memory, "GB", "How much does not fit; 0 when it does",
               {.direction = lower, .uses = "memory_footprint, memory_reserve, hardware.memory"})
          .add("energy", &O::energy, "J", "Energy of the step; not given when no power figures are known",
               {.direction = lower, .equation = "energy = sum over operators of draw above idle * time + idle_power * latency",
                .uses = "latency, hardware.idle_power, hardware.peak_power"})
          .add("energy_per_sample", &O::energy_per_sample, "J", "Per sample or token",
               {.direction = lower, .equation = "energy_per_sample = energy / items per step", .uses = "energy, batch"})
          .add("average_power", &O::average_power, "W", "Over the step",
               {.direction = lower, .equation = "average_power = energy / latency", .uses = "energy, latency"})
          .add("ridge_batch", &O::ridge_batch, "",
               "The first batch whose bottleneck is not that of batch 1; not given when it never changes",
               {.equation = "compute_time(ridge_batch) = memory_time(ridge_batch), rounded up",
                .uses = "compute_time, memory_time, efficiency, memory_efficiency"})
          .add("max_batch", &O::max_batch, "",
               "The largest batch that fits memory; 0: none does; not given when memory does not depend on it",
               {.direction = higher, .equation = "memory_footprint(max_batch) <= memory * (1 - memory_reserve)",
                .uses = "memory_footprint, memory_reserve, hardware.memory"})
          .add("required_bandwidth", &O::required_bandwidth, "GB/s",
               "Memory bandwidth that would meet target_latency, all levels scaled alike; not given when none would",
               {.direction = lower, .equation = "latency(required_bandwidth) = target_latency",
                .uses = "target_latency, compute_time, memory_time, overhead_time"})
          .add("required_peak", &O::required_peak, "TFLOP/s",
               "Peak of the arithmetic format that would meet target_latency, all formats scaled alike; not given when "
               "none would",
               {.direction = lower, .equation = "latency(required_peak) = target_latency",
                .uses = "target_latency, compute_time, memory_time, overhead_time"});
  return schema;
}

}  // namespace fleetline::roofline
