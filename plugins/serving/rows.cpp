#include "rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "fleetline/text.hpp"
#include "names.hpp"
#include "row_plan.hpp"
#include "suites.hpp"
#include "words.hpp"

namespace fleetline::serving {
namespace {

std::string number(double value) { return number_text(std::max(1.0, std::round(value)), 9); }

/// Which of our figures the row's is. False: not one of ours.
bool choose_metric(const MeasuredRow& row, const RowLengths& n, Translation& out) {
  const std::string_view metric = row["metric"];
  const std::string notes = lower_case(row["notes"]);
  const auto set = [&out](std::string_view name, double scale) {
    out.metric = cat("serving.", std::string(name));
    out.scale = scale;
    return true;
  };
  if (metric == "ttft_ms") return set(contains(notes, "whole batch") ? "latency" : "ttft", 1e3);
  if (metric == "itl_ms") return set("itl", 1e3);
  if (metric == "latency_ms") return set("latency", 1e3);
  if (metric == "requests_per_s") return set("requests_per_second", 1);
  if (metric == "output_tokens_per_s") return set("tokens_per_second", 1);
  if (metric == "tokens_per_s_per_gpu") return set("tokens_per_second_per_accelerator", 1);
  if (metric != "total_tokens_per_s") return false;
  if (contains(notes, "prompt processing") || contains(notes, "prefill") || n.output == 0) {
    out.inverse = true;
    return set("ttft", n.input * row.number("batch_or_concurrency").value_or(1));
  }
  // llama.cpp's figure in LLM-Inference-Bench counts the tokens of one sequence of the batch.
  const bool one =
      contains(lower_case(row["engine"]), "llama.cpp") && contains(notes, "(input+output) tokens / latency");
  return set("total_tokens_per_second", one ? 1 / row.number("batch_or_concurrency").value_or(1) : 1);
}

/// What the score calls a row's figure: engine, mixtures apart, and what was measured under which load.
std::string figure_of(const MeasuredRow& row, std::string_view engine, bool mixture, bool together) {
  const std::string_view metric = row["metric"];
  const bool loaded = row.has("batch_or_concurrency") || (row.has("request_rate") && row["request_rate"] != "inf");
  std::string_view what = together ? "throughput of a batch" : loaded ? "throughput under load" : "offline throughput";
  if (metric == "itl_ms") what = together ? "time per token of a batch" : "time per token under load";
  if (metric == "ttft_ms") what = together ? "first token of a batch" : "first token under load";
  if (metric == "latency_ms") what = together ? "latency of a batch" : "latency under load";
  return cat(std::string(engine.substr(0, engine.find('-'))), mixture ? ", mixtures: " : ": ", std::string(what));
}

std::string skip_reason(const MeasuredRow& row, std::string_view workload, const RowLengths& n) {
  const std::string notes = lower_case(row["notes"]), engine = lower_case(row["engine"]);
  if (contains(engine, "disaggregated")) return "prefill and decode on different devices";
  if (contains(notes, "without kv cache")) return "run without a KV cache";
  if (contains(notes, "hybird") || contains(notes, "hybrid")) return "a hybrid division that is not stated in full";
  if (contains(notes, "parallelism type=ep")) return "experts are divided and the rest is copied";
  if (const DataSet* sent = data_set_of(row, workload); sent != nullptr && sent->beams > 1)
    return "beam search of four";
  if (contains(notes, "p99") || contains(notes, "p50")) return "a quantile: the closed form has means";
  if (contains(notes, "best tp/pp/dp mix")) return "the division is not stated";
  if (contains(lower_case(row["precision"]), "bpw")) return "weights of mixed widths";
  if (contains(engine, "deepsparse") || contains(engine, "untether")) return "not a GPU engine";
  if (const DataSet* sent = data_set_of(row, workload); sent != nullptr && sent->input == 0)
    return cat("no mean length of ", std::string(sent->name), "'s prompts is published");
  if (n.input == 0 && n.output == 0) return "neither prompt nor output length is stated";
  const std::string_view metric = row["metric"];
  const bool waits = metric == "ttft_ms" || metric == "itl_ms" || metric == "latency_ms";
  if (waits && !row.has("batch_or_concurrency") && !row.has("request_rate"))
    return "a time under a load that is not stated";
  return std::string(contradiction_of(row));
}

}  // namespace

Translation translate(const MeasuredRow& row) {
  Translation out;
  const Named_ workload = workload_named(row["model"]), hardware = hardware_named(row["gpu"]);
  const RowLengths n = lengths_of(row, workload.name);
  const std::optional<double> value = row.number("value");
  out.skipped = !workload.reason.empty()   ? workload.reason
                : !hardware.reason.empty() ? hardware.reason
                                           : skip_reason(row, workload.name, n);
  if (out.skipped.empty() && !value) out.skipped = "no value";
  if (out.skipped.empty() && !choose_metric(row, n, out))
    out.skipped = cat("no figure of ours: ", std::string(row["metric"]));
  if (!out.skipped.empty()) return out;

  const std::string family = family_of(hardware.name),
                    engine = engine_class(row["engine"], row["version"], month_of(row));
  if (const std::string_view reason = unstated_of(row, engine, workload.name); !reason.empty()) {
    out.skipped = std::string(reason);
    return out;
  }
  const RowFormats f = formats_of(row, engine, workload.name, family);
  const RowPlan p = plan_of(row, engine);
  const double devices = p.tensor * p.pipeline * p.expert * p.replicas,
               per_node = std::min(devices, devices_of_node(hardware.name));
  const double divisor = head_divisor(workload.name);
  if (std::exp2(std::round(std::log2(p.tensor))) != p.tensor || (divisor < 8 && p.tensor > divisor)) {
    out.skipped = cat(number(p.tensor), " devices do not divide the model's heads: how they were used is not stated");
    return out;
  }
  if (p.tensor * p.pipeline * p.expert > per_node) {
    out.skipped = "a replica over several nodes, whose network is not stated";
    return out;
  }
  out.stack = stack_named(engine, family, hardware.name);
  if (out.stack.empty()) {
    out.skipped = engine.empty() ? cat("no constants of this engine: ", std::string(row["engine"]))
                                 : cat("no constants of ", engine, " on ", family);
    return out;
  }
  out.name = figure_of(row, engine, is_mixture(workload.name), p.together);
  out.measured = *value;
  // TensorRT-LLM reduces after each half of a layer, also where they stand side by side:
  // tensorrt_llm/models/falcon/model.py.
  const char* sums = engine.starts_with("trtllm") ? "parallel_sums = \"apart\"\n" : "";
  std::string body = cat("[workload]\nuse = \"", workload.name, "\"\n", sums,
                         f.experts.empty() ? "" : cat("expert_format = \"", f.experts, "\"\n"),
                         f.expert_math.empty() ? "" : cat("expert_math = \"", f.expert_math, "\"\n"),
                         workload.name == "Mistral-7B" && windows_open(engine) ? "window = 10000000\n" : "", "\n");
  body += devices > 1 ? cat("[fleet]\nhardware = \"", hardware.name, "\"\ndevices_per_node = ", number(per_node),
                            "\nnodes = ", number(std::ceil(devices / per_node)), "\nnode_fabric = \"",
                            fabric_of(hardware.name), "\"\n\n")
                      : cat("[hardware]\nuse = \"", hardware.name, "\"\n\n");
  body += cat("[solve.serving]\nstack = \"", out.stack, "\"\nmath = \"", f.math, "\"\nweights = \"", f.weights,
              "\"\nactivations = \"bf16\"\nkv = \"", f.kv, "\"\ntensor_parallel = ", number(p.tensor),
              "\npipeline_parallel = ", number(p.pipeline),
              p.expert > 1 ? cat("\nexpert_parallel = ", number(p.expert)) : std::string(),
              "\nreplica_count = ", number(p.replicas), "\ninput_tokens = ", number(n.input),
              "\noutput_tokens = ", number(n.output), "\ncontext_limit = 10000000\n", p.load,
              p.together ? "arrivals = \"together\"\n" : "", lengths_differ(row) ? "" : "lengths = \"equal\"\n");
  out.scenario = cat("name = \"", std::string(row.id()), "\"\n\n", body);
  out.configuration = body;
  return out;
}

}  // namespace fleetline::serving
