#include "stack.hpp"

namespace fleetline::serving {

const Schema<ServingStack>& ServingStack::schema() {
  using S = ServingStack;
  static const FieldOptions of_peak{.range = {.low = 0, .high = 1.5, .open_low = true}, .shapes = true};
  static const FieldOptions amount{.range = non_negative, .shapes = true};
  static const FieldOptions count{.range = at_least(1), .shapes = true};
  static const FieldOptions shape{.shapes = true};
  static const auto schema =
      Schema<S>("What a serving engine reaches on a family of devices: kernels, communication, host and scheduler")
          .add("device", &S::device, "", "The devices it was fitted on", shape)
          .add("software", &S::software, "", "Engine", shape)
          .add("versions", &S::versions, "", "Versions it stands for", shape)
          .add("compute_16", &S::compute_16, "1", "Share of peak arithmetic that large 16-bit matrix products reach",
               of_peak)
          .add("compute_8", &S::compute_8, "1", "The same in 8-bit formats", of_peak)
          .add("compute_4", &S::compute_4, "1", "The same in 4-bit formats with arithmetic of their own", of_peak)
          .add("dequantisation", &S::dequantisation, "1",
               "Share of that left when weights are widened to the arithmetic format on the way", of_peak)
          .add("weights_16", &S::weights_16, "1", "Share of peak bandwidth at which 16-bit weights stream", of_peak)
          .add("weights_8", &S::weights_8, "1", "The same for 8-bit weights", of_peak)
          .add("weights_4", &S::weights_4, "1", "The same for narrower weights", of_peak)
          .add("activations", &S::activations, "1", "The same for element-wise kernels", of_peak)
          .add("kv_16", &S::kv_16, "1", "Share of peak bandwidth at which decoding reads a 16-bit KV cache", of_peak)
          .add("kv_8", &S::kv_8, "1", "The same for narrower caches", of_peak)
          .add("prefill_attention", &S::prefill_attention, "1",
               "Share of peak arithmetic that attention over very long prompts reaches", of_peak)
          .add("prefill_half", &S::prefill_half, "", "Prompt length at which prefill attention reaches half of that",
               amount)
          .add("grouped_compute", &S::grouped_compute, "1",
               "What is left of a share of peak arithmetic in grouped products: experts, heads of absorbed latent "
               "attention",
               {.range = positive, .shapes = true})
          .add("grouped_16", &S::grouped_16, "1",
               "What is left of the share of peak bandwidth when the 16-bit weights of groups stream",
               {.range = positive, .shapes = true})
          .add("grouped_8", &S::grouped_8, "1", "The same for 8-bit weights of groups",
               {.range = positive, .shapes = true})
          .add("grouped_4", &S::grouped_4, "1", "The same for narrower weights of groups",
               {.range = positive, .shapes = true})
          .add("grouped_tile", &S::grouped_tile, "1",
               "Rows of a tile of a grouped product: each group's tokens fill whole tiles; 1: no padding", count)
          .add("smoothness", &S::smoothness, "",
               "Exponent q with which arithmetic x and traffic y overlap: (x^q + y^q)^(1/q); infinite is the roofline",
               count)
          .add("kernel_floor", &S::kernel_floor, "us", "The least time of a matrix product", amount)
          .add("attention_floor", &S::attention_floor, "us", "The least time of an attention kernel", amount)
          .add("layer_overhead", &S::layer_overhead, "us",
               "What a layer takes beyond its kernels: launches, small kernels", amount)
          .add(
              "routing_overhead", &S::routing_overhead, "us",
              "What a layer with experts takes beyond that: router, sorting tokens by expert, quantising, the launches "
              "of these",
              amount)
          .add("collective_overhead", &S::collective_overhead, "us",
               "What a collective takes beyond the fabric's best kernel: launch outside a graph, ranks that arrive at "
               "different times",
               amount)
          .add("collective_scale", &S::collective_scale, "", "Factor on the fabric's time",
               {.range = positive, .shapes = true})
          .add("pipelined", &S::pipelined, "",
               "Whether pipeline stages work at the same time, each on its part of the batch", shape)
          .add("step_overhead", &S::step_overhead, "us", "Host time of a step that the device waits for", amount)
          .add("sequence_overhead", &S::sequence_overhead, "us",
               "The same for each running sequence: sampling, detokenising", amount)
          .add("request_overhead", &S::request_overhead, "us",
               "From the arrival of a request to the scheduler: tokenising, HTTP", amount)
          .add("launch_overhead", &S::launch_overhead, "us",
               "Host time of an operator outside a captured graph: a prompt that is read alone takes at least as much "
               "for "
               "each of its operators",
               amount)
          .add("graph_padding", &S::graph_padding, "", "Batches are padded to a multiple of this; 1: not at all", count)
          .add("scheduling", &S::scheduling,
               {{Scheduling::mixed, {"mixed", 0, "prompts share steps with decodes: chunked prefill"}},
                {Scheduling::prefill_first, {"prefill_first", 0, "steps that read prompts do nothing else"}}},
               "When prompts are read", shape)
          .add("reservation", &S::reservation,
               {{Reservation::as_needed, {"as_needed", 0, "blocks are taken as the context grows"}},
                {Reservation::whole, {"whole", 0, "prompt and all of the output are reserved at the start"}}},
               "How much KV cache a request reserves", shape)
          .add("interleaving", &S::interleaving, "1",
               "How much of the other requests' prefill a decoding request waits for, rather than one that waits for "
               "its first token",
               {.range = share, .shapes = true})
          .add("prompts_ahead", &S::prompts_ahead, "",
               "Prompts of others a request waits for before its first token at any load: of the step under way, and "
               "read along with its own",
               amount)
          .add("token_budget", &S::token_budget, "", "Most tokens in one step", count)
          .add("max_sequences", &S::max_sequences, "", "Most sequences that run at once", count)
          .add("kv_block", &S::kv_block, "", "Tokens in a block of the KV cache", count)
          .add("memory_utilization", &S::memory_utilization, "1",
               "Share of memory the engine takes: of what, `utilization_of` says", {.range = fraction, .shapes = true})
          .add("utilization_of", &S::utilization_of,
               {{UtilizationOf::device,
                 {"device", 0, "of all memory, for weights, activations and cache: vLLM, SGLang"}},
                {UtilizationOf::rest,
                 {"rest", 0,
                  "of what weights and activations leave, for the cache: TensorRT-LLM's free_gpu_memory_fraction"}}},
               "Which memory memory_utilization is a share of", shape)
          .add("reserved", &S::reserved, "GB", "Runtime, captured graphs, communication buffers", amount);
  return schema;
}

}  // namespace fleetline::serving
