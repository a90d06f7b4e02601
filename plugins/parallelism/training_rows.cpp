// Measured training steps as scenarios: blanks filled by rules from model, device, software and notes, never from the figure.
#include "training_rows.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "fleetline/text.hpp"
#include "flop_conventions.hpp"

namespace fleetline::parallelism {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
bool has_any(const std::string& text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view p) { return has(text, p); });
}

/// First match wins.
struct Device { std::string_view part, hardware, node_fabric, cluster, family; };
constexpr std::array devices{Device{"v100", "V100_SXM2_32GB", "NVLink2_cube", "InfiniBand_EDR", "V100"},
                             Device{"h800", "H100", "NVLink4_H800", "InfiniBand_NDR", "H100"},
                             Device{"h100", "H100", "NVLink4", "InfiniBand_NDR", "H100"},
                             Device{"h200", "H200", "NVLink4", "InfiniBand_NDR", "H100"},
                             Device{"gb200", "B200", "NVLink5", "InfiniBand_NDR", "B200"},
                             Device{"b200", "B200", "NVLink5", "InfiniBand_NDR", "B200"},
                             Device{"a100", "A100", "NVLink3", "InfiniBand_HDR", "A100"}};

/// What lies between nodes, where the row says so.
struct Network { std::string_view part, cluster; };
constexpr std::array networks{Network{"omni-path", "Omni-Path"},      Network{"8x100gb/s", "RoCE_8x100"},
                              Network{"4x100gb/s roce", "RoCE_4x100"}, Network{"4x200gb/s", "InfiniBand_HDR_4"},
                              Network{"8x200gb/s", "InfiniBand_HDR"},  Network{"1600gb/s", "InfiniBand_HDR"},
                              Network{"8x400gb/s", "InfiniBand_NDR"},  Network{"400gb/s roce per gpu", "RoCE_400"}};

/// Software by what the source says of itself; `flash`: its attention where the row is silent; `zero` likewise.
struct Software { std::string_view part, stack; bool flash; int zero; };
constexpr std::array software{Software{"sc21", "megatron-lm", false, 0},
                              Software{"mt-nlg 530b (arxiv", "megatron-lm", false, 0},
                              Software{"korthikanti", "megatron-lm", false, 0},
                              Software{"vtrain", "megatron-deepspeed-2023", false, 0},
                              Software{"bigscience", "megatron-deepspeed-2022", false, 1},
                              Software{"hagemann", "aleph-scaling", true, 1},
                              Software{"mosaicml", "llm-foundry", true, 3},
                              Software{"internevo", "internevo", true, 1},
                              Software{"fsdp", "torch-fsdp", true, 3},
                              Software{"picotron", "torch-fsdp", true, 1},
                              Software{"deepspeed", "megatron-deepspeed-2022", false, 3},
                              Software{"megatron-llama", "megatron-core", true, 1},
                              Software{"nemo", "megatron-core", true, 1},
                              Software{"dgxc", "megatron-core", true, 1},
                              Software{"megatron", "megatron-core", true, 1},
                              Software{"llama 3 herd", "megatron-core", true, 1}};

template <class Table>
auto match(const Table& table, const std::string& text) -> decltype(&table[0]) {
  const auto at = std::find_if(table.begin(), table.end(), [&](const auto& e) { return has(text, e.part); });
  return at == table.end() ? nullptr : &*at;
}

bool is_gated(const std::string& model) { return has_any(model, {"llama", "intern", "qwen", "mistral", "gemma"}); }
bool is_mixture(const std::string& model) {
  return has_any(model, {"mixtral", "deepseek", "grok", "moe", "a3b", "a22b", "gpt-oss", "gpt oss", "kimi", "-a10b", "nano 30b", "ultra 550b", "glm"});
}

/// The row, read: sizes with their blanks filled.
struct Run {
  std::string model, source, notes, stack;
  const Device* device = nullptr;
  const Software* software = nullptr;
  double layers = 0, hidden = 0, heads = 0, kv_heads = 0, ffn = 0, vocabulary = 0, sequence = 0;
  double devices = 0, batch = 0, micro = 0, tp = 1, pp = 1, vpp = 1, dp = 1;
  bool gated = false, flash = false, sp = false, vpp_given = true;
  int zero = 0;
  std::string recompute;
};

Run read(const MeasuredRow& row) {
  Run r;
  r.model = lower(row["model"]);
  r.source = lower(row["source"]);
  r.notes = lower(row["notes"]);
  r.device = match(devices, lower(row["gpu"]));
  r.software = match(software, r.source);
  const auto number = [&](std::string_view column, double otherwise) { return row.number(column).value_or(otherwise); };
  r.gated = is_gated(r.model);
  r.layers = number("layers", 0);
  r.hidden = number("hidden", 0);
  r.heads = number("heads", std::fmod(r.hidden, 128) == 0 ? r.hidden / 128 : 0);
  r.kv_heads = number("kv_heads", r.heads);
  // A gated network of two thirds the width has the same parameters (Shazeer 2020), rounded up as Llama does.
  r.ffn = number("ffn", r.gated ? std::ceil(r.hidden * 8 / 3 / 256) * 256 : 4 * r.hidden);
  r.vocabulary = number("vocab", r.gated ? 32000 : 51200);
  r.sequence = number("seq_len", 2048);
  r.devices = number("n_gpu", 0);
  r.tp = number("tp", 1);
  r.pp = number("pp", 1);
  r.vpp = number("vpp", 1);
  r.vpp_given = row.has("vpp") || row.has("micro_batch");  // silent about both: a published best, which the search looks for
  r.dp = number("dp", r.devices / (r.tp * r.pp));
  r.micro = number("micro_batch", 0);  // 0: left to the search
  r.batch = number("global_batch", r.micro * r.dp);
  r.sp = row["seq_parallel"] == "yes" || (row["seq_parallel"].empty() && r.tp > 1 && r.software && r.software->stack == "megatron-core");
  r.flash = row["flash_attn"].empty() ? r.software && r.software->flash : row["flash_attn"] != "no";
  const std::string_view zero = row["zero_stage"];
  r.zero = !zero.empty() && std::isdigit(static_cast<unsigned char>(zero.front())) ? zero.front() - '0' : r.software ? r.software->zero : 0;
  const std::string recompute = lower(row["recompute"]);
  r.recompute = recompute.starts_with("full") ? "full" : recompute.starts_with("selective") ? "selective" : "none";
  if (r.software && r.device) {
    r.stack = cat(r.software->stack, "_", r.device->family);
    // Attention kernels and fused normalisation are choices of the same software that its speed depends on.
    if (r.software->stack == "aleph-scaling")
      r.stack = cat("aleph-", !r.flash ? "unfused" : has(r.notes, "attentionv1") || row["flash_attn"] == "v1" ? "flash1" : has(r.notes, "rms kernel") ? "flash2-rms" : "flash2", "_A100");
  }
  return r;
}

/// Why a row is outside the model; empty: it is not.
std::string outside(const Run& r, const MeasuredRow& row) {
  const std::string precision = lower(row["precision"]);
  if (!r.device) return cat("no training stack for the device '", row["gpu"], "'");
  if (is_mixture(r.model)) return "mixture of experts";
  if (row.number("ep").value_or(1) > 1) return "expert parallelism";
  if (row.number("cp").value_or(1) > 1) return "context parallelism";
  if (has(r.model, "lora")) return "fine-tuning of adapters: frozen weights have no gradients";
  if (has_any(r.notes, {"offload"})) return "offloading to host memory";
  if (has_any(precision, {"fp8", "fp4", "int8"})) return "8-bit and narrower matrix products";
  if (!r.software) return "a software stack without constants";
  if (has_any(r.source, {"maxtext", "paxml", "pax/", "xla"})) return "XLA stacks";
  if (r.layers <= 0 || r.hidden <= 0 || r.heads <= 0) return "the model's sizes are not given";
  if (r.devices <= 0 || r.batch <= 0) return "devices or batch are not given";
  if (r.tp * r.pp * r.dp != r.devices) return "the degrees do not multiply to the devices";
  if (std::fmod(r.batch, r.dp * std::max(1.0, r.micro)) != 0) return "the batch does not divide into micro-batches";
  if (std::fmod(r.heads, r.tp) != 0) return "the heads do not divide by the tensor degree";
  if (r.pp > r.layers) return "more stages than layers";
  return {};
}

/// How the figure follows from seconds per step. False: no rule.
bool convert(Translation& t, const Run& r, std::string_view metric) {
  const double tokens = r.batch * r.sequence;
  t.unit = metric;
  if (metric == "iter_time_s") return t.scale = 1, true;
  t.inverse = true;
  if (metric == "tokens_per_s_per_gpu") return t.scale = tokens / r.devices, true;
  if (metric == "tokens_per_s") return t.scale = tokens, true;
  if (metric == "samples_per_s") return t.scale = r.batch, true;
  if (metric != "tflops_per_gpu") return false;
  const ModelSize size{r.layers, r.hidden, r.heads, r.kv_heads, r.ffn, r.vocabulary, r.sequence, r.gated};
  const bool hardware = has_any(r.notes, {"hardware flops", "hardware formula"});
  t.scale = r.batch * (hardware ? megatron_hardware_flops(size, r.recompute == "full") : megatron_model_flops(size)) / r.devices / 1e12;
  return true;
}

double largest_divisor(double n, double most) {
  for (double d = std::min(n, most); d > 1; --d)
    if (std::fmod(n, d) == 0) return d;
  return 1;
}

std::string scenario_of(const Run& r, const MeasuredRow& row) {
  const Network* network = match(networks, lower(row["inter_link"]));
  // The NVLink domain, not the tray: 72 of them in an NVL72 rack.
  const bool rack = r.device->part == "gb200";
  const double per_node = rack ? largest_divisor(r.devices, 72) : row.number("gpus_per_node").value_or(std::min(8.0, r.devices));
  const auto n = [](double x) { return exact_text(x); };
  const std::string_view zeros[] = {"none", "optimizer", "gradients", "weights"};
  // ZeRO 2 and 3 with a pipeline divide no more than ZeRO 1 does (the solver says so, too).
  const int zero = r.pp > 1 ? std::min(r.zero, 1) : r.zero;
  return cat("name = \"training step\"\n[workload]\nkind = \"transformer\"\nlayers = ", n(r.layers), "\nhidden = ", n(r.hidden), "\nheads = ", n(r.heads),
             "\nkv_heads = ", n(r.kv_heads), "\nffn = ", n(r.ffn), "\nvocabulary = ", n(r.vocabulary), "\ngated = ", r.gated ? "true" : "false",
             "\nnorm = \"", r.gated ? "rms" : "layer", "\"\nbiases = ", r.gated ? "false" : "true", "\ndropout = ", r.gated || r.flash ? "false" : "true",
             "\nattention_kernel = \"", r.flash ? "flash" : "unfused", "\"\n[fleet]\nhardware = \"", r.device->hardware, "\"\nnodes = ",
             n(std::ceil(r.devices / per_node)), "\ndevices_per_node = ", n(std::min(per_node, r.devices)), "\nnode_fabric = \"", r.device->node_fabric,
             "\"\nfabric = \"", network ? network->cluster : r.device->cluster, "\"\n[solve.parallelism]\nstack = \"", r.stack, "\"\nprecision = \"bf16\"\nbatch = ",
             n(r.batch), "\nsequence = ", n(r.sequence), "\ntensor_parallel = ", n(r.tp), "\npipeline_parallel = ", n(r.pp), "\ndata_parallel = ", n(r.dp),
             r.vpp_given ? cat("\nvirtual_stages = ", n(r.vpp)) : "", r.micro > 0 ? cat("\nmicro_batch = ", n(r.micro)) : "", "\nrecompute = \"", r.recompute, "\"\nsequence_parallel = ",
             r.sp && r.tp > 1 ? "true" : "false", "\nzero = \"", zeros[std::clamp(zero, 0, 3)], "\"\n");
}

Translation translate(const MeasuredRow& row) {
  Translation t;
  const Run run = read(row);
  t.name = row["metric"];
  t.skipped = outside(run, row);
  if (t.skipped.empty() && !row.number("value")) t.skipped = "no figure";
  if (t.skipped.empty() && !convert(t, run, row["metric"])) t.skipped = cat("a figure without a rule: ", row["metric"]);
  if (!t.skipped.empty()) return t;
  t.scenario = scenario_of(run, row);
  t.metric = "parallelism.step_time";
  t.measured = *row.number("value");
  t.stack = run.stack;
  t.configuration = t.scenario;
  return t;
}

}  // namespace

Validation training_validation() {
  return {.name = "training", .summary = "Steps of dense transformers as published, by software stack", .translate = translate};
}

}  // namespace fleetline::parallelism
