#include "row_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "fleetline/text.hpp"
#include "names.hpp"
#include "suites.hpp"
#include "words.hpp"

namespace fleetline::serving {
namespace {

std::string count_text(double value) { return number_text(std::max(1.0, std::round(value)), 9); }

/// Billions of parameters, as the model's name says.
double billions_of(std::string_view workload) {
  if (workload == "Mixtral-8x7B") return 46.7;
  if (workload == "Mixtral-8x22B") return 141;
  const auto dash = workload.rfind('-');
  return dash == std::string_view::npos
             ? 8
             : std::max(1.0, std::strtod(std::string(workload.substr(dash + 1)).c_str(), nullptr));
}

/// A model that is copied as often as it fits is divided as little as its weights allow: a third of the memory is left
/// to the cache.
double least_division(double weight_gigabytes, double memory_gigabytes, double devices) {
  double tensor = 1;
  while (tensor < devices && memory_gigabytes > 0 && weight_gigabytes / tensor > 0.67 * memory_gigabytes) tensor *= 2;
  return tensor;
}

/// Engines that give each device its share of the layers.
bool divides_layers(std::string_view engine) {
  return engine == "llamacpp" || engine == "transformers" || engine == "awq";
}

/// InferenceX (its rows have a run's state or number in the notes) draws lengths between 0.8 and 1 of those stated
/// (README of InferenceMAX:
/// `--random-range-ratio 0.8`).
bool draws_shorter(std::string_view notes) { return contains(notes, "wip=") || contains(notes, "workflow_run_id="); }
constexpr double mean_share_drawn = 0.9;

/// Tensor groups that attend to requests of their own and share the experts: "attention_dp_size=8", "parallelism DEP8".
double attention_groups(const std::string& notes) {
  for (const std::string_view said : {"attention_dp_size=", "parallelism dep"})
    if (const std::size_t at = notes.find(said); at != std::string::npos)
      return std::max(1.0, std::strtod(notes.c_str() + at + said.size(), nullptr));
  return 1;
}

/// One batch, timed from its first prompt to its last token: the notes say so, or the figure has no other meaning, or
/// the engine came with a benchmark of static batches alone and nothing is said of clients.
bool static_batch(const MeasuredRow& row, std::string_view engine, const std::string& notes) {
  for (const char* said : {"static", "whole batch", "tokens / latency", "num prompts"})
    if (contains(notes, said)) return true;
  if (row["metric"] == "latency_ms" || row.number("batch_or_concurrency").value_or(0) == 1) return true;
  return engine == "llamacpp" || engine == "trtllm-session" ||
         (engine == "trtllm-v0" && row.has("batch_or_concurrency") && notes.empty());
}

/// "fp8/gemm fp8_block/moe ...", "W4A16", "Weight = fp16, KV Cache = fp8", "GPTQ-Int4", "FP4" ...; a blank says what
/// the name of the model does. TensorRT-LLM's FP8 and FP4 checkpoints, and the recipes of InferenceX for vLLM, keep an
/// 8-bit cache.
RowFormats stated_formats(const MeasuredRow& row, std::string_view engine) {
  const std::string p = lower_case(row["precision"].empty() ? row["model"] : row["precision"]);
  const bool trt = engine.starts_with("trtllm");
  RowFormats f{"bf16", "bf16", "bf16"};
  if (contains(p, "weight = ")) {
    if (contains(p, "weight = fp8")) f.math = f.weights = "fp8";
    if (contains(p, "weight = int8")) f.weights = "int8";
    if (contains(p, "kv cache = fp8")) f.kv = "fp8";
    if (contains(p, "kv cache = int8")) f.kv = "int8";
    return f;
  }
  if (contains(p, "fp8 kv"))
    f.kv = "fp8";
  else if (contains(p, "w4a8kv4"))
    f = {"int8", "int4 g128", "int4 g128"};
  else if (contains(p, "w4a4"))
    f = {"int4", "int4 g128", "int4 g128"};
  else if (contains(p, "w4a8"))
    f = {"fp8", "int4 g128", "fp8"};
  else if (contains(p, "w8a8"))
    f = {"int8", "int8", "int8"};
  else if (contains(p, "fp4"))
    f = {"nvfp4", "nvfp4", "fp8"};
  else if (contains(p, "fp8_block"))
    f = {"fp8", "fp8", "bf16"};
  else if (contains(p, "fp8") || contains(p, "float8"))
    f = {"fp8", "fp8", trt || contains(p, "gemm") ? "fp8" : "bf16"};
  else if (contains(p, "int8_rowwise") || contains(p, "gptq-int8") || contains(p, "int8"))
    f.weights = "int8";
  else if (contains(p, "int4") || contains(p, "w4a16") || contains(p, "awq") || contains(p, "gptq") ||
           contains(p, "exl2"))
    f.weights = "int4 g128";
  else if (contains(p, "q4_k_m"))
    f.weights = "int4 g32";
  else if (row["precision"].empty() && sends_a_data_set(row))
    f = {"fp8", "fp8",
         "fp8"};  // submissions to such suites are quantised as far as the accuracy they must reach allows
  return f;
}

}  // namespace

bool windows_open(std::string_view engine) { return engine == "trtllm-session" || engine == "trtllm-v0"; }

RowFormats formats_of(const MeasuredRow& row, std::string_view engine, std::string_view workload) {
  RowFormats f = stated_formats(row, engine);
  const std::string beside = format_beside_experts(workload);
  if (beside.empty() || !(f.weights == "nvfp4" || f.weights.starts_with("int4"))) return f;
  // gpt-oss is published so: 4-bit experts that are widened to bf16.
  if (beside == "bf16") return {"bf16", "bf16", f.kv};
  return {f.math, beside, f.kv, f.weights};
}

bool lengths_differ(const MeasuredRow& row) { return draws_shorter(row["notes"]) || sends_a_data_set(row); }

RowLengths lengths_of(const MeasuredRow& row, std::string_view workload) {
  const double in = row.number("input_len").value_or(0), out = row.number("output_len").value_or(0);
  if (out == 0 && contains(row["notes"], "equal to input")) return {in, in};
  if (const DataSet* sent = data_set_of(row, workload); sent != nullptr && in == 0 && out == 0)
    return {sent->input, sent->output};
  const double share = draws_shorter(row["notes"]) ? mean_share_drawn : 1;
  return {share * in, share * out};
}

RowPlan plan_of(const MeasuredRow& row, std::string_view engine, std::string_view workload, std::string_view hardware,
                const RowFormats& formats) {
  RowPlan p;
  const double devices = row.number("n_gpu").value_or(1), tp = row.number("tp").value_or(0),
               pp = row.number("pp").value_or(0);
  const bool layers = divides_layers(engine);
  const std::string notes = lower_case(row["notes"]);
  if (sends_a_data_set(row)) {
    const double gigabytes = billions_of(workload) * (formats.weights == "bf16" ? 2 : 1);
    p.tensor = tp > 0 ? tp : least_division(gigabytes, gigabytes_named(hardware), devices);
    p.replicas = std::max(1.0, std::floor(devices / p.tensor));
  } else if (contains(notes, "pipeline parallel")) {
    p.pipeline = pp > 1 ? pp : devices;
  } else {
    p.tensor = tp > 0 ? tp : layers ? 1 : devices;
    p.pipeline = pp > 0 ? pp : layers ? devices : 1;
  }
  p.expert = attention_groups(notes);
  if (p.expert > 1) p.tensor = std::max(1.0, devices / (p.expert * p.pipeline));
  const double batch = row.number("batch_or_concurrency").value_or(0);
  const std::string_view rate = row["request_rate"];
  if (!rate.empty() && rate != "inf")
    p.load = cat("request_rate = \"", std::string(rate), " request/s\"\n");
  else if (batch > 0)
    p.load = cat("concurrency = ", count_text(batch * p.replicas), "\n");
  p.together = static_batch(row, engine, notes) && (rate.empty() || (batch > 0 && rate == "inf"));
  return p;
}

}  // namespace fleetline::serving
