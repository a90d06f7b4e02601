#include "memory_rows.hpp"

#include <algorithm>
#include <cmath>

#include "engine_rules.hpp"
#include "fleetline/text.hpp"
#include "row_rules.hpp"
#include "stack_rules.hpp"

namespace fleetline::parallelism {
namespace {

constexpr double gib = 1024.0 * 1024.0 * 1024.0;

/// Components as equations give them ("computed by the paper authors"): no software behind them.
bool computed(const MeasuredRow& row) { return contains(row["notes"], "component, computed"); }

std::string stack_of(const MeasuredRow& row) { return computed(row) ? "tensors-only" : training_stack_of(row); }

std::string zero_of(const MeasuredRow& row) {
  const std::string_view cell = row["zero_stage"];
  if (cell.starts_with('0')) return "none";
  if (cell.starts_with('2')) return "gradients";
  if (cell.starts_with('3')) return "weights";
  if (published_run(row["model"])) return "none";
  return "optimizer";  // also where the cell is blank: all of these stacks divide it by default
}

/// Megatron-Core divides sequences by default; where the cell is blank others do not.
bool sequence_parallel(const MeasuredRow& row, std::string_view stack) {
  return row["seq_parallel"] == "yes" || (row["seq_parallel"].empty() && stack.starts_with("megatron-core"));
}

/// What blank cells stand for.
struct Defaults {
  double sequence, micro_batch, micro_batches;
};
std::optional<Defaults> defaults_of(const MeasuredRow& row) {
  if (published_run(row["model"])) return Defaults{2048, 1, 1};         // Korthikanti et al. 2022, section 6
  if (engine_of(row).name == "internevo") return Defaults{2048, 1, 4};  // its recipe, configs/7B_sft.py
  return std::nullopt;
}

std::string skip_reason(const MeasuredRow& row, const Architecture& model) {
  const std::string_view name = row["model"], notes = row["notes"];
  if (model.mixture == nullptr && is_mixture(row)) return "a mixture of experts that the registry does not have";
  if (mentions(name, "lora")) return "low-rank adapters on weights whose format is not stated";
  if (mentions(notes, "offload")) return "activations are offloaded to the host";
  if (contains(notes, "schedule=z") || contains(notes, "schedule=v")) return "a schedule without bubbles";
  if (model.mixture == nullptr &&
      (model.layers <= 0 || model.hidden <= 0 || model.heads <= 0 || model.ffn <= 0 || model.vocabulary <= 0))
    return "the sizes of the model are not stated";
  if (const std::string why = contradiction(model, name); !why.empty()) return why;
  if (!row.number("seq_len") && !defaults_of(row)) return "the sequence length is not stated";
  if (!row.number("micro_batch") && !defaults_of(row)) return "the micro-batch is not stated";
  return {};
}

/// Degrees as the scenario needs them. Context parallelism divides each sequence, and states over its group too: to
/// memory it is more replicas with shorter sequences.
struct Run {
  double tensor = 1, pipeline = 1, data = 1, chunks = 1, micro_batch = 1, batch = 1, sequence = 1;
};

Run run_of(const MeasuredRow& row) {
  const auto cell = [&row](const char* column, double otherwise) { return row.number(column).value_or(otherwise); };
  if (const PublishedRun* p = published_run(row["model"]))
    return {p->tensor, p->pipeline, 1, p->chunks, p->micro_batch, p->batch, 2048};
  Run r;
  r.tensor = cell("tp", 1);
  r.pipeline = cell("pp", 1);
  r.chunks = cell("vpp", 1);
  const std::optional<Defaults> stated = defaults_of(row);
  r.micro_batch = cell("micro_batch", stated ? stated->micro_batch : 1);
  const double context = cell("cp", 1);
  const double replicas = cell("dp", std::max(1.0, std::floor(cell("n_gpu", 1) / (r.tensor * r.pipeline * context))));
  r.data = replicas * context;
  const double rounds =
      std::ceil(cell("global_batch", replicas * r.micro_batch * (stated ? stated->micro_batches : r.pipeline)) /
                (replicas * r.micro_batch));
  r.batch = rounds * r.data * r.micro_batch;
  r.sequence = std::floor(cell("seq_len", stated ? stated->sequence : 2048) / context);
  return r;
}

std::string scenario_of(const MeasuredRow& row, const Architecture& model, const Run& r, const std::string& device,
                        const std::string& stack) {
  const double devices = r.tensor * r.pipeline * r.data, per_node = std::fmod(devices, 8) == 0 ? 8 : 1;
  const std::string_view recompute = row["recompute"];
  const auto whole = [](double value) { return number_text(value, 12); };
  return cat(
      "name = \"", row.id(), "\"\n\n", workload_toml(model), "[fleet]\nhardware = \"", device,
      "\"\ndevices_per_node = ", whole(per_node), "\nnodes = ", whole(devices / per_node),
      "\n\n[solve.parallelism]\nstack = \"", stack, "\"\ncommunication = \"free\"\nbatch = ", whole(r.batch),
      "\nsequence = ", whole(r.sequence), "\ntensor_parallel = ", whole(r.tensor),
      "\npipeline_parallel = ", whole(r.pipeline), "\ndata_parallel = ", whole(r.data),
      "\nvirtual_stages = ", whole(r.chunks), "\nmicro_batch = ", whole(r.micro_batch), "\nrecompute = \"",
      recompute == "full"        ? "full"
      : recompute == "selective" ? "selective"
                                 : "none",
      "\"\nsequence_parallel = ", sequence_parallel(row, stack) ? "true" : "false", "\nzero = \"", zero_of(row), "\"\n",
      model.mixture != nullptr ? cat("expert_parallel = ", whole(row.number("ep").value_or(1)), "\n") : std::string());
}

/// Which of our figures the row's is: what a driver shows, or what the framework allocated; in which gigabytes.
void choose_metric(const MeasuredRow& row, Translation& out) {
  const std::string_view notes = row["notes"];
  const bool decimal = contains(notes, "unit GB") && !contains(notes, "nvidia-smi");
  out.metric = contains(notes, "allocated") || contains(notes, "max_memory") ? "parallelism.allocated_memory"
                                                                             : "parallelism.peak_memory";
  out.scale = 1 / (decimal ? 1e9 : gib);
  out.unit = decimal ? "GB" : "GiB";
  if (contains(notes, "parameters+optimizer")) out.metric = "parallelism.state_memory";
  if (contains(notes, "activations,")) out.metric = "parallelism.activation_memory";
}

}  // namespace

Translation translate_memory(const MeasuredRow& row) {
  Translation out;
  const std::optional<double> peak = row.number("peak_gib");
  if (!peak && row["fits"] != "yes" && row["fits"] != "no") {
    out.skipped = contains(row["notes"], "percent of baseline") ? "a ratio of two runs (held by unit tests)"
                                                                : "neither a peak nor whether it fits";
    return out;
  }
  const Run run = run_of(row);
  const Architecture model = architecture_of(row, run.tensor);
  const std::string device = device_of(row["gpu"]);
  out.skipped = device.empty() ? cat("no entry for the device ", row["gpu"]) : skip_reason(row, model);
  if (!out.skipped.empty()) return out;
  out.stack = stack_of(row);
  out.scenario = scenario_of(row, model, run, device, out.stack);
  out.configuration = out.scenario.substr(out.scenario.find("[workload]"));
  out.name = peak ? "peak" : "fits";
  if (!peak) {
    out.fits = row["fits"] == "yes";
    out.scenario += "\n[derive]\nload = \"parallelism.peak_memory / parallelism.usable_memory\"\n";
    out.metric = "load";
    return out;
  }
  choose_metric(row, out);
  out.measured = *peak;
  return out;
}

}  // namespace fleetline::parallelism
