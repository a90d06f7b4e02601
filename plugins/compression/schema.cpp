#include "solver.hpp"

namespace fleetline::compression {

const Schema<CompressionParams>& CompressionParams::schema() {
  using P = CompressionParams;
  static const FieldOptions shapes{.shapes = true};
  static const FieldOptions pruned{.range = {.low = 0, .high = 1, .open_high = true}, .shapes = true};
  static const auto schema =
      Schema<P>("What is made smaller, and the step it is tried on")
          .add("weights", &P::weights, "", "Format of the layers' matrices, with its groups: \"int4 g128\", \"fp8\", \"nvfp4\", \"q4_0\"", shapes)
          .add("zero_bits", &P::zero_bits, "", "Bits of the zero point beside each group's scale: 0 symmetric, the weights' own in GPTQ and AWQ files, 16 in HQQ's and torchao's",
               {.range = {.low = 0, .high = 64}, .shapes = true})
          .add("activations", &P::activations, "", "Format of activations; not given: as they were", shapes)
          .add("kv", &P::kv, "", "Format of the KV cache; not given: as it was", shapes)
          .add("math", &P::math, "", "What products are computed in; not given: as before (weight-only)", shapes)
          .add("keep_ends", &P::keep_ends, "", "Embedding and head (first and last layer, where there are none) keep their format, as GPTQ and AWQ leave them", shapes)
          .add("embedding", &P::embedding, "", "Format of the embedding (first layer) alone; not given: as keep_ends says", shapes)
          .add("head", &P::head, "", "Format of the head (last layer) alone; not given: as keep_ends says", shapes)
          .add("sparsity_kind", &P::sparsity_kind,
               {{Sparsity::none, {"none", 0, "all weights"}},
                {Sparsity::unstructured, {"unstructured", 0, "any weight may be zero; a bit per position says which, where that is less than the zeros take"}},
                {Sparsity::two_of_four, {"two_of_four", 0, "two of every four are zero; two bits per kept value say which"}}},
               "Which weights of the layers' matrices are left out of storage", shapes)
          .add("sparsity", &P::sparsity, "", "Unstructured: share of weights that are zero", pruned)
          .add("heads_pruned", &P::heads_pruned, "", "Share of attention heads that are gone, whole groups of grouped-query attention", pruned)
          .add("ffn_pruned", &P::ffn_pruned, "", "Share of the feed-forward network's columns that are gone", pruned)
          .add("layers_pruned", &P::layers_pruned, "", "Share of the repeated layers that are gone", pruned)
          .add("channels_pruned", &P::channels_pruned, "", "Share of every convolution's channels that are gone", pruned)
          .add("kernel", &P::kernel, "", "Weight-only kernels with measured efficiencies (registry/kernels); not given: widening weights costs nothing, a bound", shapes)
          .add("batch", &P::batch, "", "Sequences (samples) of the step", {.range = at_least(1), .shapes = true})
          .add("context", &P::context, "", "Tokens each sequence has in its cache", {.range = at_least(0), .shapes = true})
          .add("efficiency", &P::efficiency, "", "Share of the peak that kernels reach", {.range = fraction, .calibrate = true, .source = "1: a bound"})
          .add("memory_efficiency", &P::memory_efficiency, "", "Share of the bandwidth that kernels reach; not given: the kernel's, or 1, a bound", {.range = fraction, .shapes = true})
          .add("accuracy", &P::accuracy, "", "Study of what compression does to this model's scores; one of a model of another size is refused", shapes)
          .add("method", &P::method, "", "Only scores by this method; empty: by any", shapes);
  return schema;
}

const Schema<CompressionOutputs>& CompressionOutputs::schema() {
  using O = CompressionOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("Size, speed and scores, before and after")
          .add("fp32_size", &O::fp32_size, "GB", "All weights at 32 bits", {.direction = lower})
          .add("original_size", &O::original_size, "GB", "All weights in the workload's own format", {.direction = lower})
          .add("bare_size", &O::bare_size, "GB", "All weights that are not zero at the target's bits: no scales, no masks, nothing kept",
               {.direction = lower, .equation = "bare_size = parameters * (1 - sparsity) * bits / 8", .uses = "workload.parameters, weights, sparsity_kind, sparsity"})
          .add("compressed_size", &O::compressed_size, "GB", "What a file holds: matrices with scales, zero points and masks; norms, biases and ends as they are kept",
               {.direction = lower, .headline = true, .equation = "compressed_size = embedding_size + layers_size + head_size", .uses = "embedding_size, layers_size, head_size"})
          .add("embedding_size", &O::embedding_size, "GB", "Of that, the embedding or first layer", {.direction = lower, .uses = "embedding, keep_ends"})
          .add("layers_size", &O::layers_size, "GB", "Of that, the layers",
               {.direction = lower, .equation = "layers_size = matrices * (bits + (scale bits + zero_bits) / group + mask bits) / 8 + norms and biases", .uses = "weights, zero_bits, sparsity_kind, sparsity"})
          .add("head_size", &O::head_size, "GB", "Of that, the head or last layer", {.direction = lower, .uses = "head, keep_ends"})
          .add("weight_memory", &O::weight_memory, "GB", "What the running model holds: with its zeros, unless something reads weights without them", {.direction = lower, .uses = "weights, sparsity_kind, kernel"})
          .add("bits_per_weight", &O::bits_per_weight, "", "Stored bits over parameters", {.direction = lower, .equation = "bits_per_weight = 8 * compressed_size / parameters", .uses = "compressed_size"})
          .add("bare_savings", &O::bare_savings, "%", "From fp32, by bits alone", {.direction = higher, .equation = "bare_savings = 1 - bare_size / fp32_size", .uses = "bare_size, fp32_size"})
          .add("savings", &O::savings, "%", "From fp32, as stored", {.direction = higher, .headline = true, .equation = "savings = 1 - compressed_size / fp32_size", .uses = "compressed_size, fp32_size"})
          .add("ratio", &O::ratio, "", "Original over compressed", {.direction = higher, .equation = "ratio = original_size / compressed_size", .uses = "original_size, compressed_size"})
          .add("ratio_from_fp32", &O::ratio_from_fp32, "", "fp32 over compressed", {.direction = higher, .equation = "ratio_from_fp32 = fp32_size / compressed_size", .uses = "fp32_size, compressed_size"})
          .add("original_flops", &O::original_flops, "GFLOP", "Arithmetic of the step before", {.direction = lower})
          .add("flops", &O::flops, "GFLOP", "The same after: fewer where heads, columns, layers or channels are gone; zeros inside a matrix count", {.direction = lower, .uses = "heads_pruned, ffn_pruned, layers_pruned, channels_pruned"})
          .add("original_latency", &O::original_latency, "ms", "The step before", {.direction = lower, .equation = "sum over operators of max(compute, memory) + overheads", .uses = "batch, context, efficiency, memory_efficiency"})
          .add("latency", &O::latency, "ms", "The step after",
               {.direction = lower, .headline = true, .equation = "sum over operators of max(compute / kernel.arithmetic, weights / kernel.bandwidth + other traffic) + overheads",
                .uses = "weights, kernel, batch, context, efficiency, memory_efficiency"})
          .add("original_memory_time", &O::original_memory_time, "ms", "Of that, all traffic at bandwidth, before", {.direction = lower})
          .add("memory_time", &O::memory_time, "ms", "The same after", {.direction = lower})
          .add("speedup", &O::speedup, "", "Of the step", {.direction = higher, .headline = true, .equation = "speedup = original_latency / latency", .uses = "original_latency, latency"})
          .add("memory_speedup", &O::memory_speedup, "", "Of its traffic", {.direction = higher, .equation = "memory_speedup = original_memory_time / memory_time", .uses = "original_memory_time, memory_time"})
          .add("native_arithmetic", &O::native_arithmetic, "", "The device multiplies the weights' format itself", {})
          .add("sparse_arithmetic", &O::sparse_arithmetic, "", "2:4 products run at a rate of their own", {})
          .add("accuracy_loss_low", &O::accuracy_loss_low, "%", "Smallest relative loss of accuracy that was measured; not given: nobody did", {.direction = lower, .uses = "accuracy, weights, method"})
          .add("accuracy_loss_high", &O::accuracy_loss_high, "%", "Largest", {.direction = lower, .uses = "accuracy, weights, method"})
          .add("accuracy_loss_mean", &O::accuracy_loss_mean, "%", "Mean over tasks and methods", {.direction = lower, .uses = "accuracy, weights, method"})
          .add("perplexity_increase_low", &O::perplexity_increase_low, "%", "Smallest relative increase of perplexity that was measured", {.direction = lower, .uses = "accuracy, weights, method"})
          .add("perplexity_increase_high", &O::perplexity_increase_high, "%", "Largest", {.direction = lower, .uses = "accuracy, weights, method"});
  return schema;
}

}  // namespace fleetline::compression
