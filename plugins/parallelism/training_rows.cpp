#include "training_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "conventions.hpp"
#include "engine_rules.hpp"
#include "fleetline/text.hpp"
#include "stack_rules.hpp"

namespace fleetline::parallelism {
namespace {

/// The first rule whose words appear.
template <std::size_t n>
std::string first(const std::array<std::array<std::string_view, 2>, n>& rules, std::string_view text) {
  for (const auto& [word, value] : rules)
    if (mentions(text, word)) return std::string(value);
  return {};
}

std::string node_fabric_of(std::string_view gpu) {
  static constexpr std::array<std::array<std::string_view, 2>, 8> rules = {{{"H800", "NVLink4_H800"},
                                                                            {"A100", "NVLink3"},
                                                                            {"A800", "NVLink3_A800"},
                                                                            {"H100", "NVLink4"},
                                                                            {"H200", "NVLink4"},
                                                                            {"V100", "NVLink2"},
                                                                            {"B200", "NVLink5"},
                                                                            {"B300", "NVLink5"}}};
  return first(rules, gpu);
}

/// Where the row does not say: the network that nodes of this accelerator are sold with.
std::string fabric_of(const MeasuredRow& row) {
  static constexpr std::array<std::array<std::string_view, 2>, 7> linked = {{{"omni-path", "Omni-Path"},
                                                                             {"4x100Gb/s RoCE", "RoCE_4x100"},
                                                                             {"1600Gb/s RoCE", "RoCE_200"},
                                                                             {"4x200Gb/s", "InfiniBand_HDR_4"},
                                                                             {"200Gb/s", "InfiniBand_HDR"},
                                                                             {"HDR", "InfiniBand_HDR"},
                                                                             {"NDR", "InfiniBand_NDR"}}};
  if (const std::string fabric = first(linked, row["inter_link"]); !fabric.empty()) return fabric;
  static constexpr std::array<std::array<std::string_view, 2>, 3> usual = {
      {{"A100", "InfiniBand_HDR"}, {"A800", "InfiniBand_HDR"}, {"V100", "InfiniBand_EDR"}}};
  const std::string fabric = first(usual, row["gpu"]);
  return fabric.empty() ? "InfiniBand_NDR" : fabric;
}

std::string zero_of(const MeasuredRow& row, std::string_view stack) {
  const std::string_view cell = row["zero_stage"];
  if (cell.starts_with('1')) return "optimizer";
  // With a pipeline gradients stay whole until the last micro-batch: stages 2 and 3 send what stage 1 sends (Llama Team
  // 2024, section 3.3.2).
  if ((cell.starts_with('2') || cell.starts_with('3')) && row.number("pp").value_or(1) > 1) return "optimizer";
  if (cell.starts_with('2')) return "gradients";
  if (cell.starts_with('3')) return "weights";
  if (cell.starts_with('0')) return "none";
  // Blank, or "DDP": Megatron-LM and Megatron-DeepSpeed replicate the optimizer unless told; Megatron-Core's and NeMo's
  // recipes (use_distributed_optimizer) and Aleph Alpha's framework divide it.
  return stack.starts_with("megatron-lm") || stack.starts_with("megatron-deepspeed") ? "none" : "optimizer";
}

/// Blank: MaxText and Pax keep layer inputs only, unless told otherwise; others keep all that flash kernels leave.
std::string_view recompute_of(const MeasuredRow& row) {
  const std::string_view cell = row["recompute"];
  if (cell.empty() && training_stack_of(row).starts_with("xla")) return "full";
  return cell.starts_with("full")                                       ? "full"
         : cell.starts_with("selective") || cell.starts_with("partial") ? "selective"
                                                                        : "none";
}

/// Blank cells: flash kernels where the accelerator came with software that has them by default.
Architecture model_of(const MeasuredRow& row, double tensor) {
  Architecture m = architecture_of(row, tensor);
  if (m.llama && m.ffn == 0 && m.hidden > 0)
    m.ffn = 256 * std::ceil(m.hidden * 8 / 3 / 256);  // Touvron et al. 2023: 8/3 h, a multiple of 256
  if (m.vocabulary == 0)
    m.vocabulary = mentions(row["model"], "llama-3") || mentions(row["model"], "llama3") ? 128256
                   : m.llama                                                             ? 32000
                                                                                         : 51200;
  if (row["flash_attn"].empty()) m.flash = m.llama || !(is_ampere(row) || mentions(row["gpu"], "V100"));
  return m;
}

/// Nemotron-H, and Nemotron 3 (Nano, Super, Ultra), which is a mixture of experts besides.
bool is_hybrid(std::string_view name) {
  static constexpr std::string_view words[] = {"nemotron-h", "nemotronh", "nemotron_3", "nemotron v3", "nemotron 3"};
  return std::any_of(std::begin(words), std::end(words),
                     [name](std::string_view word) { return mentions(name, word); });
}

bool is_mixture(const MeasuredRow& row) {
  static constexpr std::string_view words[] = {"moe",     "mixtral", "deepseek", "a3b",  "a22b", "a14b",
                                               "gpt-oss", "gpt oss", "grok",     "kimi", "8x"};
  return row.number("ep").value_or(1) > 1 ||
         std::any_of(std::begin(words), std::end(words),
                     [&row](std::string_view word) { return mentions(row["model"], word); });
}

/// Experts that a layout spreads otherwise than this model can.
std::string experts_reason(const MeasuredRow& row) {
  const double e = row.number("ep").value_or(0), t = row.number("tp").value_or(1);
  if (e == 0) return "among how many devices experts are spread is not stated";
  const double replicas = row.number("n_gpu").value_or(1) / (t * row.number("pp").value_or(1));
  if (std::fmod(replicas, e) != 0 || (contains(row["notes"], "etp=1") && t > 1))
    return "experts are spread over tensor groups, too (folded)";
  return {};
}

std::string skip_reason(const MeasuredRow& row, const Architecture& m, std::string_view device) {
  const std::string_view name = row["model"], notes = row["notes"], gpu = row["gpu"];
  if (gpu.empty()) return "the accelerator is not stated";
  if (device.empty() || node_fabric_of(gpu).empty()) return cat("no calibrated stack for the device ", gpu);
  if (is_hybrid(name)) return "state-space layers";
  if (mentions(name, "lora") || mentions(notes, "lora")) return "fine-tuning of low-rank adapters";
  if (mentions(notes, "offload")) return "activations are offloaded to the host";
  if (m.mixture == nullptr && is_mixture(row)) return "a mixture of experts that the registry does not have";
  if (m.mixture != nullptr) {
    if (const std::string why = experts_reason(row); !why.empty()) return why;
  } else if (m.layers <= 0 || m.hidden <= 0 || m.heads <= 0 || m.ffn <= 0) {
    return "the sizes of the model are not stated";
  }
  if (const std::string why = contradiction(m, name); !why.empty()) return why;
  if (!row.has("tp") && !row.has("pp")) return "the layout is not stated";
  if (!row.has("global_batch") && !row.has("micro_batch")) return "the batch is not stated";
  if (!row.number("seq_len")) return "the sequence length is not stated";
  if (row.number("n_gpu").value_or(0) < 1) return "the number of accelerators is not stated";
  return {};
}

struct Run {
  double devices = 1, per_node = 1, tensor = 1, pipeline = 1, data = 1, context = 1, chunks = 1, micro_batch = 1,
         sequence = 1;
  double experts = 0;  ///< devices among which they are spread; 0: a dense model
  double batch = 1;    ///< as stated
  bool choose_micro_batch = false,
       choose_chunks = false;  ///< the source is silent: the best, as who publishes a figure takes it
  double whole_batch = 1;      ///< rounded up to whole micro-batches, and groups of them when chunks are interleaved
};

/// The most chunks that divide the layers, at most those stated: what remains is another split of the same stages.
double chunks_that_divide(double layers, double pipeline, double wish) {
  for (double v = pipeline > 1 ? wish : 1; v > 1; --v)
    if (std::fmod(layers, pipeline * v) == 0 || std::fmod(layers + 2, pipeline * v) == 0) return v;
  return 1;
}

/// What a source that states no chunks ran with. DeepSpeed's engine has no interleaved schedule; Megatron-Core's
/// recipes choose the best; so does whoever states no micro-batch either.
void blank_choices(const MeasuredRow& row, std::string_view stack, Run& r) {
  r.choose_micro_batch = row["micro_batch"].empty() && row["vpp"].empty();
  r.choose_chunks = row["vpp"].empty() && !stack.starts_with("megatron-deepspeed") &&
                    (r.choose_micro_batch || stack.starts_with("megatron-core"));
}

Run run_of(const MeasuredRow& row, double layers) {
  const auto cell = [&row](const char* column, double otherwise) {
    return std::max(1.0, row.number(column).value_or(otherwise));
  };
  Run r;
  r.tensor = cell("tp", 1);
  r.pipeline = cell("pp", 1);
  r.context = cell("cp", 1);
  r.devices = cell("n_gpu", 1);
  r.data = std::floor(r.devices / (r.tensor * r.pipeline * r.context));
  r.devices = r.data * r.tensor * r.pipeline * r.context;
  // A rack of 72 is one NVLink domain: its trays of four are no nodes to a collective.
  r.per_node = std::min(mentions(row["intra_link"], "NVL72") ? 64 : cell("gpus_per_node", 8), r.devices);
  if (std::fmod(r.devices, r.per_node) != 0) r.per_node = 1;
  r.experts = row.number("ep").value_or(0);
  r.chunks = chunks_that_divide(layers, r.pipeline, cell("vpp", 1));
  r.micro_batch = cell("micro_batch", 1);
  blank_choices(row, training_stack_of(row), r);
  r.sequence = cell("seq_len", 2048);
  r.batch = cell("global_batch", r.data * r.micro_batch * (r.pipeline > 1 ? 4 * r.pipeline : 1));
  double rounds = std::ceil(r.batch / (r.data * r.micro_batch));
  if (r.chunks > 1) rounds = r.pipeline * std::ceil(rounds / r.pipeline);
  r.whole_batch = rounds * r.data * r.micro_batch;
  return r;
}

std::string scenario_of(const MeasuredRow& row, const Architecture& model, const Run& r, const std::string& device,
                        const std::string& stack) {
  const auto whole = [](double value) { return number_text(value, 12); };
  const bool divided = row["seq_parallel"] == "yes" || (row["seq_parallel"].empty() && !is_ampere(row) && r.tensor > 1);
  std::string fleet = cat("[fleet]\nhardware = \"", device, "\"\ndevices_per_node = ", whole(r.per_node),
                          "\nnodes = ", whole(r.devices / r.per_node), "\n");
  if (r.per_node > 1) fleet += cat("node_fabric = \"", node_fabric_of(row["gpu"]), "\"\n");
  if (r.devices > r.per_node) fleet += cat("fabric = \"", fabric_of(row), "\"\n");
  return cat("name = \"", row.id(), "\"\n\n", workload_toml(model), fleet, "\n[solve.parallelism]\nstack = \"", stack,
             "\"\nfit = \"ignored\"\nbatch = ", whole(r.whole_batch), "\nsequence = ", whole(r.sequence),
             "\ntensor_parallel = ", whole(r.tensor), "\npipeline_parallel = ", whole(r.pipeline),
             "\ndata_parallel = ", whole(r.data), "\ncontext_parallel = ", whole(r.context),
             model.mixture != nullptr ? cat("\nexpert_parallel = ", whole(r.experts)) : std::string(),
             r.choose_chunks ? "" : cat("\nvirtual_stages = ", whole(r.chunks)),
             r.choose_micro_batch ? "" : cat("\nmicro_batch = ", whole(r.micro_batch)), "\nrecompute = \"",
             recompute_of(row), "\"\nsequence_parallel = ", divided ? "true" : "false", "\nzero = \"",
             zero_of(row, stack), "\"\n",
             is_fp4(row)      ? "precision = \"nvfp4\"\n"
             : is_narrow(row) ? "precision = \"fp8\"\n"
                              : "");
}

double flops_of(const MeasuredRow& row, const Architecture& model, const Run& r) {
  Architecture active = model;  // of experts those that a token passes through
  if (model.mixture != nullptr)
    active.ffn = (model.mixture->per_token + model.mixture->shared) * model.mixture->expert_ffn;
  const Counted c = counted(active);
  const std::string_view notes = row["notes"];
  if (contains(notes, "8*N")) return eight_n_flops(c, r.batch, r.sequence);
  if (contains(notes, "96*B") || mentions(notes, "hardware flops") || mentions(notes, "SC21 formula"))
    return hardware_flops(c, r.batch, r.sequence, recompute_of(row) == "full");
  return model_flops(c, r.batch, r.sequence,
                     mentions(notes, "causal half") || engine_of(row).name == "meta-llama" ? 0.5 : 1);
}

/// FLOP/s of the row's products, dense.
double peak_of(const MeasuredRow& row) {
  const double half = is_ampere(row)                                                 ? 312e12
                      : mentions(row["gpu"], "B200") || mentions(row["gpu"], "B300") ? 2250e12
                      : mentions(row["gpu"], "V100")                                 ? 125e12
                                                                                     : 989.4e12;
  if (is_fp4(row)) return (mentions(row["gpu"], "B300") ? 6 : 4) * half;
  return is_narrow(row) ? 2 * half : half;
}

/// Row's figure from seconds per step.
void choose_metric(const MeasuredRow& row, const Architecture& model, const Run& r, Translation& out) {
  const std::string_view metric = row["metric"];
  const double tokens = r.batch * r.sequence;
  out.metric = "parallelism.step_time";
  out.inverse = true;
  const double rounding = r.whole_batch / r.batch;
  if (metric == "iter_time_s") {
    out.inverse = false;
    out.scale = 1 / rounding;
    out.unit = "s";
    return;
  }
  if (metric == "layer_fwd_ms" || metric == "layer_bwd_ms") {
    out.metric = metric == "layer_fwd_ms" ? "parallelism.layer_forward_time" : "parallelism.layer_backward_time";
    out.inverse = false;
    out.scale = 1e3;
    out.unit = "ms";
  } else if (metric == "tokens_per_s_per_gpu") {
    out.scale = tokens / r.devices;
  } else if (metric == "tokens_per_s") {
    out.scale = tokens;
  } else if (metric == "samples_per_s") {
    out.scale = r.batch;
  } else if (metric == "tflops_per_gpu") {
    out.scale = flops_of(row, model, r) / r.devices / 1e12;
  } else if (metric == "mfu") {
    out.scale = 100 * flops_of(row, model, r) / r.devices / peak_of(row);
  } else {
    out.skipped = cat("the figure ", metric, " is not one of a training step");
  }
  out.scale *= out.inverse ? rounding : 1;
}

Translation translate(const MeasuredRow& row, bool mixtures) {
  Translation out;
  const std::optional<double> value = row.number("value");
  if (!value || *value <= 0) {
    out.skipped = "no figure";
    return out;
  }
  if (is_mixture(row) != mixtures) {
    out.skipped = mixtures ? "a dense model" : "a mixture of experts: fleetline validate experts";
    return out;
  }
  const Architecture model = model_of(row, row.number("tp").value_or(1));
  const Run run = run_of(row, model.layers);
  const std::string device = device_of(row["gpu"]);
  out.measured = *value;
  out.skipped = skip_reason(row, model, device);
  if (out.skipped.empty()) choose_metric(row, model, run, out);
  if (!out.skipped.empty()) return out;
  out.stack = training_stack_of(row);
  out.scenario = scenario_of(row, model, run, device, out.stack);
  out.configuration = out.scenario.substr(out.scenario.find("[workload]"));
  return out;
}

}  // namespace

Validation training_validation() {
  return {.name = "training",
          .summary = "Steps of dense transformers as published, by software stack",
          .translate = [](const MeasuredRow& row) { return translate(row, false); }};
}

Validation experts_validation() {
  return {.name = "experts",
          .summary = "Steps of mixtures of experts as published, with the constants of stacks fitted to dense ones",
          .translate = [](const MeasuredRow& row) { return translate(row, true); }};
}

}  // namespace fleetline::parallelism
