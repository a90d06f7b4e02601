#include "rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "fleetline/text.hpp"
#include "names.hpp"

namespace fleetline::serving {
namespace {

struct Formats {
  std::string math, weights, kv;
};

/// "fp8/gemm fp8_block/moe ...", "W4A16", "Weight = fp16, KV Cache = fp8", "GPTQ-Int4", "FP4" ...; a blank says what the name of the model
/// does. TensorRT-LLM's FP8 and FP4 checkpoints, and the recipes of InferenceX for vLLM, keep an 8-bit cache.
Formats formats_of(const MeasuredRow& row, std::string_view engine) {
  const std::string p = lower_case(row["precision"].empty() ? row["model"] : row["precision"]);
  const bool trt = engine.starts_with("trtllm");
  Formats f{"bf16", "bf16", "bf16"};
  if (contains(p, "weight = ")) {
    if (contains(p, "weight = fp8")) f.math = f.weights = "fp8";
    if (contains(p, "weight = int8")) f.weights = "int8";
    if (contains(p, "kv cache = fp8")) f.kv = "fp8";
    if (contains(p, "kv cache = int8")) f.kv = "int8";
    return f;
  }
  if (contains(p, "fp8 kv")) f.kv = "fp8";
  else if (contains(p, "w4a8kv4")) f = {"int8", "int4 g128", "int4 g128"};
  else if (contains(p, "w4a4")) f = {"int4", "int4 g128", "int4 g128"};
  else if (contains(p, "w4a8")) f = {"fp8", "int4 g128", "fp8"};
  else if (contains(p, "w8a8")) f = {"int8", "int8", "int8"};
  else if (contains(p, "fp4")) f = {"nvfp4", "nvfp4", "fp8"};
  else if (contains(p, "fp8_block")) f = {"fp8", "fp8", "bf16"};
  else if (contains(p, "fp8") || contains(p, "float8")) f = {"fp8", "fp8", trt || contains(p, "gemm") ? "fp8" : "bf16"};
  else if (contains(p, "int8_rowwise") || contains(p, "gptq-int8") || contains(p, "int8")) f.weights = "int8";
  else if (contains(p, "int4") || contains(p, "w4a16") || contains(p, "awq") || contains(p, "gptq") || contains(p, "exl2")) f.weights = "int4 g128";
  else if (contains(p, "q4_k_m")) f.weights = "int4 g32";
  else if (row["precision"].empty() && contains(row["source"], "MLPerf"))
    f = {"fp8", "fp8", "fp8"};  // the submissions for large models multiply in FP8
  return f;
}

struct Lengths_ {
  double input = 0, output = 0;
};

/// Clients whose requests differ in length. InferenceX (the rows with its run's state or number in the notes) draws lengths between 0.8
/// and 1 of those stated (README of InferenceMAX: `--random-range-ratio 0.8`); MLPerf sends OpenOrca's questions.
bool drawn(const MeasuredRow& row) {
  return contains(row["notes"], "wip=") || contains(row["notes"], "workflow_run_id=") || contains(row["source"], "MLPerf");
}
constexpr double mean_share_of_inferencex = 0.9;

/// As stated; a missing half means the row measures the other alone. MLPerf's OpenOrca samples: 294.45 tokens out on average (MLCommons
/// inference rules 4.1, llama2-70b), about as many in.
Lengths_ lengths_of(const MeasuredRow& row) {
  const double in = row.number("input_len").value_or(0), out = row.number("output_len").value_or(0);
  if (out == 0 && contains(row["notes"], "equal to input")) return {in, in};
  if (in == 0 && out == 0 && contains(row["source"], "MLPerf") && contains(lower_case(row["model"]), "70b")) return {294, 294};
  const double share = drawn(row) ? mean_share_of_inferencex : 1;
  return {share * in, share * out};
}

std::string number(double value) { return number_text(std::max(1.0, std::round(value)), 9); }

/// Bytes of weights per bit-width, to place a model whose division is not stated.
double billions_of(std::string_view workload) {
  const auto dash = workload.rfind('-');
  return dash == std::string_view::npos ? 8 : std::max(1.0, std::strtod(std::string(workload.substr(dash + 1)).c_str(), nullptr));
}

std::string fabric_of(std::string_view hardware, std::string_view family) {
  if (contains(hardware, "PCIe")) return family == "ampere" ? "PCIe4" : "PCIe5";
  if (family == "hopper") return "NVLink4";
  if (family == "ampere") return "NVLink3";
  if (family == "blackwell") return contains(hardware, "RTX") || contains(hardware, "GB10") ? "PCIe5" : "NVLink5";
  if (family == "cdna3") return "NVLink4";
  if (family == "cdna2" || family == "gaudi" || family == "xe" || family == "sn40l") return "NVLink3";
  return "PCIe4";
}

struct Plan_ {
  double tensor = 1, pipeline = 1, replicas = 1;
  bool together = false;
  std::string load;  ///< lines of TOML
};

Plan_ plan_of(const MeasuredRow& row, std::string_view engine, std::string_view workload, const Formats& f) {
  Plan_ p;
  const double devices = row.number("n_gpu").value_or(1);
  const bool layers = engine == "llamacpp" || engine == "transformers" || engine == "awq";
  const double tp = row.number("tp").value_or(0), pp = row.number("pp").value_or(0);
  const std::string notes = lower_case(row["notes"]);
  if (contains(row["source"], "MLPerf")) {
    // Submissions divide a model as little as its weights allow (a third of the memory is left to the cache), and copy it.
    const double gigabytes = billions_of(workload) * (f.weights == "bf16" ? 2 : 1);
    const double memory = contains(row["gpu"], "L40S") ? 48 : contains(row["gpu"], "H200") || contains(row["gpu"], "144") ? 141 : contains(row["gpu"], "MI300") || contains(row["gpu"], "B200") ? 180 : 80;
    p.tensor = 1;
    while (p.tensor < devices && gigabytes / p.tensor > 0.67 * memory) p.tensor *= 2;
    p.replicas = std::max(1.0, std::floor(devices / p.tensor));
  } else if (contains(notes, "pipeline parallel")) {
    p.pipeline = pp > 1 ? pp : devices;
  } else {
    p.tensor = tp > 0 ? tp : layers ? 1 : devices;
    p.pipeline = pp > 0 ? pp : layers ? devices : 1;
  }
  if (contains(row["source"], "MLPerf") && tp > 0) p.tensor = tp;
  const double batch = row.number("batch_or_concurrency").value_or(0);
  const std::string_view rate = row["request_rate"];
  p.together = contains(notes, "static") || contains(notes, "whole batch") || contains(row["source"], "LLM-Inference-Bench") || batch == 1 ||
               engine == "llamacpp" || engine == "trtllm-session" || row["metric"] == "latency_ms" || contains(row["source"], "benchmark.md");
  if (contains(notes, "num prompts")) p.together = true;
  if (!rate.empty() && rate != "inf") p.load = cat("request_rate = \"", std::string(rate), " request/s\"\n");
  else if (batch > 0) p.load = cat("concurrency = ", number(batch * p.replicas), "\n");
  if (!rate.empty()) p.together = p.together && batch > 0 && rate == "inf";
  return p;
}

/// Which of our figures the row's is. False: not one of ours.
bool choose_metric(const MeasuredRow& row, const Lengths_& n, Translation& out) {
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
  const bool one = contains(lower_case(row["engine"]), "llama.cpp") && contains(notes, "(input+output) tokens / latency");
  return set("total_tokens_per_second", one ? 1 / row.number("batch_or_concurrency").value_or(1) : 1);
}

/// What the score calls a row's figure: engine, and what was measured under which load.
std::string figure_of(const MeasuredRow& row, std::string_view engine, bool together) {
  const std::string_view metric = row["metric"];
  const bool loaded = row.has("batch_or_concurrency") || (row.has("request_rate") && row["request_rate"] != "inf");
  std::string_view what = together ? "throughput of a batch" : loaded ? "throughput under load" : "offline throughput";
  if (metric == "itl_ms") what = together ? "time per token of a batch" : "time per token under load";
  if (metric == "ttft_ms") what = together ? "first token of a batch" : "first token under load";
  if (metric == "latency_ms") what = together ? "latency of a batch" : "latency under load";
  return cat(std::string(engine.substr(0, engine.find('-'))), ": ", std::string(what));
}

std::string skip_reason(const MeasuredRow& row, std::string_view workload, const Lengths_& n) {
  const std::string notes = lower_case(row["notes"]), engine = lower_case(row["engine"]);
  if (contains(engine, "disaggregated")) return "prefill and decode on different devices";
  if (contains(notes, "without kv cache")) return "run without a KV cache";
  if (contains(notes, "hybird") || contains(notes, "hybrid")) return "a hybrid division that is not stated in full";
  if (contains(notes, "dep") && contains(notes, "parallelism dep")) return "attention is divided over requests";
  if (contains(row["source"], "MLPerf") && contains(workload, "GPT-J")) return "beam search of four";
  if (contains(notes, "p99") || contains(notes, "p50")) return "a quantile: the closed form has means";
  if (contains(notes, "best tp/pp/dp mix")) return "the division is not stated";
  if (contains(lower_case(row["precision"]), "bpw")) return "weights of mixed widths";
  if (contains(engine, "deepsparse") || contains(engine, "untether")) return "not a GPU engine";
  if (n.input == 0 && n.output == 0) return "neither prompt nor output length is stated";
  const std::string_view metric = row["metric"];
  const bool waits = metric == "ttft_ms" || metric == "itl_ms" || metric == "latency_ms";
  if (waits && !row.has("batch_or_concurrency") && !row.has("request_rate")) return "a time under a load that is not stated";
  if (workload == "Qwen2.5-7B" && row["n_gpu"] == "8" && !row.has("pp")) return "8 devices do not divide its 28 heads: how they were used is not stated";
  return {};
}

}  // namespace

Translation translate(const MeasuredRow& row) {
  Translation out;
  const Named_ workload = workload_named(row["model"]), hardware = hardware_named(row["gpu"]);
  const Lengths_ n = lengths_of(row);
  const std::optional<double> value = row.number("value");
  out.skipped = !workload.reason.empty() ? workload.reason : !hardware.reason.empty() ? hardware.reason : skip_reason(row, workload.name, n);
  if (out.skipped.empty() && !value) out.skipped = "no value";
  if (out.skipped.empty() && !choose_metric(row, n, out)) out.skipped = cat("no figure of ours: ", std::string(row["metric"]));
  if (!out.skipped.empty()) return out;

  const std::string family = family_of(hardware.name), engine = engine_class(row["engine"], row["version"]);
  const Formats f = formats_of(row, engine);
  const Plan_ p = plan_of(row, engine, workload.name, f);
  const double devices = p.tensor * p.pipeline * p.replicas, per_node = devices <= 8 ? devices : 8;
  out.stack = stack_named(engine, family, hardware.name);
  out.name = figure_of(row, engine, p.together);
  out.measured = *value;
  std::string body = cat("[workload]\nuse = \"", workload.name, "\"\n\n");
  body += devices > 1 ? cat("[fleet]\nhardware = \"", hardware.name, "\"\ndevices_per_node = ", number(per_node), "\nnodes = ", number(std::ceil(devices / per_node)),
                            "\nnode_fabric = \"", fabric_of(hardware.name, family), "\"\n\n")
                      : cat("[hardware]\nuse = \"", hardware.name, "\"\n\n");
  body += cat("[solve.serving]\nstack = \"", out.stack, "\"\nmath = \"", f.math, "\"\nweights = \"", f.weights, "\"\nactivations = \"bf16\"\nkv = \"", f.kv,
              "\"\ntensor_parallel = ", number(p.tensor), "\npipeline_parallel = ", number(p.pipeline), "\nreplica_count = ", number(p.replicas),
              "\ninput_tokens = ", number(n.input), "\noutput_tokens = ", number(n.output), "\ncontext_limit = 10000000\n", p.load,
              p.together ? "arrivals = \"together\"\n" : "", drawn(row) ? "" : "lengths = \"equal\"\n");
  out.scenario = cat("name = \"", std::string(row.id()), "\"\n\n", body);
  out.configuration = body;
  return out;
}

}  // namespace fleetline::serving
