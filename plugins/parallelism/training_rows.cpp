#include "training_rows.hpp"

#include <algorithm>
#include <cmath>

#include "conventions.hpp"
#include "engine_rules.hpp"
#include "fleetline/text.hpp"
#include "run_rules.hpp"
#include "stack_rules.hpp"

namespace fleetline::parallelism {
namespace {

/// Nemotron-H, and Nemotron 3 (Nano, Super, Ultra), which is a mixture of experts besides.
bool is_hybrid(std::string_view name) {
  static constexpr std::string_view words[] = {"nemotron-h", "nemotronh", "nemotron_3", "nemotron v3", "nemotron 3"};
  return std::any_of(std::begin(words), std::end(words),
                     [name](std::string_view word) { return mentions(name, word); });
}

/// Experts that a layout spreads otherwise than this model can.
std::string experts_reason(const MeasuredRow& row, const Run& run) {
  if (row.number("ep").value_or(0) == 0) return "among how many devices experts are spread is not stated";
  if (run.experts < 1 || run.experts != std::floor(run.experts) || std::fmod(run.data * run.context, run.experts) != 0)
    return "experts are spread over parts of tensor groups";
  return {};
}

std::string skip_reason(const MeasuredRow& row, const Architecture& m, const Run& run, std::string_view device) {
  const std::string_view name = row["model"], notes = row["notes"], gpu = row["gpu"];
  if (gpu.empty()) return "the accelerator is not stated";
  if (device.empty() || node_fabric_of(row, run).empty()) return cat("no calibrated stack for the device ", gpu);
  if (is_hybrid(name) && m.mixture == nullptr) return "state-space layers of a model that the registry does not have";
  if (mentions(notes, "activation offloading")) return "activations are offloaded to the host, how many is not stated";
  if (m.mixture == nullptr && is_mixture(row)) return "a mixture of experts that the registry does not have";
  if (m.mixture != nullptr) {
    if (const std::string why = experts_reason(row, run); !why.empty()) return why;
  } else if (m.layers <= 0 || m.hidden <= 0 || m.heads <= 0 || m.ffn <= 0) {
    return "the sizes of the model are not stated";
  }
  if (const std::string why = contradiction(m, name); !why.empty()) return why;
  if (sequence_of(row) <= 0) return "the sequence length is not stated";
  return degrees_reason(row);
}

std::string degrees_text(const MeasuredRow& row, const Architecture& model, const Run& r, const std::string& stack) {
  const auto whole = [](double value) { return number_text(value, 12); };
  const std::string context = cat("\ncontext_parallel = ", whole(r.context));
  if (r.choose_layout)
    return cat(context, row.has("tp") ? cat("\ntensor_parallel = ", whole(r.tensor)) : std::string(),
               recompute_of(row) == "full" ? "\nrecompute = \"full\"\n" : "\n");
  const bool divided = row["seq_parallel"] == "yes" || (row["seq_parallel"].empty() && r.tensor > 1 &&
                                                        (!is_ampere(row) || engine_of(row).name == "megascale"));
  return cat("\nfit = \"ignored\"", context, "\ntensor_parallel = ", whole(r.tensor),
             "\npipeline_parallel = ", whole(r.pipeline), "\ndata_parallel = ", whole(r.data),
             model.mixture != nullptr ? cat("\nexpert_parallel = ", whole(r.experts)) : std::string(),
             r.whole_experts && model.mixture != nullptr ? "\nwhole_experts = true" : "",
             r.choose_chunks ? "" : cat("\nvirtual_stages = ", whole(r.chunks)),
             r.choose_micro_batch ? "" : cat("\nmicro_batch = ", whole(r.micro_batch)), "\nrecompute = \"",
             recompute_of(row), "\"\nsequence_parallel = ", divided ? "true" : "false", "\nzero = \"",
             zero_of(row, stack), "\"\n", r.zero_group > 0 ? cat("zero_group = ", whole(r.zero_group), "\n") : "");
}

std::string scenario_of(const MeasuredRow& row, const Architecture& model, const Run& r, const std::string& device,
                        const std::string& stack) {
  const auto whole = [](double value) { return number_text(value, 12); };
  std::string fleet = cat("[fleet]\nhardware = \"", device, "\"\ndevices_per_node = ", whole(r.per_node),
                          "\nnodes = ", whole(r.devices / r.per_node), "\n");
  if (r.per_node > 1) fleet += cat("node_fabric = ", node_fabric_of(row, r), "\n");
  if (r.devices > r.per_node) fleet += cat("fabric = ", fabric_of(row, r), "\n");
  return cat("name = \"", row.id(), "\"\n\n", workload_toml(model), fleet, "\n[solve.parallelism]\nstack = \"", stack,
             "\"\nbatch = ", whole(r.whole_batch), "\nsequence = ", whole(r.sequence),
             degrees_text(row, model, r, stack), r.adapters ? "adapter_rank = 16\n" : "",
             r.offload > 0 ? cat("offload = ", number_text(r.offload, 6), "\n") : "",
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
  struct Peak {
    std::string_view gpu;
    double rate;
  };
  static constexpr Peak peaks[] = {{"A100", 312e12},   {"A800", 312e12},   {"B200", 2250e12},   {"B300", 2250e12},
                                   {"V100", 125e12},   {"TPUv3", 123e12},  {"TPUv4", 275e12},   {"TPUv5e", 197e12},
                                   {"TPUv5p", 459e12}, {"TPUv6e", 918e12}, {"MI300X", 1307e12}, {"MI355X", 2500e12}};
  const auto* found =
      std::find_if(std::begin(peaks), std::end(peaks), [&row](const Peak& p) { return mentions(row["gpu"], p.gpu); });
  const double half = found == std::end(peaks) ? 989.4e12 : found->rate;  // Hopper
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
  const Run run = run_of(row, model);
  const std::string device = device_of(row["gpu"]);
  out.measured = *value;
  out.skipped = skip_reason(row, model, run, device);
  if (out.skipped.empty()) choose_metric(row, model, run, out);
  if (!out.skipped.empty()) return out;
  out.stack = training_stack_of(row);
  out.scenario = scenario_of(row, model, run, device, out.stack);
  if (mixtures) out.name = "experts";  // constants "fitted to experts" answer to these rows alone
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
