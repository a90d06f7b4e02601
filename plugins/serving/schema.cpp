// What serving is asked, and what it answers.
#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::serving {
namespace {

void check(const ServingParams& p, const Table& table, ReadContext& context) {
  const auto refuse = [&](std::string_view key, std::string what, std::string_view expected) {
    context.problems.add(table.find(key)->where, context.path_of(key), std::move(what), std::string(expected));
  };
  if (!p.requests) return;
  for (const std::string_view key : {"input_tokens", "output_tokens"})
    if (table.find(key)) refuse(key, cat("and `requests` both say how long requests are"), "one of them");
  if (!p.requests->input.mean || !p.requests->output.mean)
    refuse("requests", cat("'", p.requests.name, "' has no mean lengths of prompts and answers"),
           "a data set with input.mean and output.mean, or input_tokens and output_tokens");
}

}  // namespace

const Schema<ServingParams>& ServingParams::schema() {
  using P = ServingParams;
  static const FieldOptions shape{.shapes = true};
  static const FieldOptions degree{.range = at_least(1), .shapes = true};
  static const FieldOptions count{.range = at_least(1)};
  static const auto schema =
      Schema<P>("A language model behind a serving engine")
          .add("stack", &P::stack, "",
               "Serving stack with measured efficiencies (registry/stacks); not given: the ideal, a bound", shape)
          .add("tensor_parallel", &P::tensor_parallel, "", "Devices that share every layer of a replica", degree)
          .add("expert_parallel", &P::expert_parallel, "",
               "Tensor groups of a replica that attend to requests of their own and share the experts of a mixture",
               degree)
          .add("pipeline_parallel", &P::pipeline_parallel, "", "Stages of layers in a replica", degree)
          .add("precision", &P::precision, "",
               "Format of weights, activations, KV cache and arithmetic alike; not given: the workload's own formats",
               shape)
          .add("math", &P::math, "", "Format that multiplies, when it differs", shape)
          .add("weights", &P::weights, "", "Format weights are stored in, when it differs: \"int4 g128\"", shape)
          .add("activations", &P::activations, "", "Format activations are stored in, when it differs", shape)
          .add("kv", &P::kv, "", "Format of the KV cache, when it differs", shape)
          .add("input_tokens", &P::input_tokens, "", "Tokens of a prompt", count)
          .add("output_tokens", &P::output_tokens, "", "Tokens of an answer", count)
          .add("requests", &P::requests, "",
               "Data set or trace whose mean lengths they have, instead of input_tokens and output_tokens", shape)
          .add("context_limit", &P::context_limit, "",
               "Longest context, when positions are stretched; not given: the model's own", count)
          .add("concurrency", &P::concurrency, "",
               "Requests in flight, over all replicas: as soon as one is done the next arrives. Not beside "
               "request_rate; neither: as many as fit",
               count)
          .add("request_rate", &P::request_rate, "request/s",
               "Requests that arrive at random, over all replicas; not beside concurrency", {.range = positive})
          .add("arrivals", &P::arrivals,
               {{Arrivals::steady, {"steady", 0, "the next requests come as these are done"}},
                {Arrivals::together,
                 {"together", 0, "all `concurrency` requests come at once, and none follows: a static batch"}}},
               "How requests come")
          .add("lengths", &P::lengths,
               {{Spread::drawn, {"drawn", 0, "they differ: requests finish, and the next arrive, at any time"}},
                {Spread::equal,
                 {"equal", 0,
                  "all alike: those of one `concurrency` finish one after the other, and so their successors queue"}}},
               "Whether all requests have exactly input_tokens and output_tokens, or those on average")
          .add("replica_count", &P::replica_count, "",
               "Copies of the model; not given: as many as request_rate needs, or as the fleet holds", count)
          .add("memory_utilization", &P::memory_utilization, "1",
               "Share of memory the engine takes, in the stack's sense; not given: the stack's", {.range = fraction})
          .add("max_sequences", &P::max_sequences, "", "Most sequences a replica runs at once; not given: the stack's",
               count)
          .add("itl_limit", &P::itl_limit, "ms",
               "Batches are kept so small that the time between tokens stays below this", {.range = positive})
          .add("ttft_limit", &P::ttft_limit, "ms", "The same for the time to first token, queues aside",
               {.range = positive})
          .check(check);
  return schema;
}

const Schema<ServingOutputs>& ServingOutputs::schema() {
  using O = ServingOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("Latency, throughput, memory and energy of a serving engine")
          .add("ttft", &O::ttft, "ms", "Time to first token, mean",
               {.direction = lower,
                .headline = true,
                .equation = "ttft = request_overhead + prefill + before prefill + decode / 2 + wait for a slot; before "
                            "= ahead + (1 - interleaving) (batch - 1 - ahead), ahead = min((batch - 1) / 2, u / (2 (1 "
                            "- u))), u = prefill_share; of equal lengths min(batch - 1, prompts_ahead)",
                .uses = "input_tokens, batch, stack, requests_per_second"})
          .add("itl", &O::itl, "ms", "Time between tokens of a request, mean; an answer of one token has none",
               {.direction = lower,
                .headline = true,
                .equation = "itl = decode step + (batch - 1 - before) prefill / (output_tokens - 1), before as in ttft",
                .uses = "batch, input_tokens, output_tokens, stack, hardware.memory_bandwidth, hardware.peak"})
          .add("tpot", &O::tpot, "ms",
               "Time per output token after the first, mean over requests; in steady state the same as itl",
               {.direction = lower,
                .equation = "tpot = (latency - ttft) / (output_tokens - 1)",
                .uses = "latency, ttft, output_tokens"})
          .add("latency", &O::latency, "ms",
               "From arrival to the last token; with arrivals = together: until the last request is done",
               {.direction = lower,
                .equation = "latency = ttft + itl (output_tokens - 1)",
                .uses = "ttft, itl, output_tokens"})
          .add("tokens_per_second", &O::tokens_per_second, "token/s", "Output tokens, over all replicas",
               {.direction = higher,
                .headline = true,
                .equation = "tokens_per_second = requests_per_second output_tokens",
                .uses = "requests_per_second, output_tokens"})
          .add("tokens_per_second_per_accelerator", &O::tokens_per_second_per_accelerator, "token/s",
               "The same per accelerator",
               {.direction = higher,
                .equation = "tokens_per_second / accelerators",
                .uses = "tokens_per_second, accelerators"})
          .add("total_tokens_per_second", &O::total_tokens_per_second, "token/s",
               "Tokens of prompts and answers, over all replicas",
               {.direction = higher,
                .equation = "requests_per_second (input_tokens + output_tokens)",
                .uses = "requests_per_second, input_tokens, output_tokens"})
          .add("requests_per_second", &O::requests_per_second, "request/s", "Requests finished, over all replicas",
               {.source = "Little 1961",
                .direction = higher,
                .headline = true,
                .equation = "requests_per_second = replicas batch / (request_overhead + own prefill + (output_tokens - "
                            "1) decode step + decode step / 2 + (batch - 1) prefill)",
                .uses = "replicas, batch, itl, input_tokens, output_tokens"})
          .add("capacity", &O::capacity, "request/s",
               "The most requests these replicas finish, within memory and limits",
               {.direction = higher,
                .equation = "requests_per_second at the largest batch that memory and limits allow",
                .uses = "replicas, max_batch, itl_limit, ttft_limit"})
          .add("batch", &O::batch, "", "Requests running in a replica, mean",
               {.headline = true,
                .equation = "batch = min(concurrency / replicas, max_sequences, KV cache / mean context)",
                .uses = "concurrency, max_batch, max_sequences"})
          .add("max_batch", &O::max_batch, "", "Requests of full length that fit memory beside the weights",
               {.direction = higher,
                .headline = true,
                .equation = "max_batch = (memory memory_utilization - reserved_memory - weight_memory - "
                            "activation_memory) / kv_per_request",
                .uses = "weight_memory, activation_memory, reserved_memory, kv_per_request, memory_utilization, "
                        "hardware.memory"})
          .add("weight_memory", &O::weight_memory, "GB", "Weights, per accelerator", {.direction = lower})
          .add("kv_memory", &O::kv_memory, "GB", "KV cache of max_batch requests, per accelerator",
               {.equation = "kv_memory = max_batch kv_per_request", .uses = "max_batch, kv_per_request"})
          .add(
              "kv_per_request", &O::kv_per_request, "GB", "KV cache of one request of full length, per accelerator",
              {.source = "Kwon et al. 2023 (PagedAttention)",
               .direction = lower,
               .equation = "kv_per_request = 2 layers kv_heads head_dim bytes (input_tokens + output_tokens) / devices",
               .uses = "input_tokens, output_tokens, kv, tensor_parallel, pipeline_parallel"})
          .add("activation_memory", &O::activation_memory, "GB", "Working set of the largest step, per accelerator",
               {.direction = lower})
          .add("reserved_memory", &O::reserved_memory, "GB", "Runtime, captured graphs, communication buffers",
               {.direction = lower})
          .add("missing_memory", &O::missing_memory, "GB", "What one request of full length lacks; 0 when it fits",
               {.direction = lower, .uses = "weight_memory, kv_per_request, hardware.memory"})
          .add("largest_consumer", &O::largest_consumer,
               {{Consumer::weights, {"weights", 0, "the weights"}},
                {Consumer::kv, {"kv", 0, "the KV cache"}},
                {Consumer::other, {"other", 0, "activations and what the runtime reserves"}}},
               "What takes most of the memory at max_batch")
          .add("replicas", &O::replicas, "", "Copies of the model in use",
               {.direction = lower,
                .equation = "replicas = request_rate / requests a replica finishes, rounded up",
                .uses = "request_rate, capacity"})
          .add("accelerators", &O::accelerators, "", "Accelerators in use",
               {.direction = lower,
                .headline = true,
                .equation = "accelerators = replicas tensor_parallel pipeline_parallel expert_parallel",
                .uses = "replicas, tensor_parallel, pipeline_parallel, expert_parallel"})
          .add("itl_floor", &O::itl_floor, "ms",
               "No engine on these devices is faster: weights and one cache read at the datasheet bandwidth",
               {.direction = lower,
                .equation = "itl_floor = (weights read + cache of the prompt) / memory_bandwidth",
                .uses = "weight_memory, hardware.memory_bandwidth"})
          .add("ttft_floor", &O::ttft_floor, "ms", "The same for the first token: arithmetic of the prompt at peak",
               {.direction = lower,
                .equation = "ttft_floor = FLOPs of the prompt / peak",
                .uses = "input_tokens, hardware.peak"})
          .add("prefill_share", &O::prefill_share, "%", "Of the engine's time, what goes into prompts",
               {.equation = "prefill_share = batch prefill / cycle", .uses = "batch, input_tokens"})
          .add("accelerator_power", &O::accelerator_power, "W",
               "Mean draw of one accelerator in use; not given when no power figures are known",
               {.direction = lower,
                .equation = "idle_power + (peak_power - idle_power) min(1, running_activity + compute_activity "
                            "arithmetic share + memory_activity traffic share)",
                .uses = "hardware.idle_power, hardware.peak_power, batch"})
          .add(
              "accelerators_by_partition", &O::accelerators_by_partition, "",
              "Accelerators in use, partition by partition of the fleet: neighbours that are alike share by their size",
              {.equation = "accelerators of the pool * devices of the partition / devices of the pool",
               .uses = "accelerators"})
          .add("accelerator_power_by_partition", &O::accelerator_power_by_partition, "W",
               "Mean draw of one accelerator in use, partition by partition; 0 where none is",
               {.equation = "as accelerator_power, by the partition's own hardware and load",
                .uses = "accelerator_power"})
          .add("energy_per_token", &O::energy_per_token, "J/token", "Energy of the accelerators per output token",
               {.direction = lower,
                .equation = "energy_per_token = accelerator_power accelerators / tokens_per_second",
                .uses = "accelerator_power, accelerators, tokens_per_second"});
  return schema;
}

}  // namespace fleetline::serving
