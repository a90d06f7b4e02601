#include "solver.hpp"

namespace fleetline::compression {

const Schema<CompressionParams>& CompressionParams::schema() {
  using P = CompressionParams;
  static const FieldOptions shapes{.shapes = true};
  static const auto schema =
      Schema<P>("What is made smaller, and the step it is tried on")
          .add("weights", &P::weights, "", "Format of the layers' weights, with its groups: \"int4 g128\", \"fp8\", \"nvfp4\"", shapes)
          .add("activations", &P::activations, "", "Format of activations; not given: as they were", shapes)
          .add("kv", &P::kv, "", "Format of the KV cache; not given: as it was", shapes)
          .add("math", &P::math, "", "What products are computed in; not given: as before (weight-only)", shapes)
          .add("keep_ends", &P::keep_ends, "", "Embedding and head keep their format, as GPTQ and AWQ leave them", shapes)
          .add("sparsity_kind", &P::sparsity_kind,
               {{Sparsity::none, {"none", 0, "all weights"}},
                {Sparsity::unstructured, {"unstructured", 0, "any weight may be zero; a bit per position says which"}},
                {Sparsity::two_of_four, {"two_of_four", 0, "two of every four are zero; two bits per kept value say which"}}},
               "Which weights are left out of storage")
          .add("sparsity", &P::sparsity, "", "Unstructured: share of weights that are zero", {.range = {.low = 0, .high = 1, .open_high = true}})
          .add("batch", &P::batch, "", "Sequences (samples) of the step", {.range = at_least(1), .shapes = true})
          .add("context", &P::context, "", "Tokens each sequence has in its cache", {.range = at_least(0), .shapes = true})
          .add("efficiency", &P::efficiency, "", "Share of the peak that kernels reach", {.range = fraction, .calibrate = true, .source = "1: a bound"})
          .add("memory_efficiency", &P::memory_efficiency, "", "Share of the bandwidth that kernels reach", {.range = fraction, .calibrate = true, .source = "1: a bound"})
          .add("accuracy", &P::accuracy, "", "Study of what compression does to the model's scores", {});
  return schema;
}

const Schema<CompressionOutputs>& CompressionOutputs::schema() {
  using O = CompressionOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("Size, speed and scores, before and after")
          .add("fp32_size", &O::fp32_size, "GB", "All weights at 32 bits", {.direction = lower})
          .add("original_size", &O::original_size, "GB", "All weights in the workload's own format", {.direction = lower})
          .add("bare_size", &O::bare_size, "GB", "All weights at the target's bits, without scales and with nothing kept",
               {.direction = lower, .equation = "bare_size = parameters * bits / 8", .uses = "workload.parameters, weights"})
          .add("compressed_size", &O::compressed_size, "GB", "What is stored: layers with scales and masks, ends as they are kept",
               {.direction = lower, .headline = true, .equation = "compressed_size = layers * (bits + scale bits / group) / 8 + ends", .uses = "weights, keep_ends, sparsity_kind, sparsity"})
          .add("bare_savings", &O::bare_savings, "%", "From fp32, by bits alone", {.direction = higher, .equation = "bare_savings = 1 - bare_size / fp32_size", .uses = "bare_size, fp32_size"})
          .add("savings", &O::savings, "%", "From fp32, as stored", {.direction = higher, .headline = true, .equation = "savings = 1 - compressed_size / fp32_size", .uses = "compressed_size, fp32_size"})
          .add("ratio", &O::ratio, "", "Original over compressed", {.direction = higher, .equation = "ratio = original_size / compressed_size", .uses = "original_size, compressed_size"})
          .add("ratio_from_fp32", &O::ratio_from_fp32, "", "fp32 over compressed", {.direction = higher, .equation = "ratio_from_fp32 = fp32_size / compressed_size", .uses = "fp32_size, compressed_size"})
          .add("original_latency", &O::original_latency, "ms", "The step before", {.direction = lower, .equation = "sum over operators of max(compute, memory) + overheads", .uses = "batch, context, efficiency, memory_efficiency"})
          .add("latency", &O::latency, "ms", "The step after", {.direction = lower, .headline = true, .equation = "sum over operators of max(compute, memory) + overheads", .uses = "weights, batch, context, efficiency, memory_efficiency"})
          .add("original_memory_time", &O::original_memory_time, "ms", "Of that, all traffic at bandwidth, before", {.direction = lower})
          .add("memory_time", &O::memory_time, "ms", "The same after", {.direction = lower})
          .add("speedup", &O::speedup, "", "Of the step", {.direction = higher, .headline = true, .equation = "speedup = original_latency / latency", .uses = "original_latency, latency"})
          .add("memory_speedup", &O::memory_speedup, "", "Of its traffic", {.direction = higher, .equation = "memory_speedup = original_memory_time / memory_time", .uses = "original_memory_time, memory_time"})
          .add("native_arithmetic", &O::native_arithmetic, "", "The device multiplies the weights' format itself", {})
          .add("accuracy_loss_low", &O::accuracy_loss_low, "%", "Smallest relative loss of accuracy that was measured; not given: nobody did", {.direction = lower, .uses = "accuracy, weights"})
          .add("accuracy_loss_high", &O::accuracy_loss_high, "%", "Largest", {.direction = lower, .uses = "accuracy, weights"})
          .add("perplexity_increase_low", &O::perplexity_increase_low, "%", "Smallest relative increase of perplexity that was measured", {.direction = lower, .uses = "accuracy, weights"})
          .add("perplexity_increase_high", &O::perplexity_increase_high, "%", "Largest", {.direction = lower, .uses = "accuracy, weights"});
  return schema;
}

}  // namespace fleetline::compression
