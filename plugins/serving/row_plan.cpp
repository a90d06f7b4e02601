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

/// Engines that give each device its share of the layers.
bool divides_layers(std::string_view engine) {
  return engine == "llamacpp" || engine == "transformers" || engine == "awq";
}

/// The number after `field` in the notes, lower-cased; 0: not there.
double noted(const std::string& notes, std::string_view field) {
  const std::size_t at = notes.find(field);
  return at == std::string::npos ? 0 : std::strtod(notes.c_str() + at + field.size(), nullptr);
}

/// Tensor groups that attend to requests of their own and share the experts: "attention_dp_size=8", "parallelism DEP8".
/// There is at most one a device: a publication that multiplies the groups by the devices of each says more.
double attention_groups(const std::string& notes, double devices) {
  const double said = std::max(noted(notes, "attention_dp_size="), noted(notes, "parallelism dep"));
  return std::clamp(said, 1.0, std::max(1.0, devices));
}

/// One batch, timed from its first prompt to its last token: the notes say so, or the figure has no other meaning, or
/// the engine has a benchmark of static batches alone, or it is a throughput of a batch without a word of clients or of
/// a rate.
bool static_batch(const MeasuredRow& row, std::string_view engine, const std::string& notes) {
  for (const char* said : {"static", "whole batch", "tokens / latency", "num prompts"})
    if (contains(notes, said)) return true;
  if (row["metric"] == "latency_ms" || row.number("batch_or_concurrency").value_or(0) == 1) return true;
  const bool throughput = row["metric"] != "ttft_ms" && row["metric"] != "itl_ms";
  return engine == "llamacpp" || engine == "trtllm-session" ||
         (throughput && row.has("batch_or_concurrency") && !row.has("request_rate") && notes.empty());
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
  return f;
}

}  // namespace

bool windows_open(std::string_view engine) { return engine == "trtllm-session" || engine == "trtllm-v0"; }

RowFormats formats_of(const MeasuredRow& row, std::string_view engine, std::string_view workload,
                      std::string_view family) {
  RowFormats f = stated_formats(row, engine);
  if (const DrawnLengths* suite = drawn_lengths_of(row); suite != nullptr)
    if (const std::string_view kv = suite_cache(suite->suite, engine, workload, family); !kv.empty()) f.kv = kv;
  const ExpertCheckpoint* checkpoint = expert_checkpoint_of(workload);
  if (checkpoint == nullptr || !(f.weights == "nvfp4" || f.weights.starts_with("int4"))) return f;
  const std::string stored(checkpoint->format.empty() ? std::string_view(f.weights) : checkpoint->format);
  // What multiplies: 4-bit floats on devices that have arithmetic for them, and the format beside where weights alone
  // are quantised.
  const std::string beside(checkpoint->beside);
  const bool widened = !checkpoint->math.empty() && family != "blackwell";
  const std::string math = widened || f.weights.starts_with("int4") ? beside
                           : checkpoint->math.empty()               ? f.math
                                                                    : std::string(checkpoint->math);
  return {beside, beside, widened ? beside : f.kv, stored, math};
}

bool lengths_differ(const MeasuredRow& row) { return drawn_lengths_of(row) != nullptr || sends_a_data_set(row); }

RowLengths lengths_of(const MeasuredRow& row, std::string_view workload) {
  const double in = row.number("input_len").value_or(0), out = row.number("output_len").value_or(0);
  if (out == 0 && contains(row["notes"], "equal to input")) return {in, in};
  if (const DataSet* sent = data_set_of(row, workload); sent != nullptr && in == 0 && out == 0)
    return {sent->input, sent->output};
  const DrawnLengths* drawn = drawn_lengths_of(row);
  const double share = drawn != nullptr ? drawn->mean_share() : 1;
  return {share * in, share * out};
}

std::string_view contradiction_of(const MeasuredRow& row) {
  const std::string notes = lower_case(row["notes"]);
  const double devices = row.number("n_gpu").value_or(1);
  // Groups of experts may be multiplied by the devices of each, as groups of attention are.
  const double most = devices * std::max(1.0, row.number("tp").value_or(devices));
  if (noted(notes, "moe_tp_size=") > devices || noted(notes, "moe_ep_size=") > most)
    return "experts over more devices than are stated";
  return {};
}

RowPlan plan_of(const MeasuredRow& row, std::string_view engine) {
  RowPlan p;
  const double devices = row.number("n_gpu").value_or(1), tp = row.number("tp").value_or(0),
               pp = row.number("pp").value_or(0);
  const bool layers = divides_layers(engine);
  const std::string notes = lower_case(row["notes"]);
  if (contains(notes, "pipeline parallel")) {
    p.pipeline = pp > 1 ? pp : devices;
  } else {
    p.tensor = tp > 0 ? tp : layers ? 1 : devices;
    p.pipeline = pp > 0 ? pp : layers ? devices : 1;
  }
  p.expert = attention_groups(notes, devices / p.pipeline);
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
